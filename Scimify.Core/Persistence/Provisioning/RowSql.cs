using Scimify.Core.Directory;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>Conditions on a row that several statements share.</summary>
internal static class RowSql
{
    /// <summary>The account is complete enough to be added to groups, like <c>MembershipSteps.IsLinked</c> for a row.</summary>
    /// <param name="alias">The alias of <c>scim_users</c>.</param>
    public static string Linked(string alias) =>
        $"{alias}.looker_user_id IS NOT NULL AND {alias}.link_state IN ({LinkState.Created:D}, {LinkState.Adopted:D})";

    /// <summary>Looker has what is desired, and nobody is working on the row, so it can be compared with what Looker shows.</summary>
    /// <param name="alias">The alias of a synchronised table.</param>
    public static string Quiet(string alias) =>
        $"{alias}.sync_state = {SyncState.Applied:D} AND {AtRest(alias)}";

    /// <summary>Looker refused a part of what is desired, and nothing is under way. Its other parts can be compared.</summary>
    /// <inheritdoc cref="Quiet"/>
    public static string RefusedInPart(string alias) =>
        $"{alias}.sync_state = {SyncState.Failed:D} AND {AtRest(alias)}";

    private static string AtRest(string alias) => $"{alias}.due = {DueKind.None:D} AND {alias}.lease_owner IS NULL";
}
