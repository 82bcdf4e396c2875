using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host.Authentication;

/// <summary>
/// A cookie that a browser gets when a person signs in there. It opens nothing: it only keeps the failures of strangers from slowing
/// the person down, and gives a thief of the cookie no more attempts than anybody else has.
/// </summary>
public sealed class KnownDevice(IDataProtectionProvider protection, ScimifySettings settings, TimeProvider clock)
{
    public const string CookieName = "scimify.device";

    private const int NameDigits = 32;
    private static readonly TimeSpan Life = TimeSpan.FromDays(180);

    private readonly IDataProtector _protector = protection.CreateProtector("Scimify.KnownDevice");

    private string Name => settings.PublicAddress is { IsHttps: true } ? "__Host-" + CookieName : CookieName;

    /// <returns>The random name of the browser; null if none of these people has signed in there.</returns>
    public string? Find(HttpContext http, IEnumerable<Guid> people) =>
        Read(http) is { } device && people.Contains(device.Person) ? device.Name : null;

    /// <summary>Makes the browser known to the person, in place of whoever signed in there before.</summary>
    public void Remember(HttpContext http, Guid person)
    {
        var name = Read(http) is { } device && device.Person == person ? device.Name : RandomNumberGenerator.GetHexString(NameDigits, lowercase: true);
        var until = clock.GetUtcNow() + Life;
        http.Response.Cookies.Append(Name, _protector.Protect($"{person} {name} {until.ToUnixTimeSeconds()}"), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = http.Request.IsHttps,
            Expires = until,
            Path = "/",
        });
    }

    private (Guid Person, string Name)? Read(HttpContext http)
    {
        if (http.Request.Cookies[Name] is not { Length: > 0 } cookie)
        {
            return null;
        }

        try
        {
            return _protector.Unprotect(cookie).Split(' ') is [var person, var name, var until] && Guid.TryParse(person, out var id)
                && long.TryParse(until, CultureInfo.InvariantCulture, out var seconds) && DateTimeOffset.FromUnixTimeSeconds(seconds) > clock.GetUtcNow()
                ? (id, name)
                : null;
        }
        catch (CryptographicException)
        {
            return null;    // made up, or of another installation
        }
    }
}
