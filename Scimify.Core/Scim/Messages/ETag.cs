using System.Globalization;

namespace Scimify.Core.Scim;

/// <summary>Versions of resources as weak entity tags (RFC 7644 section 3.14, RFC 9110 section 8.8.3).</summary>
public static class ETag
{
    public static string Format(long version) => string.Create(CultureInfo.InvariantCulture, $"W/\"{version}\"");

    /// <summary>Whether If-Match lets a request pass; a null header always does.</summary>
    /// <param name="header">One tag, several separated by commas, or "*". Weak comparison.</param>
    /// <param name="version">Of the resource, which exists.</param>
    public static bool IfMatch(string? header, long version) => header is null || Matches(header, version);

    /// <summary>Whether If-None-Match says that the client has this version: 304 to a GET, 412 to a write.</summary>
    /// <inheritdoc cref="IfMatch"/>
    public static bool IfNoneMatchHas(string? header, long version) => header is not null && Matches(header, version);

    private static bool Matches(string header, long version)
    {
        var own = Format(version).AsSpan(2);
        foreach (var range in header.AsSpan().Split(','))
        {
            var tag = header.AsSpan(range).Trim();
            if (tag is "*")
            {
                return true;
            }

            if (tag.StartsWith("W/", StringComparison.OrdinalIgnoreCase))
            {
                tag = tag[2..];
            }

            if (tag.SequenceEqual(own))
            {
                return true;
            }
        }

        return false;
    }
}
