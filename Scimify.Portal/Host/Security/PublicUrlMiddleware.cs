using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host.Security;

/// <summary>
/// Behind https, scheme and host of every request are those of <c>Scimify:PublicUrl</c>, whatever <c>Host</c> or a proxy says. So
/// redirects and links lead there, and cookies are Secure.
/// </summary>
internal sealed class PublicUrlMiddleware(RequestDelegate next, ScimifySettings settings)
{
    private readonly HostString? _host = settings.IsPublicHttps ? new HostString(new Uri(settings.PublicUrl!).Authority) : null;

    public Task InvokeAsync(HttpContext context)
    {
        if (_host is { } host)
        {
            (context.Request.Scheme, context.Request.Host) = (Uri.UriSchemeHttps, host);
        }

        return next(context);
    }
}
