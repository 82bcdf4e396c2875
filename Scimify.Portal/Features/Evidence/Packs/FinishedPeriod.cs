using System.Globalization;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Features.Evidence.Packs;

/// <summary>A month or a quarter in UTC that is over.</summary>
/// <param name="Name">Such as <c>2026-10</c> or <c>2026-Q3</c>.</param>
/// <param name="To">Exclusive.</param>
internal sealed record FinishedPeriod(string Name, DateTimeOffset From, DateTimeOffset To)
{
    private const int MonthsOfQuarter = 3;

    /// <summary>The last one before a moment.</summary>
    public static FinishedPeriod Before(DateTimeOffset now, PackInterval interval)
    {
        var month = new DateTimeOffset(now.UtcDateTime.Year, now.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);
        if (interval == PackInterval.Month)
        {
            return new(month.AddMonths(-1).ToString("yyyy-MM", CultureInfo.InvariantCulture), month.AddMonths(-1), month);
        }

        var to = month.AddMonths(-((month.Month - 1) % MonthsOfQuarter));
        var from = to.AddMonths(-MonthsOfQuarter);
        return new(string.Create(CultureInfo.InvariantCulture, $"{from.Year}-Q{((from.Month - 1) / MonthsOfQuarter) + 1}"), from, to);
    }
}
