using System.Text.RegularExpressions;

namespace Scimify.Tests.TestKit;

/// <summary>What two answers have in common that say the same to two people.</summary>
internal static partial class Sameness
{
    /// <summary>The page without what differs each time it is made: antiforgery tokens, nonces, IDs, and what Blazor notes in comments.</summary>
    public static string Of(string html) => Random().Replace(html, "");

    [GeneratedRegex("<!--.*?-->|CfDJ8[A-Za-z0-9_-]+|(?<=nonce=\")[^\"]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Random();
}
