using System.Text.Json;

namespace Scimify.Portal.Host.Security;

/// <summary>RFC 7644 section 3.12, for requests that are refused before they reach a SCIM controller.</summary>
public static class ScimError
{
    private const string Schema = "urn:ietf:params:scim:api:messages:2.0:Error";

    public static async Task WriteAsync(HttpContext context, int status, string detail, string? scimType = null)
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

        json.WriteString("detail"u8, detail);
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }
}
