using System.Globalization;
using System.Text;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host.Security;

/// <summary><c>/.well-known/security.txt</c> (RFC 9116): whom to tell about a vulnerability. There is none unless a setting names somebody.</summary>
internal static class SecurityText
{
    /// <summary>RFC 9116 section 2.5.5 recommends less than a year.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromDays(180);

    public static void MapSecurityText(this WebApplication app, ScimifySettings settings)
    {
        if (settings.SecurityContacts.Count > 0)
        {
            app.MapGet("/.well-known/security.txt", (TimeProvider clock) => Results.Text(Write(settings, clock.GetUtcNow()), "text/plain; charset=utf-8"))
                .AllowAnonymous().ExcludeFromDescription();
        }
    }

    private static string Write(ScimifySettings settings, DateTimeOffset now)
    {
        var text = new StringBuilder();
        foreach (var contact in settings.SecurityContacts)
        {
            text.Append("Contact: ").Append(contact).Append("\r\n");
        }

        text.Append("Expires: ").Append((now + Life).ToString("yyyy-MM-dd'T'00:00:00'Z'", CultureInfo.InvariantCulture)).Append("\r\n");
        text.Append("Preferred-Languages: en\r\n");
        if (settings.PublicUrl is { } address)
        {
            text.Append("Canonical: ").Append(address).Append("/.well-known/security.txt\r\n");
        }

        return text.ToString();
    }
}
