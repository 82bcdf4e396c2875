using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Scimify.Core.People.Passwords;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host.Authentication;

/// <summary>
/// Remembers for a few minutes which one-time link this browser has opened, so that it can be accepted with a provider: a form cannot
/// lead there, and an address must not carry the secret. It holds a hash, and pages of other sites cannot make use of it.
/// </summary>
public sealed class OpenedLinkCookie(IDataProtectionProvider protection, ScimifySettings settings, TimeProvider clock)
{
    public const string CookieName = "scimify.link";

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    private readonly IDataProtector _protector = protection.CreateProtector("Scimify.OpenedLink.v1");

    private string Name => settings.PublicAddress is { IsHttps: true } ? "__Host-" + CookieName : CookieName;

    public void Remember(HttpContext http, OpenedLink link)
    {
        var until = clock.GetUtcNow() + Life;
        http.Response.Cookies.Append(Name, _protector.Protect($"{link.Hash} {until.ToUnixTimeSeconds()}"), Options(http, until));
    }

    /// <returns>The hash of the link; null if the browser has opened none, or too long ago.</returns>
    public string? Find(HttpContext http)
    {
        try
        {
            return http.Request.Cookies[Name] is { Length: > 0 } cookie && _protector.Unprotect(cookie).Split(' ') is [var hash, var until]
                && long.TryParse(until, CultureInfo.InvariantCulture, out var seconds) && seconds > clock.GetUtcNow().ToUnixTimeSeconds()
                ? hash
                : null;
        }
        catch (CryptographicException)
        {
            return null;    // made up, or of another installation
        }
    }

    public void Forget(HttpContext http) => http.Response.Cookies.Delete(Name, Options(http, null));

    private static CookieOptions Options(HttpContext http, DateTimeOffset? until) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps,
        Expires = until,
        Path = "/",
    };
}
