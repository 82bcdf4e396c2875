using Scimify.Core.Errors;

namespace Scimify.Core.Scim;

/// <summary>The request fails with an error message of RFC 7644 section 3.12.</summary>
/// <param name="status">HTTP status code.</param>
/// <param name="scimType">Keyword of RFC 7644 table 9 or RFC 9865 section 2.1; null if the status says everything.</param>
/// <param name="code">What went wrong, by the name that stays the same.</param>
/// <param name="detail">For the identity provider's administrator. Says what to do, and contains no secret.</param>
public sealed class ScimException(int status, string? scimType, ErrorCode code, string detail) : Exception(detail)
{
    public int Status { get; } = status;
    public string? ScimType { get; } = scimType;
    public ErrorCode Code { get; } = code;

    /// <summary>Without the code, which the message to the client has behind it.</summary>
    public string Detail => Message;

    /// <summary>The same refusal in other words.</summary>
    public ScimException With(string detail) => new(Status, ScimType, Code, detail);

    public static ScimException InvalidFilter(string detail) => new(400, "invalidFilter", ErrorCodes.FilterInvalid, detail);

    /// <summary>The filter matches or costs more than the server is willing to handle.</summary>
    public static ScimException TooMany(string detail) => new(400, "tooMany", ErrorCodes.FilterTooLarge, detail);

    /// <param name="code">Who has the value.</param>
    public static ScimException Uniqueness(ErrorCode code, string detail) => new(409, "uniqueness", code, detail);

    public static ScimException Mutability(string detail) => new(400, "mutability", ErrorCodes.AttributeFixed, detail);

    /// <summary>The body is not JSON, or lacks the structure that the request needs.</summary>
    public static ScimException InvalidSyntax(string detail) => new(400, "invalidSyntax", ErrorCodes.BodyMalformed, detail);

    public static ScimException InvalidPath(string detail) => new(400, "invalidPath", ErrorCodes.PathInvalid, detail);

    /// <summary>The path of a PATCH operation is missing, or its value filter matches nothing.</summary>
    public static ScimException NoTarget(string detail) => new(400, "noTarget", ErrorCodes.TargetMissing, detail);

    /// <summary>A required value is missing, or a value does not fit its attribute.</summary>
    /// <param name="code">What is wrong with it; null if the detail alone says that.</param>
    public static ScimException InvalidValue(string detail, ErrorCode? code = null) => new(400, "invalidValue", code ?? ErrorCodes.ValueInvalid, detail);

    public static ScimException InvalidCursor(string detail) => new(400, "invalidCursor", ErrorCodes.CursorInvalid, detail);

    public static ScimException ExpiredCursor(string detail) => new(400, "expiredCursor", ErrorCodes.CursorExpired, detail);

    public static ScimException InvalidCount(string detail) => new(400, "invalidCount", ErrorCodes.CountInvalid, detail);

    /// <param name="code">What forbids it; null if the detail alone says that.</param>
    public static ScimException Forbidden(string detail, ErrorCode? code = null) => new(403, null, code ?? ErrorCodes.Forbidden, detail);

    public static ScimException NotFound(string detail) => new(404, null, ErrorCodes.NotFound, detail);

    public static ScimException MethodNotAllowed(string detail) => new(405, null, ErrorCodes.MethodNotAllowed, detail);

    public static ScimException Conflict(string detail) => new(409, null, ErrorCodes.Conflict, detail);

    public static ScimException PreconditionFailed(string detail) => new(412, null, ErrorCodes.VersionChanged, detail);

    public static ScimException PayloadTooLarge(string detail) => new(413, null, ErrorCodes.TooLarge, detail);

    public static ScimException NotImplemented(string detail) => new(501, null, ErrorCodes.NotSupported, detail);
}
