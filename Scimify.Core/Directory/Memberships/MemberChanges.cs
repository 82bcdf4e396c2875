using System.Diagnostics;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Filtering;
using Scimify.Core.Scim.Patching;
using Scimify.Core.Scim.Reading;
using Scimify.Core.Scim.Values;
using Scimify.Core.Sync;

namespace Scimify.Core.Directory.Memberships;

/// <summary>Carries out member operations row by row, as far as the deletion guard allows, and remembers what it changed.</summary>
internal sealed class MemberChanges(IDirectoryWriter writer, ScimRequest request, DeletionGuard guard, OvertakenRequests overtaken, DateTimeOffset now)
{
    private const int ReadAtOnce = 1000;

    /// <summary>How many members the operations of one request may look at together, because nobody else writes meanwhile.</summary>
    private const long MaxVisits = 200_000;

    private readonly ProvisioningTarget _target = request.Target;
    private readonly MembershipSteps _steps = new(writer, request.Target.Mode, request.Id, now, overtaken);
    private readonly Dictionary<long, Change> _changes = [];
    private readonly Dictionary<long, (MembershipRow Row, bool Linked)> _joined = [];
    private long _visits;
    private bool _asksForHeld;
    private bool _leavesUncertain;

    public int Added => _changes.Values.Count(c => c is { WasMember: false, IsMember: true });

    public int Removed => _changes.Values.Count(c => c is { WasMember: true, IsMember: false });

    public int Count => Added + Removed;

    /// <summary>The difference in the number of members.</summary>
    public int Balance => Added - Removed;

    /// <summary>Whether something in the request waits for a person, because of this write or an earlier one.</summary>
    public bool IsHeld => _asksForHeld || _changes.Values.Any(c => c.Row is { IsHeld: true });

    /// <summary>The rows that the engine has to process, and whether the user has a Looker account.</summary>
    public IReadOnlyList<(MembershipRow Row, bool Linked)> Written =>
        [.. _changes.Values.Where(c => c.Row is not null).Select(c => (c.Row!, c.Linked))];

    /// <summary>Rows that already were as requested but have not reached Looker.</summary>
    public IEnumerable<(MembershipRow Row, bool Linked)> Joined => _joined.Where(j => !_changes.ContainsKey(j.Key)).Select(j => j.Value);

    /// <summary>Whether anything still has to be done in Looker, now or at the second look after an unanswered call.</summary>
    public bool NeedsLooker => _leavesUncertain || _joined.Count > 0 || _changes.Values.Any(c => c.Row is not null);

    public MemberTargets Targets { get; } = new(writer, request);

    public void Apply(ScimGroupRow group, MemberOperation operation)
    {
        switch (operation)
        {
            case MemberOperation.Add add:
                Add(group, add.Members);
                break;
            case MemberOperation.Remove remove:
                Visit(remove.Values.Count);
                Remove(group, writer.ResolveMembers(_target.IntegrationKey, MemberIds.ParseKnown(remove.Values)).Select(m => m.UserKey), remove.MustMatch);
                break;
            case MemberOperation.RemoveWhere where:
                Remove(group, Matching(group, where.Filter), where.MustMatch);
                break;
            case MemberOperation.Clear:
                TakeOut(group, Visited(writer.LockMembershipsOfGroup(group.Key)));
                break;
            case MemberOperation.ReplaceAll replace:
                ReplaceAll(group, replace.Members);
                break;
            default:
                throw new UnreachableException();
        }
    }

    /// <exception cref="ScimException">400 <c>invalidValue</c> if an ID is not a user's and the dialect is strict; 413 if the request looks at too many members.</exception>
    public void Add(ScimGroupRow group, IReadOnlyList<MemberReference> members)
    {
        Visit(members.Count);
        var targets = Targets.Find(members);
        if (targets.Count == 0)
        {
            return;
        }

        var existing = writer.LockMemberships(group.Key, [.. targets.Select(t => t.UserKey)]).ToDictionary(m => m.UserKey);
        PutIn(group, targets, existing);
    }

    /// <summary>The group is deleted, and the guard allows it. Held removals of its members are dropped.</summary>
    /// <param name="group">The group.</param>
    /// <param name="ready">Whether the group stays in Looker, so that its members are removed one by one.</param>
    public void Clear(ScimGroupRow group, bool ready)
    {
        foreach (var row in writer.LockMembershipsOfGroup(group.Key))
        {
            _leavesUncertain |= row.IsUncertain;
            if (row is { Desired: false, SyncState: not (SyncState.Held or SyncState.Failed) })
            {
                if (ready)
                {
                    Join(row, linked: true);
                }

                continue;
            }

            var held = row.IsHeld ? writer.Held.OfMembership(row.GroupKey, row.UserKey) : null;
            if (held is not null)
            {
                writer.Held.Drop(held.Key);
            }

            Note(group, row.UserKey, row, row.Desired, _steps.Remove(row, ready), true, held);
        }
    }

