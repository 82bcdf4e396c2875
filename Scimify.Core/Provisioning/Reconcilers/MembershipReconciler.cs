using Scimify.Core.Directory.Memberships;
using Scimify.Core.Looker;
using Scimify.Core.Provisioning.Engine;

namespace Scimify.Core.Provisioning.Reconcilers;

/// <summary>Adds one person to one Looker group, or removes them: one call, whatever the group's size.</summary>
internal sealed class MembershipReconciler(SyncAttempt attempt, SyncClaim.Membership claim)
{
    private readonly Known<AppliedMembership> _known = new(claim.KnowsNothing ? AppliedMembership.Unknown : claim.Value.Applied);

    /// <summary>True whatever the outcome of the attempt.</summary>
    public SyncFacts Facts => new() { Membership = _known.Value };

    public async Task<SyncOutcome> RunAsync(CancellationToken ct)
    {
        var wanted = claim.Value.Desired ? AppliedMembership.Present : AppliedMembership.Absent;
        if (_known.Value == wanted)
        {
            return SyncOutcome.Applied.Instance;
        }

        var (groupId, userId) = (claim.GroupOf.LookerGroupId!, claim.UserOf.LookerUserId!);
        try
        {
            await _known.WriteAsync(AppliedMembership.Unknown, wanted, () => claim.Value.Desired
                ? attempt.Looker.AddGroupUserAsync(groupId, userId, ct)
                : attempt.Looker.RemoveGroupUserAsync(groupId, userId, ct));
        }
        catch (LookerNotFoundException)
        {
            _known.Value = AppliedMembership.Absent;
            return await FindMissingSideAsync(groupId, userId, ct);
        }

        return SyncOutcome.Applied.Instance;
    }

    private async Task<SyncOutcome> FindMissingSideAsync(string groupId, string userId, CancellationToken ct)
    {
        var groupIsThere = await ExistsAsync(attempt.Looker.GetGroupAsync(groupId, ct));
        if (!groupIsThere)
        {
            await attempt.Store.OrphanGroupAsync(claim.Columns.IntegrationKey, claim.GroupOf.Key, groupId, ct);
        }

        if (!claim.Value.Desired)
        {
            return SyncOutcome.Applied.Instance;
        }

        var userIsThere = await ExistsAsync(attempt.Looker.GetUserAsync(userId, ct));
        if (!userIsThere)
        {
            await attempt.Store.OrphanUserAsync(claim.Columns.IntegrationKey, claim.UserOf.Key, userId, ct);
        }

        return groupIsThere && userIsThere
            ? new SyncOutcome.Retry(null, false, "Looker did not find the group or the user, though both are there.")
            : new SyncOutcome.Blocked("The group or the user is gone in Looker and is made again first.");
    }

    private static async Task<bool> ExistsAsync<T>(Task<T> read)
    {
        try
        {
            await read;
            return true;
        }
        catch (LookerNotFoundException)
        {
            return false;
        }
    }
}
