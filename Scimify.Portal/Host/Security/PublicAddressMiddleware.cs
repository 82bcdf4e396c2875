using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host.Security;

/// <summary>
/// Makes <c>Scimify:PublicUrl</c> the address of the request, so that cookies, redirects and links follow it. A proxy may pass
/// its path on or take it away. A request for another host stays as it is, and <see cref="AddressGuardMiddleware"/> refuses it.
/// </summary>
internal sealed class PublicAddressMiddleware(RequestDelegate next, ScimifySettings settings)
{
    private readonly PublicAddress? _own = settings.PublicAddress;

    public Task InvokeAsync(HttpContext context)
    {
        if (_own is not null)
        {
            Apply(context.Request, _own);
        }

        return next(context);
    }

    private static void Apply(HttpRequest request, PublicAddress own)
    {
        if (own.Path.HasValue)
        {
            if (request.Path.StartsWithSegments(own.Path, out var rest))
            {
                request.Path = rest.HasValue ? rest : "/";
            }

            request.PathBase = own.Path;
        }

        if (own.IsHttps && own.IsHost(request.Host))
        {
            request.Scheme = own.Scheme;
            request.Host = own.Host;
        }
    }
}
