using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Users;
using Scimify.Core.Integrations;

namespace Scimify.Core.Directory.Guard;

/// <summary>
/// Protects access from a mistake in the identity provider. Removals beyond a number within a window wait for a person
/// (docs/contracts.md, "Deletion guard").
/// </summary>
/// <remarks>The cost follows what was removed within the window, never the size of the directory.</remarks>
internal sealed class DeletionGuard(IDirectoryWriter writer, ScimRequest request, DateTimeOffset now)
{
    /// <summary>This many people may always be removed, however small the directory, unless the policy's own number is lower.</summary>
    private const int LeastPeople = 5;

    /// <summary>This many members may always be removed, however small the group.</summary>
    private const int LeastMembers = 20;

    /// <summary>Percent: everybody may be removed, however many went before.</summary>
    private const int NoLimit = 100;

    private const long People = 0;

    private readonly DeletionGuardPolicy _policy = request.Target.Policies.DeletionGuard;
    private readonly Dictionary<long, int> _removed = [];

    private int Integration => request.Target.IntegrationKey;

    private DateTimeOffset Since => now.AddMinutes(-_policy.WindowMinutes);

    public string PeopleReason => $"More people are to be disabled or deleted than the deletion guard lets through within {Window}.";

    public string MembersReason => $"More members are to be removed from the group than the deletion guard lets through within {Window}.";

    private string Window => _policy.WindowMinutes == 1 ? "a minute" : $"{_policy.WindowMinutes} minutes";

    /// <summary>Whether this person may be disabled or deleted. If so, counts the removal. The counters still count the person as active.</summary>
    public bool LetsGo(ScimUserRow user)
    {
        if (!_policy.Enabled || writer.Held.WasRemovedSince(Integration, People, user.Key, Since))
        {
            return true;
        }

        var active = request.GuardBasis.ActiveUsers ??= writer.Held.ActiveUsers(Integration);
        var most = _policy.MaxPercent == NoLimit
            ? _policy.MaxCount
            : (int)Math.Min(_policy.MaxCount, Math.Max(LeastPeople, active * _policy.MaxPercent / 100));
        if (writer.Held.RemovedSince(Integration, People, Since, most) >= most)
        {
            return false;
        }

        writer.Held.NoteRemovals(Integration, People, [user.Key], now, Since);
        return true;
    }

    /// <summary>The person is active again and no longer counts as removed.</summary>
    public void CameBack(ScimUserRow user) => writer.Held.ForgetRemovals(Integration, People, [user.Key]);

    public void CameBack(ScimGroupRow group, IReadOnlyCollection<long> userKeys)
    {
        if (userKeys.Count > 0)
        {
            writer.Held.ForgetRemovals(Integration, group.Key, userKeys);
        }
    }

    /// <summary>How many of these members, all still in the group, may be removed now. Counts nothing yet.</summary>
    public int Allowance(ScimGroupRow group, int wanted)
    {
        if (!_policy.Enabled || wanted == 0)
        {
            return wanted;
        }

        var used = writer.Held.RemovedSince(Integration, group.Key, Since, int.MaxValue);
        if (used + wanted <= LeastMembers || _policy.MemberMaxPercent == NoLimit)
        {
            return wanted;
        }

        var most = LeastMembers;
        if (_policy.MemberMaxPercent > 0)
        {
            // Counts only as far as the answer needs.
            var needed = ((((long)used + wanted) * 100) + _policy.MemberMaxPercent - 1) / _policy.MemberMaxPercent;
            var before = _removed.GetValueOrDefault(group.Key) + request.GuardBasis.RemovedByOthers(request.Id, group.Key);
            var members = before + (long)writer.Held.MembersUpTo(group.Key, Math.Max(0, needed - before));
            most = (int)Math.Max(LeastMembers, members * _policy.MemberMaxPercent / 100);
        }

        return Math.Clamp(most - used, 0, wanted);
    }

    public void Removed(ScimGroupRow group, IReadOnlyCollection<long> userKeys)
    {
        if (!_policy.Enabled || userKeys.Count == 0)
        {
            return;
        }

        writer.Held.NoteRemovals(Integration, group.Key, userKeys, now, Since);
        var removed = _removed.GetValueOrDefault(group.Key) + userKeys.Count;
        _removed[group.Key] = removed;
        request.GuardBasis.Removed(request.Id, group.Key, removed);
    }

    public HeldChange Change(HeldAction action, Guid scimId, string name, string reason) => new()
    {
        Id = Guid.CreateVersion7(now),
        OrganizationKey = request.Target.OrganizationKey,
        IntegrationKey = Integration,
        Action = action,
        ScimId = scimId,
        Name = name,
        Reason = reason,
        Since = now,
        RequestId = request.Id,
    };
}
