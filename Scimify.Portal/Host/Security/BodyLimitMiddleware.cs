using Microsoft.AspNetCore.Http.Features;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host.Security;

/// <summary>Refuses a body that declares itself too large, before any of it is read. Kestrel stops a body that does not declare its size.</summary>
internal sealed class BodyLimitMiddleware(RequestDelegate next, ScimifySettings settings)
{
    private const int DrainedAtMost = 64 * 1024 * 1024;

    public Task InvokeAsync(HttpContext context)
    {
        var size = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
        var limit = size?.MaxRequestBodySize ?? settings.Scim.MaxBodyBytes;
        if (context.Request.ContentLength is not { } length || length <= limit)
        {
            return next(context);
        }

        if (size is { IsReadOnly: false } && length <= DrainedAtMost)
        {
            // The server then reads the rest after the answer. Otherwise it would close the connection on a client that is still
            // sending, and the client would see a broken connection instead of the reason.
            size.MaxRequestBodySize = length;
        }

        return InterfaceError.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, TooLarge(limit));
    }

    public static string TooLarge(long limit) => $"The request body is larger than {limit} bytes";
}
