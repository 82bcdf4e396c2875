using Microsoft.Net.Http.Headers;
using Scimify.Core.Errors;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Values;

namespace Scimify.Portal.Scim;

/// <summary>Request bodies: read once, parsed once.</summary>
internal static class ScimBody
{
    private const int SmallestBuffer = 1024;

    /// <summary>Whoever only says that much will come gets no more.</summary>
    private const int LargestFirstBuffer = 1024 * 1024;

    /// <param name="request">Of which the body is read.</param>
    /// <param name="ct">Of the request.</param>
    /// <param name="requireLarge">Refuses a large body before it is parsed.</param>
    /// <exception cref="ScimException">400 <c>invalidSyntax</c>; 415 for a body that claims not to be JSON.</exception>
    /// <exception cref="BadHttpRequestException">413: the body exceeds the limit.</exception>
    public static async Task<ScimObject> ReadAsync(HttpRequest request, CancellationToken ct, Action<ReadOnlyMemory<byte>>? requireLarge = null)
    {
        if (request.ContentType is { Length: > 0 } type && !IsJson(type))
        {
            throw new ScimException(415, null, ErrorCodes.MediaTypeUnsupported, "The body must be application/scim+json.");
        }

        using var body = new PooledBuffer((int)Math.Clamp(request.ContentLength ?? 0, SmallestBuffer, LargestFirstBuffer));
        while (await request.Body.ReadAsync(body.GetMemory(), ct) is > 0 and var read)
        {
            body.Advance(read);
        }

        if (body.Written.Length > LargeBodies.Bytes)
        {
            await request.HttpContext.RequestServices.GetRequiredService<LargeBodies>().EnterAsync(request.HttpContext, ct);
            requireLarge?.Invoke(body.Written);
        }

        return ScimJson.ParseObject(body.Written);
    }

    private static bool IsJson(string contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.MediaType.Equals("application/scim+json", StringComparison.OrdinalIgnoreCase)
            || type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase));
}