    /// <summary>The group's deletion waits for a person, and so do its members.</summary>
    public void HoldAll(ScimGroupRow group)
    {
        foreach (var row in writer.LockMembershipsOfGroup(group.Key).Where(m => m.Desired))
        {
            Note(group, row.UserKey, row, true, _steps.Hold(row), true);
        }
    }

    /// <summary>
    /// A group whose deletion was held is wanted again. Members that are no longer named leave it now, as far as the guard
    /// allows.
    /// </summary>
    public void LeaveOut(ScimGroupRow group)
    {
        var left = writer.LockMembershipsOfGroup(group.Key).Where(m => m is { Desired: false, IsHeld: true }).ToList();
        TakeOut(group, [.. left.Where(m => writer.Held.OfMembership(m.GroupKey, m.UserKey) is null)], wasMember: false);
    }

    /// <summary>Adds again what these changes removed, and removes what they added, unless it was changed again since.</summary>
    /// <returns>The difference in the number of members.</returns>
    public int PutAllBack(IDirectoryWriter undo, DateTimeOffset at) => TakeBack(undo, at, _ => true).Balance;

    /// <summary>Removes what these changes added, unless it was changed again since. Removed members stay out, except for the row that Looker refused.</summary>
    /// <returns>The difference in the number of members, and how many stay out.</returns>
    public (int Balance, int StayOut) TakeBack(IDirectoryWriter undo, DateTimeOffset at, RowId? refused) =>
        TakeBack(undo, at, change => refused == new RowId(RowKind.Membership, change.GroupKey, change.UserKey));

    private (int Balance, int StayOut) TakeBack(IDirectoryWriter undo, DateTimeOffset at, Func<Change, bool> comesBack)
    {
        var stayOut = 0;
        var balance = 0;
        var waiting = new List<Guid?>();
        foreach (var change in _changes.Values.Where(c => c.WasMember != c.IsMember || c.Held is not null))
        {
            var current = undo.LockMemberships(change.GroupKey, [change.UserKey]) is [var row] ? row : null;
            var steps = new MembershipSteps(undo, _target.Mode, change.Waiting, at);
            if (change.Held is { } held)
            {
                if (current is { Desired: false })
                {
                    steps.Hold(current);
                    held.Key = 0;
                    undo.Held.Hold(held);
                }
            }
            else if (change.IsMember && current is { Desired: true } && current.DesiredGeneration == change.Row?.DesiredGeneration)
            {
                steps.Remove(current, ready: change.Linked);
                waiting.Add(change.Waiting);
                balance--;
            }
            else if (!change.IsMember && !comesBack(change))
            {
                stayOut++;
            }
            else if (!change.IsMember && current is not { Desired: true })
            {
                balance += steps.Restore([new MembershipRow { GroupKey = change.GroupKey, UserKey = change.UserKey }]);
                waiting.Add(change.Waiting);
                undo.Held.ForgetRemovals(_target.IntegrationKey, change.GroupKey, [change.UserKey]);
            }
        }

        OvertakenRequests.WaitAgain(undo, request.Id, waiting);
        return (balance, stayOut);
    }

    private void ReplaceAll(ScimGroupRow group, IReadOnlyList<MemberReference> members)
    {
        Visit(members.Count);
        var wanted = Targets.FindAll(members);
        var keys = wanted.Select(m => m.UserKey).ToHashSet();
        var current = Visited(writer.LockMembershipsOfGroup(group.Key)).ToDictionary(m => m.UserKey);
        TakeOut(group, [.. current.Values.Where(m => !keys.Contains(m.UserKey))]);
        PutIn(group, wanted, current);
    }

    private void PutIn(ScimGroupRow group, IReadOnlyList<MemberTarget> members, Dictionary<long, MembershipRow> current)
    {
        var added = new List<long>();
        foreach (var member in members)
        {
            var before = current.GetValueOrDefault(member.UserKey);
            if (_steps.Add(group, member, before) is { } row)
            {
                Note(group, member.UserKey, before, before is { Desired: true }, row, member.IsLinked);
                added.Add(member.UserKey);
            }
            else
            {
                Join(before!, member.IsLinked);
            }
        }

        guard.CameBack(group, added);
    }

