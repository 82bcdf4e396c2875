using Scimify.Core.Directory;

namespace Scimify.Core.Provisioning;

/// <summary>A row that this node works on until the lease ends.</summary>
/// <param name="Lease">Stands in the row's lease_owner.</param>
/// <param name="IsAfterCrash">The last one to work on it never told what it did.</param>
public abstract record SyncClaim(string Lease, bool IsAfterCrash)
{
    public abstract RowId Row { get; }

    public abstract SyncColumns Columns { get; }

    /// <summary>For the log: <c>User</c> or <c>Group</c>, id and name.</summary>
    public abstract (string ResourceType, Guid ScimId, string Name) Subject { get; }

    public sealed record User(ScimUserRow Value, string Lease, bool IsAfterCrash) : SyncClaim(Lease, IsAfterCrash)
    {
        public override RowId Row => new(RowKind.User, Value.Key);

        public override SyncColumns Columns => Value;

        public override (string ResourceType, Guid ScimId, string Name) Subject => ("User", Value.Id, Value.UserName);
    }

    public sealed record Group(ScimGroupRow Value, string Lease, bool IsAfterCrash) : SyncClaim(Lease, IsAfterCrash)
    {
        public override RowId Row => new(RowKind.Group, Value.Key);

        public override SyncColumns Columns => Value;

        public override (string ResourceType, Guid ScimId, string Name) Subject => ("Group", Value.Id, Value.DisplayName);
    }

    /// <param name="GroupOf">The group, in Looker.</param>
    /// <param name="UserOf">The member, in Looker.</param>
    public sealed record Membership(MembershipRow Value, ScimGroupRow GroupOf, ScimUserRow UserOf, string Lease, bool IsAfterCrash)
        : SyncClaim(Lease, IsAfterCrash)
    {
        public override RowId Row => new(RowKind.Membership, Value.GroupKey, Value.UserKey);

        public override SyncColumns Columns => Value;

        public override (string ResourceType, Guid ScimId, string Name) Subject => ("Group", GroupOf.Id, $"{GroupOf.DisplayName}: {UserOf.UserName}");
    }
}
