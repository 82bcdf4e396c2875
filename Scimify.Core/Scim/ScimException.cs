namespace Scimify.Core.Scim;

/// <summary>The request fails with an error message of RFC 7644 section 3.12.</summary>
/// <param name="status">HTTP status code.</param>
/// <param name="scimType">Keyword of RFC 7644 table 9 or RFC 9865 section 2.1; null if the status says everything.</param>
/// <param name="detail">For the identity provider's administrator. Says what to do, and contains no secret.</param>
public sealed class ScimException(int status, string? scimType, string detail) : Exception(detail)
{
    public int Status { get; } = status;
    public string? ScimType { get; } = scimType;
    public string Detail => Message;

    public static ScimException InvalidFilter(string detail) => new(400, "invalidFilter", detail);

    /// <summary>The filter matches or costs more than the server is willing to handle.</summary>
    public static ScimException TooMany(string detail) => new(400, "tooMany", detail);

    public static ScimException Uniqueness(string detail) => new(409, "uniqueness", detail);

    public static ScimException Mutability(string detail) => new(400, "mutability", detail);

    /// <summary>The body is not JSON, or lacks the structure that the request needs.</summary>
    public static ScimException InvalidSyntax(string detail) => new(400, "invalidSyntax", detail);

    public static ScimException InvalidPath(string detail) => new(400, "invalidPath", detail);

    /// <summary>The path of a PATCH operation is missing, or its value filter matches nothing.</summary>
    public static ScimException NoTarget(string detail) => new(400, "noTarget", detail);

    /// <summary>A required value is missing, or a value does not fit its attribute.</summary>
    public static ScimException InvalidValue(string detail) => new(400, "invalidValue", detail);

    public static ScimException InvalidCursor(string detail) => new(400, "invalidCursor", detail);

    public static ScimException ExpiredCursor(string detail) => new(400, "expiredCursor", detail);

    public static ScimException InvalidCount(string detail) => new(400, "invalidCount", detail);

    public static ScimException Forbidden(string detail) => new(403, null, detail);

    public static ScimException NotFound(string detail) => new(404, null, detail);

    public static ScimException Conflict(string detail) => new(409, null, detail);

    public static ScimException PreconditionFailed(string detail) => new(412, null, detail);

    public static ScimException PayloadTooLarge(string detail) => new(413, null, detail);

    public static ScimException NotImplemented(string detail) => new(501, null, detail);
}
