namespace Scimify.Core.Provisioning.Engine;

/// <summary>
/// The free places of a worker, offered to the writes of a batch: what they make due is claimed in their own transaction, so that it
/// needs no other one. Exactly one of <see cref="Accept"/> and <see cref="Withdraw"/> is called in the end, on the writer's thread.
/// </summary>
/// <param name="Most">As in <see cref="ISyncStore.ClaimAsync"/>, like the next three.</param>
public sealed record ClaimOffer(int IntegrationKey, int Most, int MostWithBackground, string Node, DateTimeOffset Until)
{
    /// <summary>The claims are committed.</summary>
    public required Action<ClaimResult> Accept { get; init; }

    /// <summary>Nothing was claimed, or nobody knows whether it was.</summary>
    public required Action<Exception> Withdraw { get; init; }
}
