using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Users;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Scim.Values;
using Scimify.Core.Sync;

namespace Scimify.Portal.Shared;

/// <summary>The filter for users and groups. Null means any.</summary>
/// <param name="State">For a group, including its memberships.</param>
/// <param name="Text">Part of the name, e-mail address or externalId, or the complete SCIM or Looker ID.</param>
/// <param name="Active">Of users.</param>
/// <param name="NeedsLook">Whether only what a person has to do something about is wanted: failed, held, or without an address.</param>
public sealed record DirectoryFilter(string? Text = null, SyncState? State = null, bool? Active = null, bool NeedsLook = false)
{
    public bool IsAny => Text is not null || State is not null || Active is not null || NeedsLook;

    public IQueryable<ScimUserRow> Users(ScimifyContext db, int integrationKey)
    {
        var users = db.ScimUsers.Where(u => u.IntegrationKey == integrationKey);
        if (State is { } state)
        {
            // (int) > 0 is the condition of the partial index, written in a form that the database recognizes.
            users = state == SyncState.Applied ? users.Where(u => u.SyncState == state) : users.Where(u => (int)u.SyncState > 0 && u.SyncState == state);
        }

        if (Active is { } active)
        {
            users = users.Where(u => u.Active == active);
        }

        if (NeedsLook)
        {
            users = users.Where(u => (int)u.SyncState > 0 && (u.SyncState == SyncState.Failed || u.SyncState == SyncState.Held || u.SyncState == SyncState.Unforwardable));
        }

        if (ScimText.Sought(Text) is { } text)
        {
            var id = IdOf(text);
            users = users.Where(u => u.UserNameNorm.Contains(text) || (u.DisplayNameNorm != null && u.DisplayNameNorm.Contains(text))
                || (u.LookerEmailNorm != null && u.LookerEmailNorm.Contains(text)) || (u.ExternalIdNorm != null && u.ExternalIdNorm.Contains(text))
                || u.LookerUserId == text || u.Id == id);
        }

        return users;
    }

    public IQueryable<ScimGroupRow> Groups(ScimifyContext db, int integrationKey)
    {
        var groups = db.ScimGroups.Where(g => g.IntegrationKey == integrationKey);
        if (State is { } state)
        {
            var unsettled = db.Memberships.Where(m => m.IntegrationKey == integrationKey && (int)m.SyncState > 0);
            groups = state == SyncState.Applied
                ? groups.Where(g => g.SyncState == state && !unsettled.Select(m => m.GroupKey).Contains(g.Key))
                : groups.Where(g => g.SyncState == state || unsettled.Where(m => m.SyncState == state).Select(m => m.GroupKey).Contains(g.Key));
        }

        if (NeedsLook)
        {
            var unsettled = db.Memberships.Where(m => m.IntegrationKey == integrationKey && (int)m.SyncState > 0 && (m.SyncState == SyncState.Failed || m.SyncState == SyncState.Held));
            groups = groups.Where(g => g.SyncState == SyncState.Failed || g.SyncState == SyncState.Held || unsettled.Select(m => m.GroupKey).Contains(g.Key));
        }

        if (ScimText.Sought(Text) is { } text)
        {
            var id = IdOf(text);
            groups = groups.Where(g => g.DisplayNameNorm.Contains(text) || (g.ExternalIdNorm != null && g.ExternalIdNorm.Contains(text))
                || g.LookerGroupId == text || g.Id == id);
        }

        return groups;
    }

    private static Guid IdOf(string text) => Guid.TryParse(text, out var id) ? id : Guid.Empty;
}
