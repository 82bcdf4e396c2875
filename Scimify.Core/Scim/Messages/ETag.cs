using System.Globalization;

namespace Scimify.Core.Scim.Messages;

/// <summary>
/// Resource versions as weak entity tags (RFC 7644 section 3.14, RFC 9110 section 8.8.3). The first part is a number for what is
/// written to the resource. If an answer shows something of other resources (a user's groups), a second part stands for that.
/// A condition on reading compares both parts. A condition on writing compares the first, since nobody writes the second.
/// </summary>
public static class ETag
{
    /// <param name="version">The resource's version.</param>
    /// <param name="seen">Stands for what the answer shows of other resources; 0 for nothing.</param>
    public static string Format(long version, ulong seen = 0) => seen == 0
        ? string.Create(CultureInfo.InvariantCulture, $"W/\"{version}\"")
        : string.Create(CultureInfo.InvariantCulture, $"W/\"{version}.{seen:x}\"");

    /// <summary>Whether If-Match lets a request pass; a null header always does.</summary>
    /// <param name="header">One tag, several separated by commas, or "*". Weak comparison.</param>
    /// <param name="version">The version of the resource, which exists.</param>
    public static bool IfMatch(string? header, long version) => header is null || Has(header, Bare(Format(version)), WithoutSeen, weakToo: true);

    /// <summary>Whether If-Match lets a request pass; a null header always does.</summary>
    /// <param name="header">As above. Compared strongly, so a weak tag does not match.</param>
    /// <param name="tag">A strong tag, with its quotes.</param>
    public static bool IfMatch(string? header, string tag) => header is null || Has(header, tag.AsSpan()[1..^1], whole => whole, weakToo: false);

    /// <summary>Whether If-None-Match says that the client has exactly this answer.</summary>
    /// <param name="header">As for <see cref="IfMatch(string?, long)"/>.</param>
    /// <param name="tag">The answer's tag, from <see cref="Format"/>.</param>
    public static bool IfNoneMatchHas(string? header, string tag) => header is not null && Has(header, Bare(tag), whole => whole, weakToo: true);

    private delegate ReadOnlySpan<char> Part(ReadOnlySpan<char> tag);

    private static ReadOnlySpan<char> Bare(string weakTag) => weakTag.AsSpan()[3..^1];

    private static bool Has(string header, ReadOnlySpan<char> own, Part part, bool weakToo)
    {
        foreach (var range in header.AsSpan().Split(','))
        {
            var tag = header.AsSpan(range).Trim();
            if (tag is "*")
            {
                return true;
            }

            if (weakToo && tag.StartsWith("W/", StringComparison.OrdinalIgnoreCase))
            {
                tag = tag[2..];
            }

            if (tag is ['"', .. var quoted, '"'] && part(quoted).SequenceEqual(own))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> WithoutSeen(ReadOnlySpan<char> tag) => tag.IndexOf('.') is >= 0 and var dot ? tag[..dot] : tag;
}