    /// <param name="group">The group.</param>
    /// <param name="rows">Memberships that are not wanted. Those that are already removed are skipped.</param>
    /// <param name="wasMember">False if SCIM no longer shows them, and only Looker is concerned.</param>
    private void TakeOut(ScimGroupRow group, IReadOnlyList<MembershipRow> rows, bool wasMember = true)
    {
        var ready = group.LookerGroupId is not null;
        foreach (var left in rows.Where(m => wasMember && !m.Desired))
        {
            if (left.SyncState == SyncState.Failed)
            {
                Note(group, left.UserKey, left, false, _steps.Remove(left, ready), true);
            }
            else
            {
                Join(left, linked: true);
            }
        }

        var members = rows.Where(m => m.Desired == wasMember).ToList();
        _asksForHeld |= wasMember && rows.Any(m => m is { Desired: false, IsHeld: true });
        var allowed = guard.Allowance(group, members.Count);
        guard.Removed(group, [.. members.Take(allowed).Select(m => m.UserKey)]);
        for (var i = 0; i < members.Count; i++)
        {
            Note(group, members[i].UserKey, members[i], wasMember, i < allowed ? _steps.Remove(members[i], ready) : Hold(group, members[i]), true);
        }
    }

    private MembershipRow Hold(ScimGroupRow group, MembershipRow row)
    {
        var held = _steps.Hold(row);
        var change = guard.Change(HeldAction.RemoveMember, group.Id, $"{group.DisplayName}: {writer.LockUserRow(row.UserKey)!.UserName}", guard.MembersReason);
        (change.GroupKey, change.UserKey) = (row.GroupKey, row.UserKey);
        writer.Held.Hold(change);
        return held;
    }

    /// <exception cref="ScimException">400 <c>noTarget</c> if something had to match and nothing did.</exception>
    private void Remove(ScimGroupRow group, IEnumerable<long> userKeys, bool mustMatch)
    {
        var members = writer.LockMemberships(group.Key, [.. userKeys]);
        if (mustMatch && !members.Any(m => m.Desired))
        {
            throw ScimException.NoTarget("The path matches no member of the group.");
        }

        TakeOut(group, members);
    }

    private List<long> Matching(ScimGroupRow group, Filter filter)
    {
        var matching = new List<long>();
        IReadOnlyList<Member> part;
        long after = 0;
        do
        {
            part = writer.MembersOf(group.Key, after, ReadAtOnce);
            Visit((long)part.Count * filter.Comparisons);
            foreach (var member in part)
            {
                var value = ScimObject.Of(
                    ("value", new ScimString(member.Id.ToString("D"))), ("display", new ScimString(member.Display)), ("type", new ScimString("User")));
                if (FilterEvaluator.Matches(filter, value))
                {
                    matching.Add(member.UserKey);
                }

                after = member.UserKey;
            }
        }
        while (part.Count == ReadAtOnce);
        return matching;
    }

    private IReadOnlyList<MembershipRow> Visited(IReadOnlyList<MembershipRow> rows)
    {
        Visit(rows.Count);
        return rows;
    }

    /// <exception cref="ScimException">413.</exception>
    private void Visit(long members)
    {
        // One look is always allowed: the largest group must be able to lose its members.
        if (_visits > MaxVisits)
        {
            throw ScimException.PayloadTooLarge(
                $"The operations look at more than {MaxVisits} members, each as often as an operation concerns it. Send fewer operations in one request.");
        }

        _visits += members;
    }

    private void Join(MembershipRow row, bool linked)
    {
        if (overtaken.Join(row))
        {
            writer.UpdateMembership(row);
            _joined[row.UserKey] = (row, linked);
        }
    }

    private void Note(ScimGroupRow group, long userKey, MembershipRow? before, bool wasMember, MembershipRow? row, bool linked, HeldChange? held = null)
    {
        var (first, waiting) = _changes.TryGetValue(userKey, out var earlier)
            ? (earlier.WasMember, earlier.Waiting)
            : (wasMember, before is null ? null : OvertakenRequests.WaitingIn(before));
        _changes[userKey] = new Change(group.Key, userKey, first, row is { Desired: true }, row, linked, held, waiting);
    }

    /// <param name="Held">The held change, if the removal was waiting for a person before.</param>
    /// <param name="Waiting">The request that waited for Looker before; null for none.</param>
    private sealed record Change(long GroupKey, long UserKey, bool WasMember, bool IsMember, MembershipRow? Row, bool Linked, HeldChange? Held, Guid? Waiting);
}
