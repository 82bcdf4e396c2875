namespace Scimify.Core.Provisioning.Engine;

/// <param name="Wait"><c>Scimify:Sync:WaitSeconds</c>: how long a SCIM write waits for Looker; zero for never.</param>
/// <param name="OwnsDatabase">Whether no other process uses the database (SQLite).</param>
public sealed record EngineSettings(TimeSpan Wait, bool OwnsDatabase)
{
    /// <summary>Longer than any attempt takes. The lease of a server that has fallen silent ends earlier: <see cref="TakeOver"/>.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For the last part of its lease, an attempt makes no more calls.</summary>
    public TimeSpan LeaseMargin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>Scimify:Sync:TakeOverSeconds</c>: without a heartbeat for this long, a server is taken for dead.</summary>
    public TimeSpan TakeOver { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan BeatEvery => TakeOver / 10;

    /// <summary>So long after its last heartbeat a server makes calls. The rest is left for calls that are on their way.</summary>
    public TimeSpan Standing => TakeOver * 0.7;

    /// <summary>How often an idle worker checks the database on its own.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The upper limit of one row's back-off.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The upper limit of the back-off if Looker refused a removal of access. The lower limit is <see cref="LongestRetry"/>.</summary>
    public TimeSpan LongestRemovalRetry { get; init; } = TimeSpan.FromHours(6);

    /// <summary>How long after an unanswered call its effect may still come. Then everything is written once more.</summary>
    public TimeSpan LateEffects { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long after a row was taken from a silent server one of that server's calls may still turn up.</summary>
    public TimeSpan LastLook { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A row of this server waits no longer than this for its next look. If one does, the clock was set back.</summary>
    public TimeSpan LongestLook => LateEffects;

    /// <summary>Upper bound of the back-off of a Looker that is away: so late, at most, it is noticed that Looker is back.</summary>
    public TimeSpan LongestOutagePause { get; init; } = TimeSpan.FromSeconds(2);
}
