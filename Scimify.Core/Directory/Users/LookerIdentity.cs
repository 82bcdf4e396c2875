using System.Buffers;
using System.Globalization;
using Scimify.Core.Integrations;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Directory.Users;

/// <summary>A SCIM user's identity in Looker: the account's address and the two names that Looker keeps.</summary>
/// <param name="Email">Null if the user cannot be forwarded.</param>
/// <param name="Unusable">The address that the account should have, if Looker cannot accept it. <see cref="Email"/> is then null.</param>
/// <param name="FirstName">Empty if unassigned.</param>
/// <param name="LastName">Empty if unassigned.</param>
public sealed record LookerIdentity(string? Email, string? Unusable, string FirstName, string LastName)
{
    /// <summary>The characters that RFC 5322 reserves for lists, names and comments (section 3.2.3, specials), without the dot and the at sign.</summary>
    private static readonly SearchValues<char> NotInAddresses = SearchValues.Create("()<>[]:;\\,\"");

    /// <param name="user">A validated SCIM user.</param>
    /// <param name="emailSource">The integration's policy.</param>
    public static LookerIdentity Of(ScimObject user, EmailSource emailSource)
    {
        var fromUserName = user.GetString("userName")?.Trim() is { } userName && userName.Contains('@', StringComparison.Ordinal) ? userName : null;
        var fromEmails = PreferredEmail(user);
        var address = emailSource == EmailSource.UserName ? fromUserName ?? fromEmails : fromEmails ?? fromUserName;
        var (first, last) = Names(user);
        return address is null || IsAddress(address) ? new(address, null, first, last) : new(null, address, first, last);
    }

    /// <summary>Whether the text is one plain address, name@domain, as Looker accepts it.</summary>
    public static bool IsAddress(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at == text.LastIndexOf('@') && at < text.Length - 1
            && text.AsSpan().IndexOfAny(NotInAddresses) < 0
            && text.All(c => !char.IsWhiteSpace(c) && char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format));
    }

    /// <summary>The primary address, or else the one of type <c>work</c>, or else the first. An empty one does not count.</summary>
    private static string? PreferredEmail(ScimObject user)
    {
        var addresses = (user.GetArray("emails") ?? ScimArray.Empty).OfType<ScimObject>()
            .Where(e => !string.IsNullOrWhiteSpace(e.GetString("value")))
            .ToList();
        var preferred = addresses.Find(e => e.GetBoolean("primary") == true)
            ?? addresses.Find(e => string.Equals(e.GetString("type"), "work", StringComparison.OrdinalIgnoreCase))
            ?? addresses.FirstOrDefault();
        return preferred?.GetString("value")!.Trim();
    }

    /// <summary>The given name and the family name. If there is neither, the last word of the formatted or else the display name is the family name.</summary>
    private static (string First, string Last) Names(ScimObject user)
    {
        var name = user.GetObject("name");
        var (given, family, formatted) = (Text(name, "givenName"), Text(name, "familyName"), Text(name, "formatted"));
        if ((given ?? family) is not null)
        {
            return (given ?? "", family ?? "");
        }

        var full = (formatted ?? Text(user, "displayName") ?? "").Trim();
        var end = full.Length;
        while (end > 0 && !char.IsWhiteSpace(full[end - 1]))
        {
            end--;
        }

        return (full[..end].TrimEnd(), full[end..]);
    }

    private static string? Text(ScimObject? container, string name) =>
        container?.GetString(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;
}
