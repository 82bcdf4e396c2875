using Microsoft.AspNetCore.Http.Features;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host.Security;

/// <summary>Refuses a body that says that it is too large before any of it is read. Kestrel stops one that does not say so.</summary>
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
            // The server then takes the rest off the wire after the answer, instead of closing on a client that still
            // sends and would see a broken connection in place of the reason.
            size.MaxRequestBodySize = length;
        }

        return InterfaceError.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, TooLarge(limit));
    }

    public static string TooLarge(long limit) => $"The request body is larger than {limit} bytes";
}
