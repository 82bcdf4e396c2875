using Scimify.Core.Requests;
using Scimify.Portal.Features.Evidence.Packs;

namespace Scimify.Tests.Features;

/// <summary>The period of an evidence pack, as the page sends it.</summary>
public sealed class PackDatesTests
{
    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData("2026-10-01", null, "2026-10-01", null)]
    [InlineData("2026-10-01", "2026-12-31", "2026-10-01", "2027-01-01")]
    [InlineData("2026-10-01", "2026-10-01", "2026-10-01", "2026-10-02")]
    public void The_last_day_is_included(string? from, string? to, string? begins, string? ends)
    {
        var dates = PackDates.Of(from, to);
        Assert.Equal((begins, ends), (dates.From?.ToString("yyyy-MM-dd", null), dates.To?.ToString("yyyy-MM-dd", null)));
        Assert.True(dates.From is not { } start || start.Offset == TimeSpan.Zero);
    }

    [Theory]
    [InlineData("yesterday", null, "from must be a day such as 2026-11-01.")]
    [InlineData(null, "2026-13-01", "to must be a day such as 2026-11-01.")]
    [InlineData("2026-10-02", "2026-10-01", "to must not be before from.")]
    public void What_is_no_period_is_named(string? from, string? to, string message) =>
        Assert.Equal(message, Assert.Throws<ValidationFailedException>(() => PackDates.Of(from, to)).Message);
}
