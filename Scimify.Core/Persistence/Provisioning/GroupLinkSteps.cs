using Scimify.Core.Directory.Groups;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Sync;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>What follows when it becomes known that a group is in Looker, is another one there, or is there no more.</summary>
internal static class GroupLinkSteps
{
    /// <param name="session">The transaction.</param>
    /// <param name="row">The group as it is written down.</param>
    /// <param name="before">Its id in Looker up to now; null when it had none.</param>
    /// <param name="now">The time.</param>
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
