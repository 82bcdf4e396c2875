using Microsoft.AspNetCore.Http.Features;
using Scimify.Portal.Composition.Settings;

namespace Scimify.Portal.Security;

/// <summary>Refuses a body that says that it is too large before any of it is read. Kestrel stops one that does not say so.</summary>
internal sealed class BodyLimitMiddleware(RequestDelegate next, ScimifySettings settings)
{
    public Task InvokeAsync(HttpContext context)
    {
        var limit = context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? settings.Scim.MaxBodyBytes;
        return context.Request.ContentLength > limit
            ? InterfaceError.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, TooLarge(limit))
            : next(context);
    }

    public static string TooLarge(long limit) => $"The request body is larger than {limit} bytes";
}
