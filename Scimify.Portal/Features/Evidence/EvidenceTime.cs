using System.Globalization;
using Scimify.Core.Requests;

namespace Scimify.Portal.Features.Evidence;

/// <summary>Moments in addresses. A date stands for its end in UTC, and nothing is told of the future.</summary>
internal static class EvidenceTime
{
    private const string Day = "yyyy-MM-dd";

    /// <returns>Now for nothing, and for nonsense.</returns>
    public static DateTimeOffset Of(string? text, DateTimeOffset now) => Find(text) is { } at && at < now ? at : now;

    /// <summary>The date of a moment, for a date field.</summary>
    public static string DayOf(DateTimeOffset at) => at.UtcDateTime.ToString(Day, CultureInfo.InvariantCulture);

    /// <summary>Moments that auditors ask for, and how they are written in an address; null for now.</summary>
    public static IReadOnlyList<(string Text, string? At)> Quick(DateTimeOffset now)
    {
        var month = new DateTimeOffset(now.UtcDateTime.Year, now.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);
        return [("Now", null), ("End of last month", DayOf(month.AddDays(-1))), ("End of last quarter", DayOf(month.AddMonths(-((month.Month - 1) % 3)).AddDays(-1)))];
    }

    /// <summary>For the REST API and the command line.</summary>
    /// <exception cref="ValidationFailedException">The moment is in the future.</exception>
    public static DateTimeOffset Require(string field, DateTimeOffset? at, DateTimeOffset now)
    {
        if (at > now)
        {
            var errors = new FieldErrors();
            errors.Add(field, "must not be in the future.");
            throw errors.ToException();
        }

        return at ?? now;
    }

    private static DateTimeOffset? Find(string? text) =>
        DateTime.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year < 9999 ? new DateTimeOffset(day.AddDays(1).AddMilliseconds(-1), TimeSpan.Zero)
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at
        : null;
}
