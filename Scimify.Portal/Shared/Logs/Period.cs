namespace Scimify.Portal.Shared.Logs;

/// <summary>The periods that logs can be filtered by. The key is part of the URL.</summary>
public sealed record Period(string Key, string Text, TimeSpan? Length)
{
    public static readonly IReadOnlyList<Period> All =
    [
        new("1h", "Last hour", TimeSpan.FromHours(1)),
        new("24h", "Last 24 hours", TimeSpan.FromHours(24)),
        new("7d", "Last 7 days", TimeSpan.FromDays(7)),
        new("30d", "Last 30 days", TimeSpan.FromDays(30)),
        new("all", "All time", null),
    ];

    /// <summary>Those that have a length.</summary>
    public static readonly string[] Names = [.. All.Where(p => p.Length is not null).Select(p => p.Key)];

    /// <summary>The start of the period; null for all time.</summary>
    public DateTimeOffset? Since(TimeProvider clock) => clock.GetUtcNow() - Length;

    /// <summary>An unknown key means all time.</summary>
    public static Period Of(string? key) => All.FirstOrDefault(p => p.Key == key) ?? All[^1];
}
