using System.Globalization;
using Scimify.Core.Requests;

namespace Scimify.Portal.Features.Evidence.Packs;

/// <summary>The period of a pack as the page has it: two days in UTC, the last one included.</summary>
internal sealed record PackDates(DateTimeOffset? From, DateTimeOffset? To)
{
    private const string Format = "yyyy-MM-dd";

    /// <exception cref="ValidationFailedException">One is not a day, or they are in the wrong order.</exception>
    public static PackDates Of(string? from, string? to)
    {
        var dates = new PackDates(Day("from", from), Day("to", to)?.AddDays(1));
        return dates.To <= dates.From ? throw ValidationFailedException.Of("to", "must not be before from") : dates;
    }

    private static DateTimeOffset? Day(string field, string? text) =>
        text is null ? null
        : DateTimeOffset.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day) ? day
        : throw ValidationFailedException.Of(field, "must be a day such as 2026-11-01");
}
