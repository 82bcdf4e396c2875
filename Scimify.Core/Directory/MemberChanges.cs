using System.Diagnostics;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Filtering;

namespace Scimify.Core.Directory;

/// <summary>Carries out member operations row by row and remembers what it changed.</summary>
internal sealed class MemberChanges(IDirectoryWriter writer, ProvisioningTarget target, Guid requestId, DateTimeOffset now)
{
    private const int ReadAtOnce = 1000;

    private readonly MembershipSteps _steps = new(writer, target.Mode, requestId, now);
    private readonly Dictionary<long, Change> _changes = [];

    public int Added => _changes.Values.Count(c => c is { WasMember: false, IsMember: true });

    public int Removed => _changes.Values.Count(c => c is { WasMember: true, IsMember: false });

    public int Count => Added + Removed;

    /// <summary>Difference in the number of members.</summary>
    public int Balance => Added - Removed;

    /// <summary>The rows that the engine has to look at, and whether the user has an account in Looker.</summary>
    public IReadOnlyList<(MembershipRow Row, bool Linked)> Written =>
        [.. _changes.Values.Where(c => c.Row is not null).Select(c => (c.Row!, c.Linked))];

    public void Apply(ScimGroupRow group, MemberOperation operation)
    {
        switch (operation)
        {
            case MemberOperation.Add add:
                Add(group, MemberIds.Parse(add.Members));
                break;
            case MemberOperation.Remove remove:
                Remove(group, writer.ResolveMembers(target.IntegrationKey, MemberIds.ParseKnown(remove.Values)).Select(m => m.UserKey), remove.MustMatch);
                break;
            case MemberOperation.RemoveWhere where:
                Remove(group, Matching(group, where.Filter), where.MustMatch);
                break;
            case MemberOperation.Clear:
                Clear(group, ready: group.LookerGroupId is not null);
                break;
            case MemberOperation.ReplaceAll replace:
                ReplaceAll(group, MemberIds.Parse(replace.Members));
                break;
            default:
                throw new UnreachableException();
        }
    }

    /// <exception cref="ScimException">400 <c>invalidValue</c> for an id that is no user's.</exception>
    public void Add(ScimGroupRow group, IReadOnlyList<Guid> ids)
    {
        if (ids.Count == 0)
        {
            return;
        }

        var targets = Resolve(ids);
        var existing = writer.LockMemberships(group.Key, [.. targets.Select(t => t.UserKey)]).ToDictionary(m => m.UserKey);
        foreach (var member in targets)
        {
            var before = existing.GetValueOrDefault(member.UserKey);
            if (_steps.Add(group, member, before) is { } row)
            {
                Note(group, member.UserKey, before is { Desired: true }, row, member.IsLinked);
            }
        }
    }

    public void Clear(ScimGroupRow group, bool ready)
    {
        foreach (var row in writer.LockMembershipsOfGroup(group.Key).Where(m => m.Desired))
        {
            Note(group, row.UserKey, true, _steps.Remove(row, ready), true);
        }
    }

    /// <summary>Puts back what these changes took out and takes out what they put in, unless it was changed again since.</summary>
    /// <returns>Difference in the number of members.</returns>
    public int TakeBack(IDirectoryWriter undo, DateTimeOffset at)
    {
        var steps = new MembershipSteps(undo, target.Mode, null, at);
        var balance = 0;
        foreach (var change in _changes.Values.Where(c => c.WasMember != c.IsMember))
        {
            var current = undo.LockMemberships(change.GroupKey, [change.UserKey]) is [var row] ? row : null;
            if (change.IsMember && current is { Desired: true } && current.DesiredGeneration == change.Row?.DesiredGeneration)
            {
                steps.Remove(current, ready: change.Linked);
                balance--;
            }
            else if (!change.IsMember && current is not { Desired: true })
            {
                balance += steps.Restore([new MembershipRow { GroupKey = change.GroupKey, UserKey = change.UserKey }]);
            }
        }

        return balance;
    }

    private void ReplaceAll(ScimGroupRow group, IReadOnlyList<Guid> ids)
    {
        var wanted = Resolve(ids);
        var keys = wanted.Select(m => m.UserKey).ToHashSet();
        var ready = group.LookerGroupId is not null;
        var current = writer.LockMembershipsOfGroup(group.Key).ToDictionary(m => m.UserKey);
        foreach (var row in current.Values.Where(m => m.Desired && !keys.Contains(m.UserKey)))
        {
            Note(group, row.UserKey, true, _steps.Remove(row, ready), true);
        }

        foreach (var member in wanted)
        {
            var before = current.GetValueOrDefault(member.UserKey);
            if (_steps.Add(group, member, before) is { } row)
            {
                Note(group, member.UserKey, before is { Desired: true }, row, member.IsLinked);
            }
        }
    }

    /// <exception cref="ScimException">400 <c>noTarget</c> where something had to match and nothing did.</exception>
    private void Remove(ScimGroupRow group, IEnumerable<long> userKeys, bool mustMatch)
    {
        var members = writer.LockMemberships(group.Key, [.. userKeys]).Where(m => m.Desired).ToList();
        if (mustMatch && members.Count == 0)
        {
            throw ScimException.NoTarget("The path matches no member of the group.");
        }

        foreach (var row in members)
        {
            Note(group, row.UserKey, true, _steps.Remove(row, ready: group.LookerGroupId is not null), true);
        }
    }

    private IReadOnlyList<MemberTarget> Resolve(IReadOnlyList<Guid> ids)
    {
        var found = writer.ResolveMembers(target.IntegrationKey, ids);
        if (found.Count != ids.Count)
        {
            var known = found.Select(m => m.Id).ToHashSet();
            throw MemberIds.Unknown(ids.First(id => !known.Contains(id)).ToString("D"));
        }

        return found;
    }

    private List<long> Matching(ScimGroupRow group, Filter filter)
    {
        var matching = new List<long>();
        IReadOnlyList<Member> part;
        long after = 0;
        do
        {
            part = writer.MembersOf(group.Key, after, ReadAtOnce);
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

    private void Note(ScimGroupRow group, long userKey, bool wasMember, MembershipRow? row, bool linked)
    {
        var first = _changes.TryGetValue(userKey, out var earlier) ? earlier.WasMember : wasMember;
        _changes[userKey] = new Change(group.Key, userKey, first, row is { Desired: true }, row, linked);
    }

    private sealed record Change(long GroupKey, long UserKey, bool WasMember, bool IsMember, MembershipRow? Row, bool Linked);
}
