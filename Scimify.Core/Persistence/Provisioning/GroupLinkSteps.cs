using Scimify.Core.Directory.Groups;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>What follows when Looker turns out to have a group, another group, or none any longer.</summary>
internal static class GroupLinkSteps
{
    /// <param name="session">The transaction.</param>
    /// <param name="row">The group as it is stored.</param>
    /// <param name="before">Its Looker ID so far; null for none.</param>
    /// <param name="now">The current time.</param>
    public static void Follow(WriteSession session, ScimGroupRow row, string? before, DateTimeOffset now)
    {
        if (row.LookerGroupId == before)
        {
            return;
        }

        if (before is not null)
        {
            MembershipStatements.ForgetGroup(session, row.Key, now);
            RoleSteps.Forget(session, row.Key, before);
        }

        if (row is { LookerGroupId: not null, DeletedAt: null })
        {
            RoleSteps.MakeDue(session, row.Key, DueKind.Change, null, now, IntegrationMode.Live);
        }
    }
}
