namespace Scimify.Core.Provisioning.Engine;

/// <param name="Wait"><c>Scimify:Sync:WaitSeconds</c>: how long a SCIM write waits for Looker; zero never.</param>
/// <param name="OwnsDatabase">True where no other process works on the same database (SQLite).</param>
public sealed record EngineSettings(TimeSpan Wait, bool OwnsDatabase)
{
    /// <summary>Longer than any attempt takes; after it, another node may take a row over.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often an idle worker looks at the database by itself.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Upper bound of the back-off of one row.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Upper bound of the back-off of a removal of access that Looker refused; the lower one is <see cref="LongestRetry"/>.</summary>
    public TimeSpan LongestRemovalRetry { get; init; } = TimeSpan.FromHours(6);

    /// <summary>How long after an unanswered call its effect may still come: then all is written once more.</summary>
    public TimeSpan LateEffects { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Upper bound of the back-off of a Looker that is away.</summary>
    public TimeSpan LongestOutagePause { get; init; } = TimeSpan.FromSeconds(15);
}
