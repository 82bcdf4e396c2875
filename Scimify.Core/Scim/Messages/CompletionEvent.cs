using System.Globalization;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Messages;

/// <summary>The claims of a Security Event Token that tells how a request ended (RFC 9967 section 2.5.1.3).</summary>
/// <param name="Txn">What <c>Set-Txn</c> said.</param>
/// <param name="Method">Of the request.</param>
/// <param name="Path">The resource, relative to the base URL. The endpoint alone if the request made none.</param>
/// <param name="Status">As in an ordinary answer.</param>
/// <param name="At">When that was known.</param>
public sealed record CompletionEvent(Guid Txn, string Method, string Path, int Status, DateTimeOffset At)
{
    public string? ExternalId { get; init; }

    /// <summary>The address of the resource; null if there is none.</summary>
    public string? Location { get; init; }

    /// <summary>Null for success.</summary>
    public ScimException? Refusal { get; init; }

    /// <param name="baseUrl">The absolute URL that ends in "/scim/v2".</param>
    public ScimObject Claims(string baseUrl)
    {
        var status = Status.ToString(CultureInfo.InvariantCulture);
        return ScimObject.Of(
            ("jti", new ScimString($"{Txn:D}:{status}")),
            ("iss", new ScimString(baseUrl)),
            ("iat", ScimNumber.Of(At.ToUnixTimeSeconds())),
            ("txn", new ScimString(Txn.ToString("D"))),
            ("sub_id", new ScimObject.Builder()
                .Add("format", new ScimString("scim"))
                .Add("uri", new ScimString(Path))
                .AddIfPresent("externalId", Text(ExternalId))
                .Build()),
            ("events", ScimObject.Of((SchemaUrns.AsyncResponseEvent, new ScimObject.Builder()
                .AddIfPresent("location", Text(Location))
                .Add("method", new ScimString(Method))
                .Add("status", new ScimString(status))
                .AddIfPresent("response", Refusal is null ? null : ErrorMessage.Of(Refusal))
                .Build()))));
    }

    private static ScimString? Text(string? value) => value is null ? null : new ScimString(value);
}
