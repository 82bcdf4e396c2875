using System.Globalization;

namespace Scimify.Portal.Features.Tokens;

/// <summary>How long a new token can be asked to live; the key is a number of days, empty for no end.</summary>
public static class TokenExpiry
{
    public static readonly IReadOnlyList<(string Key, string Text)> Choices =
    [
        ("", "Never"), ("30", "In 30 days"), ("90", "In 90 days"), ("180", "In 180 days"), ("365", "In a year"),
    ];

    public static DateTimeOffset? At(string key, DateTimeOffset now) =>
        int.TryParse(key, CultureInfo.InvariantCulture, out var days) ? now.AddDays(days) : null;
}
