using System.Text.Json;
using Scimify.Core.Errors;

namespace Scimify.Portal.Host.Security;

/// <summary>RFC 7644 section 3.12, for requests that are refused before they reach a SCIM controller.</summary>
public static class ScimError
{
    private const string Schema = "urn:ietf:params:scim:api:messages:2.0:Error";

    /// <param name="code">Null if the status says everything.</param>
    public static async Task WriteAsync(HttpContext context, int status, string detail, string? scimType = null, ErrorCode? code = null)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/scim+json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartArray("schemas"u8);
        json.WriteStringValue(Schema);
        json.WriteEndArray();
        json.WriteString("status"u8, status.ToString());
        if (scimType is not null)
        {
            json.WriteString("scimType"u8, scimType);
        }

        // What is said to somebody without a valid token has exactly the words of docs/contracts.md.
        json.WriteString("detail"u8, status == StatusCodes.Status401Unauthorized ? detail : (code ?? ErrorCodes.OfStatus(status)).Behind(detail));
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }
}
