using Scimify.Core.Errors;
using Scimify.Core.Looker;
using Scimify.Core.Provisioning.Engine;

namespace Scimify.Core.Provisioning.Reconcilers;

/// <summary>
/// Gives one Looker role to the groups that are mapped to it, and removes it only from those that have it through Scimify.
/// Looker takes the whole list of groups, so the list is read, merged, written, and read again.
/// </summary>
internal sealed class RoleReconciler(SyncAttempt attempt, SyncClaim.Role claim)
{
    private readonly string _role = claim.Value.RoleId;
    private HashSet<string> _ours = [.. claim.Value.GrantedIds];
    private readonly Known<HashSet<string>> _attempted = new([.. claim.Value.AttemptedIds]);
    private bool _isCertain = claim.Value.IsCertain && !claim.KnowsNothing;

    /// <summary>True whatever the outcome of the attempt.</summary>
    public SyncFacts Facts
    {
        get
        {
            var (granted, attempted, certain) = (_ours.ToList(), _attempted.Value.ToList(), _isCertain);
            return new() { Role = row => (row.GrantedIds, row.AttemptedIds, row.IsCertain) = (granted, attempted, certain) };
        }
    }

    public async Task<SyncOutcome> RunAsync(CancellationToken ct)
    {
        if (_attempted.Value.Count == 0 && _ours.SetEquals(claim.Wanted) && (_isCertain || claim.Wanted.Count == 0))
        {
            return SyncOutcome.Applied.Instance;
        }

        try
        {
            return await ConvergeAsync(ct);
        }
        catch (LookerNotFoundException)
        {
            return await WithoutRoleAsync(ct);
        }
    }

    private async Task<SyncOutcome> ConvergeAsync(CancellationToken ct)
    {
        var present = await ReadAsync(ct);
        _ours.UnionWith(_attempted.Value.Intersect(present));
        var add = claim.Wanted.Except(present).ToHashSet();
        var remove = _ours.Except(claim.Wanted).Intersect(present).ToHashSet();
        if (add.Count + remove.Count > 0)
        {
            await WriteAsync(present, add, remove, ct);
            var now = await ReadAsync(ct);
            if (!add.IsSubsetOf(now) || remove.Overlaps(now))
            {
                return new SyncOutcome.Retry(null, false, $"Somebody changed the groups of the role “{claim.Value.Name}” at the same time.");
            }

            present = now;
        }

        _ours.UnionWith(add);
        _ours.IntersectWith(present);
        _ours.IntersectWith(claim.Wanted);
        _isCertain = true;
        if (claim.Lease.IsSecondLook || (!attempt.Effects.HasUnanswered && claim.Value.LookAgainAt is null))
        {
            _attempted.Value = [];
        }

        return SyncOutcome.Applied.Instance;
    }

    private async Task WriteAsync(HashSet<string> present, HashSet<string> add, HashSet<string> remove, CancellationToken ct)
    {
        var doubtful = _attempted.Value.Union(add).Union(remove).ToHashSet();
        _isCertain = false;
        var (ours, attempted) = (_ours.ToList(), doubtful.ToList());
        if (!await attempt.Store.JournalRoleAsync(
            claim, row => (row.GrantedIds, row.AttemptedIds, row.IsCertain) = (ours, attempted, false), attempt.Effects.Take(), ct))
        {
            throw new LeaseLostException();
        }

        await _attempted.WriteAsync(
            doubtful, doubtful, () => attempt.Looker.SetRoleGroupsAsync(_role, present.Except(remove).Concat(add).Order(StringComparer.Ordinal), ct));
    }

    private async Task<HashSet<string>> ReadAsync(CancellationToken ct) =>
        [.. (await attempt.Looker.GetRoleGroupsAsync(_role, ct)).Select(g => g.Id)];

    /// <summary>The role is gone, together with what we gave. Or one of the groups is gone, which its own row will find out.</summary>
    private async Task<SyncOutcome> WithoutRoleAsync(CancellationToken ct)
    {
        var isThere = (await attempt.Looker.ListRolesAsync(ct)).Exists(r => r.Id == _role);
        if (isThere)
        {
            return new SyncOutcome.Retry(null, false, $"Looker did not find a group of the role “{claim.Value.Name}”.");
        }

        (_ours, _attempted.Value) = ([], []);
        return claim.Wanted.Count == 0
            ? SyncOutcome.Applied.Instance
            : new SyncOutcome.Refused(new Refusal(400, "invalidValue", ErrorCodes.LookerObjectMissing, $"Looker has no role “{claim.Value.Name}” ({_role}). Change the mapping."));
    }
}
