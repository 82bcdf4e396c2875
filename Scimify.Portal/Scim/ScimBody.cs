using Microsoft.Net.Http.Headers;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Values;

namespace Scimify.Portal.Scim;

/// <summary>Request bodies: read once, parsed once.</summary>
internal static class ScimBody
{
    /// <exception cref="ScimException">400 <c>invalidSyntax</c>; 415 for a body that claims not to be JSON.</exception>
    /// <exception cref="BadHttpRequestException">413: the body exceeds the limit.</exception>
    public static async Task<ScimObject> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentType is { Length: > 0 } type && !IsJson(type))
        {
            throw new ScimException(415, null, "The body must be application/scim+json.");
        }

        using var body = new MemoryStream((int)Math.Clamp(request.ContentLength ?? 1024, 0, 1024 * 1024));
        await request.Body.CopyToAsync(body, ct);
        if (body.Length > LargeBodies.Bytes)
        {
            await request.HttpContext.RequestServices.GetRequiredService<LargeBodies>().EnterAsync(request.HttpContext, ct);
        }

        return ScimJson.ParseObject(body.GetBuffer().AsMemory(0, (int)body.Length));
    }

    private static bool IsJson(string contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.MediaType.Equals("application/scim+json", StringComparison.OrdinalIgnoreCase)
            || type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase));
}
