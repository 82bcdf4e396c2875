using Scimify.Core.Sync;

namespace Scimify.Portal.Shared.Logs;

/// <summary>SCIM writes of a span of time by outcome: a bar of a chart.</summary>
/// <param name="From">Where the span begins.</param>
/// <param name="Failed">In Looker.</param>
/// <param name="Refused">By Scimify, with an error to the identity provider.</param>
public sealed record WriteBar(DateTimeOffset From, long Applied, long Waiting, long Failed, long Refused)
{
    public long Total => Applied + Waiting + Failed + Refused;

    /// <summary>From the bottom up, with the look of each.</summary>
    internal IEnumerable<(string Look, long Writes)> Parts => [("f-base", Applied), ("f-wait", Waiting), ("f-bad", Failed), ("f-refused", Refused)];

    internal string Words => $"{Applied:N0} applied, {Waiting:N0} held or pending, {Failed:N0} failed, {Refused:N0} refused";

    internal static WriteBar Of(DateTimeOffset from, IEnumerable<WriteCount> counts)
    {
        var byOutcome = counts.GroupBy(c => WriteOutcome.Of(c.Status, (SyncState)c.Sync, c.Settled == 1).Key).ToDictionary(g => g.Key, g => g.Sum(c => c.Writes));
        return new WriteBar(
            from,
            byOutcome.GetValueOrDefault(WriteOutcome.Applied),
            byOutcome.GetValueOrDefault(WriteOutcome.Waiting),
            byOutcome.GetValueOrDefault(WriteOutcome.Failed),
            byOutcome.GetValueOrDefault(WriteOutcome.Refused));
    }
}

/// <summary>How many writes of a bar are in the same state.</summary>
/// <param name="Bar">The number of the bar since 1970.</param>
/// <param name="Sync">A <see cref="SyncState"/>.</param>
/// <param name="Settled">1 if Looker has the writes.</param>
public record WriteCount(long Bar, int Status, int Sync, int Settled, long Writes);
