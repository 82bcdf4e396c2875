using Scimify.Core.Audit;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Directory;
using Scimify.Core.Persistence.Provisioning;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Core.Requests;

namespace Scimify.Core.Persistence.Reviews;

/// <summary>
/// Decides in the closing transaction what becomes of the access that reviewers want removed, and has removed what SCIM would not give
/// back. That goes the way of every removal: the deletion guard counts it, and the sync engine makes the call.
/// </summary>
internal sealed class ReviewClosing
{
    private readonly WriteSession _session;
    private readonly AccessReview _review;
    private readonly Integration? _integration;
    private readonly DirectoryWriter _writer;
    private readonly DriftRepairSteps _steps;
    private readonly DeletionGuard _guard;

    public ReviewClosing(WriteSession session, TimeProvider clock, AccessReview review)
    {
        var now = clock.GetUtcNow();
        (_session, _review) = (session, review);
        _integration = session.Context.Integrations.SingleOrDefault(i => i.Key == review.IntegrationKey && i.DeletedAt == null);
        _writer = new DirectoryWriter(session);
        _steps = new DriftRepairSteps(session, _writer, now);
        _guard = new DeletionGuard(
            _writer,
            new ScimRequest
            {
                Id = Guid.CreateVersion7(now),
                Target = new ProvisioningTarget(
                    review.OrganizationKey, review.IntegrationKey, review.IntegrationId, _integration?.Mode ?? IntegrationMode.Paused, _integration?.Policies ?? new IntegrationPolicies(), ""),
                Method = "CLOSE",
                At = now,
                StartedAt = clock.GetTimestamp(),
                Clock = clock,
            },
            now);
    }

    /// <exception cref="ConflictException">The deletion guard does not let so many go or holds one already, or the integration is in plan mode.</exception>
    public void Apply(List<ReviewedAccess> rows)
    {
        var removals = rows.FindAll(row => row.Decision == ReviewDecision.Remove);
        foreach (var row in removals.Where(row => row.GroupKey is null))
        {
            row.Outcome = Account(row);
        }

        foreach (var group in removals.Where(row => row.GroupKey is not null).GroupBy(row => row.GroupKey!.Value))
        {
            Members(group.Key, [.. group]);
        }

        if (_integration is { Mode: IntegrationMode.Plan } && removals.Any(row => row.Outcome == ReviewOutcome.Removed))
        {
            throw new ConflictException("The integration is in plan mode, so nothing may be removed in Looker. Close the review when it is live.");
        }
    }

    private ReviewOutcome Account(ReviewedAccess row)
    {
        if (_integration is null || row.UserKey is not { } key || _writer.LockUserRow(key) is not { } user)
        {
            return row.UserKey is { } gone && !HasNow(gone, 0) ? ReviewOutcome.Gone : ReviewOutcome.InLooker;
        }

        if (user is { Active: true, DeletedAt: null })
        {
            // Of a protected account, Scimify would not even take away what the identity provider ends.
            return user.Protection == Protection.None ? ReviewOutcome.IdentityProvider : ReviewOutcome.InLooker;
        }

        if (!HasNow(key, 0))
        {
            return ReviewOutcome.Gone;
        }

        if (user.Protection != Protection.None)
        {
            return ReviewOutcome.InLooker;
        }

        if (user.IsHeld)
        {
            throw Held(row);
        }

        if (!_guard.LetsGo(user))
        {
            throw Guarded(_guard.PeopleReason);
        }

        _steps.WriteAgain(user);
        Forget(key, null, DriftKind.UserEnabled);
        return ReviewOutcome.Removed;
    }

    private void Members(long groupKey, List<ReviewedAccess> rows)
    {
        var group = _integration is null ? null : _writer.LockGroupRow(groupKey);
        var byHand = new List<ReviewedAccess>();
        foreach (var row in rows)
        {
            row.Outcome = Member(group, groupKey, row);
            if (row.Outcome == ReviewOutcome.Removed)
            {
                byHand.Add(row);
            }
        }

        if (group is null || byHand.Count == 0)
        {
            return;
        }

        if (_guard.Allowance(group, byHand.Count) < byHand.Count)
        {
            throw Guarded(_guard.MembersReason);
        }

        foreach (var row in byHand)
        {
            _steps.TakeOut(group, row.UserKey!.Value);
            Forget(row.UserKey.Value, groupKey, DriftKind.MemberAdded);
        }

        _guard.Removed(group, byHand.ConvertAll(row => row.UserKey!.Value));
    }

    private ReviewOutcome Member(ScimGroupRow? group, long groupKey, ReviewedAccess row)
    {
        var user = row.UserKey!.Value;
        return _writer.LockMemberships(groupKey, [user]) switch
        {
            [{ Desired: true }] => ReviewOutcome.IdentityProvider,
            _ when !HasNow(user, groupKey) => ReviewOutcome.Gone,
            [{ IsHeld: true }] => throw Held(row),
            [_] => ReviewOutcome.Gone,    // SCIM has taken it away, and the call is on its way
            _ when group is not { DeletedAt: null } || _writer.LockUserRow(user) is not { Protection: Protection.None } => ReviewOutcome.InLooker,
            _ => ReviewOutcome.Removed,
        };
    }

    /// <summary>What Looker has, as far as is known.</summary>
    private bool HasNow(long userKey, long groupKey) => _session.Scalar(
        "SELECT 1 FROM access_intervals WHERE user_key = @p0 AND kind = @p1 AND group_key = @p2 AND until_at IS NULL AND had = 1",
        userKey, (int)(groupKey == 0 ? AccessKind.Account : AccessKind.Membership), groupKey) is not null;

    /// <summary>The difference that a comparison found is about to be repaired.</summary>
    private void Forget(long userKey, long? groupKey, DriftKind kind)
    {
        _session.ConcernIntegration(_review.IntegrationKey);
        foreach (var item in _session.Context.DriftItems.Where(d => d.IntegrationKey == _review.IntegrationKey && d.Kind == kind && d.UserKey == userKey && d.GroupKey == groupKey).Select(d => d.Key).ToList())
        {
            _session.Execute("DELETE FROM drift_items WHERE key = @p0", item);
        }
    }

    private static ConflictException Held(ReviewedAccess row) => new(
        $"The removal of {row.Display} is held already. Release or reject it, then close the review. Nothing is closed.", new { code = "held" });

    private static ConflictException Guarded(string reason) => new(
        $"{reason} Nothing is closed. Close the review later, in parts, or change the deletion guard.", new { code = "guarded" });
}
