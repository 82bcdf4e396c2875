using Scimify.Core.Errors;
using Scimify.Core.Sync;

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

        /// <summary>A part that was refused before and that nobody has asked for since; null: there is none.</summary>
        public StandingRefusal? Remaining { get; init; }
    }

    /// <summary>Not now: Looker is away, slow or busy.</summary>
    /// <param name="After">The pause that Looker asked for; null leaves it to the back-off.</param>
    /// <param name="ConcernsAll">Whether no other call to this Looker would do better.</param>
    public sealed record Retry(TimeSpan? After, bool ConcernsAll, string Reason) : SyncOutcome;

    /// <summary>This server may or should not go on with the row: it stops, or its lease is about to end. Another one, or a later attempt, does.</summary>
    public sealed record HandedBack(string Reason) : SyncOutcome;

    /// <summary>The API credential is not accepted: everything waits for a person.</summary>
    public sealed record CredentialsRejected(string Reason) : SyncOutcome;

    /// <summary>Looker, or a rule of ours, refuses for good.</summary>
    public sealed record Refused(Refusal Refusal) : SyncOutcome
    {
        /// <summary>What was refused; none: the row as a whole.</summary>
        public Facets Facets { get; init; }

        /// <summary>Nothing that takes access away is left to be done, whatever else was refused.</summary>
        public bool LeavesNoAccess { get; init; }
    }

    /// <summary>An existing Looker object is taken over only if a person agrees (policy <c>adoption: review</c>).</summary>
    /// <param name="LookerId">The account or group that was found.</param>
    /// <param name="LookerName">How Looker shows it.</param>
    /// <param name="Reason">What was found, and what it waits for.</param>
    public sealed record Held(string LookerId, string LookerName, string Reason) : SyncOutcome;

    /// <summary>Another row of ours has the address or name, and is about to give it up.</summary>
    public sealed record Waits(string Reason) : SyncOutcome;

    /// <summary>Something else has to be there first; its own completion makes the row due again.</summary>
    public sealed record Blocked(string Reason) : SyncOutcome;
}

/// <param name="Code">Null if an earlier version noted it.</param>
/// <param name="Detail">Looker's words.</param>
/// <param name="RequestId">The SCIM write that asked for what was refused.</param>
public sealed record StandingRefusal(ErrorCode? Code, string Detail, Guid? RequestId);

/// <summary>A refusal as the identity provider gets it, if it still waits (docs/contracts.md, "Refusals by Looker").</summary>
/// <param name="Status">403, 409 or 400.</param>
/// <param name="ScimType"><c>uniqueness</c>, <c>invalidValue</c> or null.</param>
/// <param name="Code">Why, by the name that stays the same.</param>
/// <param name="Detail">For the identity provider's administrator.</param>
public sealed record Refusal(int Status, string? ScimType, ErrorCode Code, string Detail);
