using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Directory.Users;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Scim.Values;
using Scimify.Core.Sync;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Integrations;

/// <summary>Rows as the directory would leave them, for tests of what reads them.</summary>
internal sealed class DirectoryRows(ScimifyContext db, IntegrationView integration)
{
    private readonly int _organizationKey = db.Integrations.Single(i => i.Key == integration.Key).OrganizationKey;

    public ScimUserRow User(string userName, SyncState state, DateTimeOffset? dueSince = null, DateTimeOffset? deletedAt = null, string? error = null)
    {
        var user = Sync(
            new ScimUserRow
            {
                Id = Guid.NewGuid(),
                UserName = userName,
                UserNameNorm = ScimText.Normalise(userName),
                ExternalId = $"ext-{userName}",
                Display = userName,
                Active = true,
                LookerEmail = userName,
                LookerEmailNorm = ScimText.Normalise(userName),
                DeletedAt = deletedAt,
            },
            state,
            dueSince,
            error);
        db.ScimUsers.Add(user);
        db.SaveChanges();
        db.ScimUserBodies.Add(new UserBody { UserKey = user.Key, Json = "{}"u8.ToArray() });
        db.SaveChanges();
        return user;
    }

    public ScimGroupRow Group(string name, SyncState state, DateTimeOffset? dueSince = null, string? lookerId = null)
    {
        var group = Sync(
            new ScimGroupRow { Id = Guid.NewGuid(), DisplayName = name, DisplayNameNorm = ScimText.Normalise(name), LookerGroupId = lookerId },
            state,
            dueSince,
            null);
        group.LinkState = lookerId is null ? LinkState.None : LinkState.Adopted;
        db.ScimGroups.Add(group);
        db.SaveChanges();
        db.ScimGroupBodies.Add(new GroupBodyRow { GroupKey = group.Key, Json = "{}"u8.ToArray() });
        db.SaveChanges();
        return group;
    }

    public void Member(ScimGroupRow group, ScimUserRow user, SyncState state, DateTimeOffset? dueSince = null, string? error = null)
    {
        db.Memberships.Add(Sync(new MembershipRow { GroupKey = group.Key, UserKey = user.Key, Desired = true }, state, dueSince, error));
        db.SaveChanges();
    }

    private T Sync<T>(T row, SyncState state, DateTimeOffset? dueSince, string? error)
        where T : SyncColumns
    {
        row.OrganizationKey = _organizationKey;
        row.IntegrationKey = integration.Key;
        return row.Stored(progress => progress with
        {
            State = state,
            Error = error,
            Attempts = error is null ? 0 : 4,
            Due = dueSince is null ? DueKind.None : DueKind.Change,
            DueSince = dueSince?.ToUnixTimeMilliseconds(),
        });
    }
}
