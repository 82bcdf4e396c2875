using System.Globalization;

namespace Scimify.Portal.Scim;

/// <summary>
/// The header that names the members whom a write left out: how many, and the first of them (RFC 9651, an integer with a parameter).
/// What a client sent as an ID is percent-encoded, because it may be anything.
/// </summary>
internal static class IgnoredMembers
{
    public const string Header = "Scimify-Ignored-Members";

    private const int MostNamed = 10;
    private const int LongestName = 64;

    /// <param name="response">Left as it is if there are none.</param>
    /// <param name="members">Each once.</param>
    public static void Tell(HttpResponse response, IReadOnlyList<string> members)
    {
        if (members.Count > 0)
        {
            response.Headers[Header] = string.Create(
                CultureInfo.InvariantCulture, $"{members.Count};first=\"{string.Join(' ', members.Take(MostNamed).Select(Named))}\"");
        }
    }

    private static string Named(string member)
    {
        var encoded = Uri.EscapeDataString(member);
        return encoded.Length <= LongestName ? encoded : encoded[..LongestName];
    }
}
