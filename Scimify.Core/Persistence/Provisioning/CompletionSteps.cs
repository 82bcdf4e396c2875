using System.Diagnostics;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Directory.Users;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Directory;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>Records what an attempt learned and its outcome, and releases what waited for it.</summary>
internal sealed class CompletionSteps(WriteSession session, DateTimeOffset now, SyncOutcome outcome, DateTimeOffset retryAt)
{
    private readonly DirectoryWriter _writer = new(session);

    /// <summary>The request that the row told of until now.</summary>
    private Guid? _request;

    /// <summary>That request waits for a person. What came before it does not.</summary>
    private bool _isHeld;

    /// <summary>
    /// Nothing became due that was not, and the row itself is done. Only a change of an account that stays the same, and a member who
    /// came, can say so; they are most of the work.
    /// </summary>
    private bool _freedNothing;

    public Completion Complete(SyncClaim claim, SyncFacts facts)
    {
        var isOurs = claim switch
        {
            SyncClaim.User user => CompleteUser(user, facts),
            SyncClaim.Group group => CompleteGroup(group, facts),
            SyncClaim.Membership membership => CompleteMembership(membership, facts),
            SyncClaim.Role role => CompleteRole(role, facts),
            _ => throw new UnreachableException(),
        };
        return !isOurs ? Completion.LeaseLost : _freedNothing ? Completion.Done : Completion.LeavesWork;
    }

    private bool CompleteUser(SyncClaim.User claim, SyncFacts facts)
    {
        if (_writer.LockUserRow(claim.Value.Key) is not { } row || row.LeaseOwner != claim.Lease.Name)
        {
            return false;
        }

        var (before, address, stored) = (row.LookerUserId, ContestedValues.AddressOf(row), row.AppliedState);
        facts.User?.Invoke(row);
        UserParts.KeepForgotten(row, claim.Value.AppliedState, stored);
        var isCurrent = Settle(row, claim, facts, blocked: SyncState.Unforwardable);
        if (facts.IsGone && isCurrent)
        {
            MembershipStatements.DeleteUser(_writer, session, row, now);
            ContestedValues.FreeAddress(session, row, address ?? row.LookerEmail, null, now);
            SettleLog(isCurrent);
            return true;
        }

        _writer.UpdateUser(row, null, null);
        var gaveUp = ContestedValues.FreeAddress(session, row, address, ContestedValues.AddressOf(row), now);
        if (outcome is SyncOutcome.Held held && isCurrent)
        {
            Hold(held, row, row.Id, row.UserName, _writer.Held.OfUser(row.Key), change => change.UserKey = row.Key);
        }

        if (before is not null && row.LookerUserId != before)
        {
            MembershipStatements.ForgetUser(session, row.Key, now);
        }

        // A leaver's memberships wait until the account is disabled. If the person has come back meanwhile, they wait for nothing.
        var isDone = outcome is SyncOutcome.Applied && isCurrent;
        var released = MembershipSteps.IsLinked(row) && (row.DeletedAt is null || isDone) && MembershipStatements.ReleaseUser(session, row.Key, now);
        var isSameAccount = claim.Value.LookerUserId is null || claim.Value.LookerUserId == row.LookerUserId;
        _freedNothing = isDone && row.Due == DueKind.None && isSameAccount && !gaveUp && !released;

        if (row.DeletedAt is not null && isDone)
        {
            session.Run("DELETE FROM scim_user_bodies WHERE user_key = @p0", row.Key);
            session.Run("DELETE FROM scim_user_emails WHERE user_key = @p0", row.Key);
        }

        SettleLog(isCurrent);
        return true;
    }

    private bool CompleteGroup(SyncClaim.Group claim, SyncFacts facts)
    {
        if (_writer.LockGroupRow(claim.Value.Key) is not { } row || row.LeaseOwner != claim.Lease.Name)
        {
            return false;
        }

        var (before, name) = (row.LookerGroupId, row.AppliedName);
        facts.Group?.Invoke(row);
        var isCurrent = Settle(row, claim, facts, blocked: SyncState.Pending);
        if (isCurrent && row.DeletedAt is not null && (facts.IsGone || (outcome is SyncOutcome.Applied && row.LookAgainAt is null && IsEmpty(row))))
        {
            if (before is not null)
            {
                RoleSteps.Forget(session, row.Key, before);
            }

            MembershipStatements.DeleteGroup(_writer, session, row, now);
            ContestedValues.FreeName(session, row, name ?? row.DisplayName, null, now);
            SettleLog(isCurrent);
            return true;
        }

        _writer.UpdateGroup(row, null);
        ContestedValues.FreeName(session, row, name, row.AppliedName, now);
        if (outcome is SyncOutcome.Held held && isCurrent)
        {
            Hold(held, row, row.Id, row.DisplayName, _writer.Held.OfGroup(row.Key), change => change.GroupKey = row.Key);
        }

        GroupLinkSteps.Follow(session, row, before, now);
        if (row.LookerGroupId is not null && (row.LookerGroupId != before || row.DeletedAt is null))
        {
            MembershipStatements.ReleaseGroup(session, row.Key, now);
        }

        SettleLog(isCurrent);
        return true;
    }

