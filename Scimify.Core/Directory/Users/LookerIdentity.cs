using System.Buffers;
using Scimify.Core.Integrations;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Directory.Users;

/// <summary>Who a SCIM user is in Looker: the address of the account and the two names that Looker keeps.</summary>
/// <param name="Email">Null: the user cannot be forwarded.</param>
/// <param name="FirstName">Empty when unassigned.</param>
/// <param name="LastName">Empty when unassigned.</param>
public sealed record LookerIdentity(string? Email, string FirstName, string LastName)
{
    /// <param name="user">A validated SCIM user.</param>
    /// <param name="emailSource">The policy of the integration.</param>
    public static LookerIdentity Of(ScimObject user, EmailSource emailSource)
    {
        var userName = user.GetString("userName");
        var fromUserName = userName is not null && LooksLikeEmail(userName) ? userName : null;
        var fromEmails = PreferredEmail(user);
        var (first, last) = Names(user);
        return new(emailSource == EmailSource.UserName ? fromUserName ?? fromEmails : fromEmails ?? fromUserName, first, last);
    }

    private static readonly SearchValues<char> NotInAddresses = SearchValues.Create(" \t\r\n,;<>");

    /// <summary>The primary address, else the one of type <c>work</c>, else the first.</summary>
    private static string? PreferredEmail(ScimObject user)
    {
        if (user.GetArray("emails") is not { } emails)
        {
            return null;
        }

        var addresses = emails.OfType<ScimObject>().Where(e => e.GetString("value") is { } value && LooksLikeEmail(value)).ToList();
        var preferred = addresses.Find(e => e.GetBoolean("primary") == true)
            ?? addresses.Find(e => string.Equals(e.GetString("type"), "work", StringComparison.OrdinalIgnoreCase))
            ?? addresses.FirstOrDefault();
        return preferred is null ? null : preferred.GetString("value");
    }

    /// <summary>With only displayName, its last word is the family name and the rest the given name.</summary>
    private static (string First, string Last) Names(ScimObject user)
    {
        if (user.GetObject("name") is { } name && (name.GetString("givenName") ?? name.GetString("familyName")) is not null)
        {
            return (name.GetString("givenName") ?? "", name.GetString("familyName") ?? "");
        }

        var display = user.GetString("displayName")?.Trim() ?? "";
        var space = display.LastIndexOf(' ');
        return space < 0 ? ("", display) : (display[..space].TrimEnd(), display[(space + 1)..]);
    }

    private static bool LooksLikeEmail(string text)
    {
        var at = text.IndexOf('@');
        return at > 0 && at == text.LastIndexOf('@') && at < text.Length - 1 && text.AsSpan().IndexOfAny(NotInAddresses) < 0;
    }
}
