namespace Scimify.Core.Provisioning.Engine;

/// <summary>The outcome of one attempt to bring a row's desired state to Looker.</summary>
public abstract record SyncOutcome
{
    private SyncOutcome()
    {
    }

    /// <summary>Looker has the desired state of the claimed generation.</summary>
    public sealed record Applied : SyncOutcome
    {
        public static readonly Applied Instance = new();
    }

    /// <summary>Not now: Looker is away, slow or busy.</summary>
    /// <param name="After">The pause that Looker asked for; null leaves it to the back-off.</param>
    /// <param name="ConcernsAll">Whether no other call to this Looker would do better.</param>
    public sealed record Retry(TimeSpan? After, bool ConcernsAll, string Reason) : SyncOutcome;

    /// <summary>The API credential is not accepted: everything waits for a person.</summary>
    public sealed record CredentialsRejected(string Reason) : SyncOutcome;

    /// <summary>Looker, or one of Scimify's rules, refuses for good.</summary>
    public sealed record Refused(Refusal Refusal) : SyncOutcome;

    /// <summary>An existing Looker object is taken over only if a person agrees (policy <c>adoption: review</c>).</summary>
    /// <param name="LookerId">The account or group that was found.</param>
    /// <param name="LookerName">How Looker shows it.</param>
    /// <param name="Reason">What was found, and what it waits for.</param>
    public sealed record Held(string LookerId, string LookerName, string Reason) : SyncOutcome;

    /// <summary>Something else has to be there first. When that is complete, it makes the row due again.</summary>
    public sealed record Blocked(string Reason) : SyncOutcome;
}

/// <summary>A refusal as the identity provider gets it, if it is still waiting (docs/contracts.md, "Refusals by Looker").</summary>
/// <param name="Status">403, 409 or 400.</param>
/// <param name="ScimType"><c>uniqueness</c>, <c>invalidValue</c> or null.</param>
/// <param name="Detail">For the identity provider's administrator.</param>
public sealed record Refusal(int Status, string? ScimType, string Detail);
