using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host.Security;

/// <summary>
/// Over https, a browser takes each cookie of this server from this host alone, and sends it nowhere else: the prefix
/// <c>__Host-</c> (RFC 6265bis §4.1.3.2) demands Secure, the path / and no domain.
/// </summary>
internal static class CookieSetup
{
    private const string Prefix = "__Host-";

    public static void AddScimifyCookies(this IServiceCollection services, ScimifySettings settings)
    {
        if (settings.PublicAddress is { IsHttps: true })
        {
            services.PostConfigureAll<CookieAuthenticationOptions>(options => Bind(options.Cookie));
            services.PostConfigure<AntiforgeryOptions>(options => Bind(options.Cookie));
            services.PostConfigureAll<OpenIdConnectOptions>(options =>
            {
                Bind(options.CorrelationCookie);
                Bind(options.NonceCookie);
            });
        }
    }

    private static void Bind(CookieBuilder cookie)
    {
        cookie.Name = Prefix + cookie.Name;
        cookie.Path = "/";
        cookie.Domain = null;
        cookie.SecurePolicy = CookieSecurePolicy.Always;
    }
}
