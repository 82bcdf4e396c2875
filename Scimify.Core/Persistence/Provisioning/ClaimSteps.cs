using Scimify.Core.Directory;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Directory;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>Claims what is due, found through the partial indexes.</summary>
/// <param name="due">What was found to be due a moment before.</param>
internal sealed class ClaimSteps(WriteSession session, int integrationKey, string node, DateTimeOffset now, DateTimeOffset until, DueWork due)
{
    /// <remarks>SQLite uses a partial index only if the statement repeats its condition.</remarks>
    private const string Due =
        "integration_key = @p0 AND {0}.due > 0 AND {0}.due = @p1 AND {0}.not_before <= @p2 AND {0}.lease_until <= @p2 ORDER BY {0}.not_before, {1} LIMIT @p3";

    private static readonly string Claimed = TransitionRule.Claimed.Set((SyncParameter.Owner, "@p1"), (SyncParameter.Until, "@p2"));
    private static readonly string ClaimUser = $"UPDATE scim_users SET {Claimed} WHERE key = @p0";
    private static readonly string ClaimGroup = $"UPDATE scim_groups SET {Claimed} WHERE key = @p0";
    private static readonly string ClaimRole = $"UPDATE looker_roles SET {Claimed} WHERE key = @p0";

    private static readonly string ClaimMembership =
        $"UPDATE memberships SET {TransitionRule.Claimed.Set((SyncParameter.Owner, "@p2"), (SyncParameter.Until, "@p3"))} WHERE group_key = @p0 AND user_key = @p1";

    private static readonly string PutMembershipAside = $"UPDATE memberships SET {TransitionRule.PutAside.Set()} WHERE group_key = @p0 AND user_key = @p1";

    private readonly DirectoryWriter _writer = new(session);
    private readonly long _now = now.ToUnixTimeMilliseconds();
    private readonly List<SyncClaim> _claims = [];
    private bool _putAside;

    /// <summary>Removals of access come before everything else. Then come accounts, groups, memberships and roles. What nobody
    /// waits for comes last.</summary>
    public ClaimResult Take(int most, int mostWithBackground)
    {
        Users(DueKind.Removal, most);
        Memberships(DueKind.Removal, most - _claims.Count);
        Groups(DueKind.Removal, most - _claims.Count);
        Roles(DueKind.Removal, most - _claims.Count);
        Users(DueKind.Change, most - _claims.Count);
        Groups(DueKind.Change, most - _claims.Count);
        Memberships(DueKind.Change, most - _claims.Count);
        Roles(DueKind.Change, most - _claims.Count);
        Users(DueKind.Background, mostWithBackground - _claims.Count);
        return new(_claims, _claims.Count == most ? null : _putAside ? now : due.NextAt);
    }

    private void Users(DueKind kind, int most)
    {
        foreach (var row in Rows("scim_users", "u", UserColumnMap.Select, "u.key", kind, most, UserColumnMap.Read))
        {
            var lease = Lease(row);
            session.Run(ClaimUser, row.Key, lease.Name, row.LeaseUntil);
            _claims.Add(new SyncClaim.User(row, lease));
        }
    }

    private void Groups(DueKind kind, int most)
    {
        foreach (var row in Rows("scim_groups", "g", GroupColumnMap.Select, "g.key", kind, most, GroupColumnMap.Read))
        {
            var lease = Lease(row);
            session.Run(ClaimGroup, row.Key, lease.Name, row.LeaseUntil);
            _claims.Add(new SyncClaim.Group(row, lease));
        }
    }

    private void Memberships(DueKind kind, int most)
    {
        foreach (var row in Rows("memberships", "m", MembershipColumnMap.Select, "m.group_key, m.user_key", kind, most, MembershipColumnMap.Read))
        {
            var group = _writer.LockGroupRow(row.GroupKey)!;
            var user = _writer.LockUserRow(row.UserKey)!;
            if (group.LookerGroupId is null || !MembershipSteps.IsLinked(user))
            {
                PutAside(row);
                continue;
            }

            var lease = Lease(row);
            session.Run(
                ClaimMembership,
                row.GroupKey,
                row.UserKey,
                lease.Name,
                row.LeaseUntil);
            _claims.Add(new SyncClaim.Membership(row, group, user, lease));
        }
    }

    private void Roles(DueKind kind, int most)
    {
        foreach (var row in Rows("looker_roles", "r", RoleColumnMap.Select, "r.key", kind, most, RoleColumnMap.Read))
        {
            var lease = Lease(row);
            session.Run(ClaimRole, row.Key, lease.Name, row.LeaseUntil);
            _claims.Add(new SyncClaim.Role(row, RoleSteps.Wanted(session, integrationKey, row.RoleId), lease));
        }
    }

    /// <summary>One side is not in Looker. A member waits for it; a removal has nothing to remove.</summary>
    private void PutAside(MembershipRow row)
    {
        _putAside = true;
        if (row.Desired)
        {
            session.Run(PutMembershipAside, row.GroupKey, row.UserKey);
        }
        else
        {
            _writer.DeleteMembership(row.GroupKey, row.UserKey);
            ProvisioningLogStatements.SettleMoot(session, row.RequestId is { } request ? [request.ToString("D")] : [], now);
        }
    }

    private List<T> Rows<T>(string table, string alias, string columns, string key, DueKind kind, int most, Func<System.Data.Common.DbDataReader, T> map) =>
        most <= 0 || !due.Lists.Contains((table, kind))
            ? []
            : session.All(
                $"SELECT {columns} FROM {table} {alias} WHERE {alias}.{string.Format(Due, alias, key)}{session.Dialect.SkipLocked}",
                map,
                integrationKey,
                (int)kind,
                _now,
                most);

    private SyncLease Lease(SyncColumns row)
    {
        var lease = new SyncLease($"{node}:{Guid.NewGuid():N}", row.IsClaimed, row.LookAgainAt <= _now)
        {
            IsTakenOver = row.LeaseOwner is { } owner && !owner.StartsWith(node, StringComparison.Ordinal),
        };
        row.Apply(Transition.Claimed(lease.Name, until), now);
        return lease;
    }
}