    private bool CompleteMembership(SyncClaim.Membership claim, SyncFacts facts)
    {
        if (_writer.LockMemberships(claim.Value.GroupKey, [claim.Value.UserKey]) is not [var row] || row.LeaseOwner != claim.Lease.Name)
        {
            return false;
        }

        if (IsAboutSameObjects(claim))
        {
            row.Applied = facts.Membership ?? row.Applied;
        }

        var isCurrent = Settle(row, claim, facts, blocked: SyncState.Pending);
        // A request that came during the attempt is answered and settled by an attempt of its own, although Looker need not be called.
        var isDone = isCurrent || row.Due == DueKind.None;
        if (isDone && row is { Desired: false, Applied: AppliedMembership.Absent, LookAgainAt: null })
        {
            NoteRemoved(row);
            _writer.DeleteMembership(row.GroupKey, row.UserKey);
            if (_writer.LockGroupRow(row.GroupKey) is { } group)
            {
                DeleteIfDone(group);
            }
        }
        else
        {
            _writer.UpdateMembership(row);
            _freedNothing = outcome is SyncOutcome.Applied && isCurrent && row is { Desired: true, Due: DueKind.None };
        }

        SettleLog(isCurrent);
        return true;
    }

    /// <summary>If a comparison finds the member there again, it reports that somebody gave the access back by hand.</summary>
    private void NoteRemoved(MembershipRow row)
    {
        if (outcome is SyncOutcome.Applied)
        {
            session.Run(
                """
                INSERT INTO removed_memberships (group_key, user_key, at) VALUES (@p0, @p1, @p2)
                ON CONFLICT (group_key, user_key) DO UPDATE SET at = excluded.at
                """,
                row.GroupKey,
                row.UserKey,
                now.ToUnixTimeMilliseconds());
        }
    }

    private bool CompleteRole(SyncClaim.Role claim, SyncFacts facts)
    {
        if (RoleSteps.Lock(session, claim.Value.Key) is not { } row || row.LeaseOwner != claim.Lease.Name)
        {
            return false;
        }

        facts.Role?.Invoke(row);
        var isCurrent = Settle(row, claim, facts, blocked: SyncState.Pending);
        RoleSteps.Update(session, row);
        if (outcome is SyncOutcome.Applied)
        {
            RoleSteps.NoteHad(session, row, row.GrantedIds);
        }

        foreach (var left in claim.Value.GrantedIds.Concat(claim.Value.AttemptedIds).Except(row.GrantedIds))
        {
            if (_writer.LockGroupOfLooker(row.IntegrationKey, left) is { } group)
            {
                DeleteIfDone(group);
            }
        }

        RoleSteps.DeleteUnused(session, row);
        SettleLog(isCurrent);
        return true;
    }

    /// <summary>Deletes the row of a deleted group that stays in Looker, once it has no members and no role through Scimify.</summary>
    private void DeleteIfDone(ScimGroupRow group)
    {
        if (group is { DeletedAt: not null, Due: DueKind.None, IsHeld: false } && IsEmpty(group))
        {
            _writer.DeleteGroup(group.Key);
        }
    }

    private bool IsEmpty(ScimGroupRow group) => !HasMemberships(group.Key) && !RoleSteps.HasAny(session, group.Key, group.LookerGroupId);

    /// <summary>False if the group or the account has been created again meanwhile: the facts then concern the old one.</summary>
    private bool IsAboutSameObjects(SyncClaim.Membership claim) =>
        _writer.LockGroupRow(claim.Value.GroupKey)?.LookerGroupId == claim.GroupOf.LookerGroupId
        && _writer.LockUserRow(claim.Value.UserKey)?.LookerUserId == claim.UserOf.LookerUserId;

