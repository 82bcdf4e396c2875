using Scimify.Core.Directory.Memberships;
using Scimify.Core.Looker;
using Scimify.Core.Provisioning.Engine;

namespace Scimify.Core.Provisioning.Reconcilers;

/// <summary>Puts one person into one Looker group, or takes them out: one call, whatever the group's size.</summary>
internal sealed class MembershipReconciler(SyncAttempt attempt, SyncClaim.Membership claim)
{
    private AppliedMembership _known = claim.KnowsNothing ? AppliedMembership.Unknown : claim.Value.Applied;

    /// <summary>True, whatever came of the attempt.</summary>
    public SyncFacts Facts => new() { Membership = _known };

    public async Task<SyncOutcome> RunAsync(CancellationToken ct)
    {
        var wanted = claim.Value.Desired ? AppliedMembership.Present : AppliedMembership.Absent;
        if (_known == wanted)
        {
            return SyncOutcome.Applied.Instance;
        }

        var (groupId, userId) = (claim.GroupOf.LookerGroupId!, claim.UserOf.LookerUserId!);
        var before = _known;
        _known = AppliedMembership.Unknown;
        try
        {
            if (claim.Value.Desired)
            {
                await attempt.Looker.AddGroupUserAsync(groupId, userId, ct);
            }
            else
            {
                await attempt.Looker.RemoveGroupUserAsync(groupId, userId, ct);
            }
        }
        catch (LookerNotFoundException)
        {
            _known = AppliedMembership.Absent;
            return await FindMissingSideAsync(groupId, userId, ct);
        }
        catch (LookerException e) when (!e.MayHaveHappened)
        {
            _known = before;
            throw;
        }

        _known = wanted;
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
