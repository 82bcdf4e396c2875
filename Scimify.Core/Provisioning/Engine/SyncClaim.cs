using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Directory.Users;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>The right to work on a row until it ends.</summary>
/// <param name="Name">The row's lease_owner.</param>
/// <param name="IsAfterCrash">The last attempt at the row never recorded what it did.</param>
/// <param name="IsSecondLook">An unanswered call can no longer take effect, so what it left behind is corrected now.</param>
public sealed record SyncLease(string Name, bool IsAfterCrash, bool IsSecondLook)
{
    /// <summary>The last attempt was another server's.</summary>
    public bool IsTakenOver { get; init; }
}

/// <summary>A row that this node works on.</summary>
public abstract record SyncClaim(SyncLease Lease)
{
    /// <summary>Whether what is stored about Looker's state may be wrong.</summary>
    public bool KnowsNothing => Lease.IsAfterCrash || Lease.IsSecondLook;

    public abstract RowId Row { get; }

    public abstract SyncColumns Columns { get; }

    /// <summary>For the log: <c>User</c>, <c>Group</c> or <c>Role</c>, ID and name.</summary>
    public abstract (string ResourceType, Guid ScimId, string Name) Subject { get; }

    public sealed record User(ScimUserRow Value, SyncLease Lease) : SyncClaim(Lease)
    {
        public override RowId Row => new(RowKind.User, Value.Key);

        public override SyncColumns Columns => Value;

        public override (string ResourceType, Guid ScimId, string Name) Subject => ("User", Value.Id, Value.UserName);
    }

    public sealed record Group(ScimGroupRow Value, SyncLease Lease) : SyncClaim(Lease)
    {
        public override RowId Row => new(RowKind.Group, Value.Key);

        public override SyncColumns Columns => Value;

        public override (string ResourceType, Guid ScimId, string Name) Subject => ("Group", Value.Id, Value.DisplayName);
    }

    /// <param name="GroupOf">The group, which Looker has.</param>
    /// <param name="UserOf">The member, whom Looker has.</param>
    public sealed record Membership(MembershipRow Value, ScimGroupRow GroupOf, ScimUserRow UserOf, SyncLease Lease) : SyncClaim(Lease)
    {
        public override RowId Row => new(RowKind.Membership, Value.GroupKey, Value.UserKey);

        public override SyncColumns Columns => Value;

        public override (string ResourceType, Guid ScimId, string Name) Subject => ("Group", GroupOf.Id, $"{GroupOf.DisplayName}: {UserOf.UserName}");
    }

    /// <param name="Wanted">The Looker IDs of the groups that should have the role.</param>
    public sealed record Role(LookerRoleRow Value, IReadOnlyList<string> Wanted, SyncLease Lease) : SyncClaim(Lease)
    {
        public override RowId Row => new(RowKind.Role, Value.Key);

        public override SyncColumns Columns => Value;

        public override (string ResourceType, Guid ScimId, string Name) Subject => ("Role", Value.Id, Value.Name);
    }
}