    /// <returns>True if nobody has asked for something else since the claim.</returns>
    private bool Settle(SyncColumns row, SyncClaim claim, SyncFacts facts, SyncState blocked)
    {
        (_request, _isHeld) = (row.RequestId, row.IsHeld);
        End(row, claim, facts);
        if (row.DesiredGeneration != claim.Columns.DesiredGeneration)
        {
            return false;
        }

        row.Apply(
            outcome switch
            {
                SyncOutcome.Applied { Remaining: { } remaining } => Transition.SettledInPart(remaining.Detail, remaining.RequestId),
                SyncOutcome.Applied => Transition.Settled,
                SyncOutcome.Retry retry => Transition.RetriedLater(retryAt, retry.Reason),
                SyncOutcome.Waits waits => Transition.RetriedLater(retryAt, waits.Reason),
                SyncOutcome.CredentialsRejected rejected => Transition.PutOff(retryAt, rejected.Reason),
                SyncOutcome.HandedBack back => Transition.PutOff(now, back.Reason),
                SyncOutcome.Refused { LeavesNoAccess: true } refused => Transition.GivenUp(refused.Refusal.Detail),
                SyncOutcome.Refused refused => Transition.Refused(retryAt, refused.Refusal.Detail),
                SyncOutcome.Held held => Transition.HeldForReview(held.Reason),
                SyncOutcome.Blocked waiting => Transition.Blocked(blocked, waiting.Reason),
                _ => throw new UnreachableException(),
            },
            now);
        return true;
    }

    private void End(SyncColumns row, SyncClaim claim, SyncFacts facts) => row.Apply(
        facts is { LookAgainAt: { } doubt, IsTakenOver: true } ? Transition.TakenOver(doubt)
        : facts.LookAgainAt is { } at ? Transition.EndedInDoubt(at)
        : !claim.Lease.IsSecondLook || outcome is not (SyncOutcome.Applied or SyncOutcome.Refused) ? Transition.Ended
        : facts.LastLookAt > now ? Transition.EndedInDoubt(facts.LastLookAt.Value)
        : Transition.EndedForSure,
        now);

    /// <summary>Shows both sides to whoever decides.</summary>
    private void Hold(SyncOutcome.Held held, SyncColumns row, Guid scimId, string name, HeldChange? earlier, Action<HeldChange> about)
    {
        if (earlier is not null)
        {
            _writer.Held.Drop(earlier.Key);
        }

        var change = new HeldChange
        {
            Id = Guid.CreateVersion7(now),
            OrganizationKey = row.OrganizationKey,
            IntegrationKey = row.IntegrationKey,
            Action = HeldAction.Adopt,
            ScimId = scimId,
            Name = name,
            Reason = held.Reason,
            Since = now,
            RequestId = row.RequestId,
            LookerId = held.LookerId,
            LookerName = held.LookerName,
        };
        about(change);
        _writer.Held.Hold(change);
    }

    private bool HasMemberships(long groupKey) =>
        session.Scalar("SELECT 1 FROM memberships WHERE group_key = @p0 LIMIT 1", groupKey) is not null;

    /// <summary>The request's log row is settled with the last of its rows.</summary>
    private void SettleLog(bool isCurrent)
    {
        if (!isCurrent || _request is not { } request)
        {
            return;
        }

        if (_isHeld)
        {
            SettleBesideHeld(request);
        }
        else if (outcome is SyncOutcome.Refused refused)
        {
            ProvisioningLogStatements.Fail(session, request, refused.Refusal.Code, refused.Refusal.Detail);
        }
        else if (outcome is SyncOutcome.Held)
        {
            ProvisioningLogStatements.Hold(session, request);
        }
        else if (outcome is SyncOutcome.Applied { Remaining: { } remaining } && remaining.RequestId == request)
        {
            ProvisioningLogStatements.FailWaiting(session, request, remaining.Code, remaining.Detail);
        }
        else if (outcome is SyncOutcome.Applied)
        {
            ProvisioningLogStatements.Settle(session, request, now);
        }
    }

    /// <summary>Only the parts that wait for nobody were sent: what earlier requests asked for.</summary>
    private void SettleBesideHeld(Guid held)
    {
        if (outcome is SyncOutcome.Refused refused)
        {
            ProvisioningLogStatements.FailOvertaken(session, held, refused.Refusal.Code, refused.Refusal.Detail);
        }
        else if (outcome is SyncOutcome.Applied)
        {
            ProvisioningLogStatements.SettleOvertaken(session, held, now);
        }
    }
}
