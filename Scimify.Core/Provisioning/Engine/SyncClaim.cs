using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Directory.Users;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>The right to work on a row until it ends.</summary>
/// <param name="Name">Stands in the row's lease_owner.</param>
/// <param name="IsAfterCrash">The last one to work on the row never told what it did.</param>
/// <param name="IsSecondLook">A call without an answer can take effect no more: what it left behind is put right now.</param>
public sealed record SyncLease(string Name, bool IsAfterCrash, bool IsSecondLook);

/// <summary>A row that this node works on.</summary>
public abstract record SyncClaim(SyncLease Lease)
{
    /// <summary>True when what is stored of Looker's state may not be so.</summary>
    public bool KnowsNothing => Lease.IsAfterCrash || Lease.IsSecondLook;

    public abstract RowId Row { get; }

    public abstract SyncColumns Columns { get; }

    /// <summary>For the log: <c>User</c>, <c>Group</c> or <c>Role</c>, id and name.</summary>
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

    /// <param name="GroupOf">The group, in Looker.</param>
    /// <param name="UserOf">The member, in Looker.</param>
    public sealed record Membership(MembershipRow Value, ScimGroupRow GroupOf, ScimUserRow UserOf, SyncLease Lease) : SyncClaim(Lease)
    {
        public override RowId Row => new(RowKind.Membership, Value.GroupKey, Value.UserKey);

        public override SyncColumns Columns => Value;

        public override (string ResourceType, Guid ScimId, string Name) Subject => ("Group", GroupOf.Id, $"{GroupOf.DisplayName}: {UserOf.UserName}");
    }

    /// <param name="Wanted">Looker ids of the groups that are to have the role.</param>
    public sealed record Role(LookerRoleRow Value, IReadOnlyList<string> Wanted, SyncLease Lease) : SyncClaim(Lease)
    {
        public override RowId Row => new(RowKind.Role, Value.Key);

        public override SyncColumns Columns => Value;

        public override (string ResourceType, Guid ScimId, string Name) Subject => ("Role", Value.Id, Value.Name);
    }
}
