using System.Globalization;

namespace Scimify.Portal.Shared;

/// <summary>How the console writes instants and spans of time.</summary>
public static class Times
{
    public static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>As part of a URL: whole seconds in UTC.</summary>
    public static string Key(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Null if the text is not an instant.</summary>
    public static DateTimeOffset? OfKey(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    public static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy, HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    public static string Local(DateTimeOffset at, TimeZoneInfo zone, bool withYear) => TimeZoneInfo.ConvertTime(at, zone)
        .ToString(withYear ? "d MMM yyyy, HH:mm:ss" : "d MMM, HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Only UTC for somebody whose time zone is UTC. The date appears once if both have the same.</summary>
    public static string LocalAndUtc(DateTimeOffset at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return local.Offset == TimeSpan.Zero ? Utc(at)
            : local.Date == at.UtcDateTime.Date ? $"{Local(at, zone, withYear: true)} ({at.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} UTC)"
            : $"{Local(at, zone, withYear: true)} ({Utc(at)})";
    }

    public static string Ago(TimeSpan age) => age.TotalSeconds switch
    {
        < -1 => "in " + Words(-age),
        < 10 => "just now",
        _ => Words(age) + " ago",
    };

    /// <summary>The largest whole unit: "2 hours".</summary>
    public static string Words(TimeSpan span) => span switch
    {
        { TotalDays: >= 1 } => Count((long)span.TotalDays, "day"),
        { TotalHours: >= 1 } => Count((long)span.TotalHours, "hour"),
        { TotalMinutes: >= 1 } => Count((long)span.TotalMinutes, "minute"),
        _ => Count((long)span.TotalSeconds, "second"),
    };

    public static string Duration(double milliseconds) => milliseconds switch
    {
        < 1 => "under 1 ms",
        < 1000 => $"{milliseconds:0} ms",
        < 60_000 => $"{milliseconds / 1000:0.0} s",
        _ => Words(TimeSpan.FromMilliseconds(milliseconds)),
    };

    public static string Count(long count, string one, string? many = null) => $"{count:N0} {(count == 1 ? one : many ?? one + "s")}";
}
