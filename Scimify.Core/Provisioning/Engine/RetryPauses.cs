using Scimify.Core.Sync;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>How long a row waits until it is tried again.</summary>
internal sealed class RetryPauses(EngineSettings settings, TimeProvider clock)
{
    /// <summary>Taking access away is tried again so many times after the shortest pause.</summary>
    private const int QuickTries = 3;

    /// <summary>Whoever gives a value up wakes the row that waits for it, unless that one is just being tried.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(3);

    public TimeSpan After(SyncClaim claim, SyncOutcome outcome, OutagePause outage) => outcome switch
    {
        SyncOutcome.Retry retry => Backoff.After(Failures(claim), LongestPause(claim, retry, outage), retry.After, Random.Shared.NextDouble()),
        SyncOutcome.Waits => Backoff.After(claim.Columns.Attempts + 1, Backoff.Shorter(settings.LongestRetry, LongestWait), null, Random.Shared.NextDouble()),
        SyncOutcome.Refused => Backoff.After(claim.Columns.Attempts + 1, settings.LongestRemovalRetry, settings.LongestRetry, Random.Shared.NextDouble()),
        _ => TimeSpan.Zero,
    };

    /// <summary>
    /// In an outage, its end is noticed within seconds. Few rows that fail while Looker gives no good answer at all may be an outage, or
    /// may fail for ever: they notice it within a hundredth of the time that they have waited.
    /// </summary>
    private TimeSpan LongestPause(SyncClaim claim, SyncOutcome.Retry retry, OutagePause outage)
    {
        if (retry.ConcernsAll || outage.IsProbing)
        {
            return settings.LongestOutagePause;
        }

        if (!outage.IsSilent)
        {
            return settings.LongestRetry;
        }

        var waited = TimeSpan.FromMilliseconds(claim.Columns.DueSince is { } since ? clock.GetUtcNow().ToUnixTimeMilliseconds() - since : 0);
        var pause = waited / 100;
        return pause < settings.LongestOutagePause ? settings.LongestOutagePause : Backoff.Shorter(pause, settings.LongestRetry);
    }

    /// <summary>The pauses of a row that takes access away begin to grow later.</summary>
    private static int Failures(SyncClaim claim) =>
        claim.Columns.Due == DueKind.Removal ? Math.Max(1, claim.Columns.Attempts + 1 - QuickTries) : claim.Columns.Attempts + 1;
}
