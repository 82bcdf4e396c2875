using Scimify.Core.Directory;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>Conditions about a row that several statements ask.</summary>
internal static class RowSql
{
    /// <summary>The account is complete enough to be put into groups, as <c>MembershipSteps.IsLinked</c> says of a row.</summary>
    /// <param name="alias">Of <c>scim_users</c>.</param>
    public static string Linked(string alias) =>
        $"{alias}.looker_user_id IS NOT NULL AND {alias}.link_state IN ({LinkState.Created:D}, {LinkState.Adopted:D})";

    /// <summary>Looker has what is desired, and nobody is at work: what Looker shows can be compared with it.</summary>
    /// <param name="alias">Of a table that is synchronised.</param>
    public static string Quiet(string alias) =>
        $"{alias}.sync_state = {SyncState.Applied:D} AND {alias}.due = {DueKind.None:D} AND {alias}.lease_owner IS NULL";
}
