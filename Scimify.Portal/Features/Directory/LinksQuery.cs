using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Scim.Values;
using Scimify.Core.Sync;
using Scimify.Portal.Shared.Api;

namespace Scimify.Portal.Features.Directory;

/// <summary>Users and groups of an integration with what Looker has of them: one statement, and one for the memberships of its page.</summary>
/// <remarks>
/// A deleted resource is in it while Looker still has it: that a leaver still has access is what the list must never hide.
/// A group whose own row is settled is in the state of its memberships, the worst first.
/// </remarks>
public sealed class LinksQuery(IDbContextFactory<ScimifyContext> contexts)
{
    private static readonly SyncState[] WorstFirst =
        [SyncState.Failed, SyncState.Held, SyncState.Pending, SyncState.Planned, SyncState.Unforwardable];

    internal async Task<ResultPage<LinkResource>> RunAsync(int integrationKey, LinkFilter filter, PageRequest page, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var links = filter.ResourceType switch
        {
            "User" => Users(db, integrationKey, filter),
            "Group" => Groups(db, integrationKey, filter),
            _ => Users(db, integrationKey, filter).Concat(Groups(db, integrationKey, filter)),
        };
        var total = await links.LongCountAsync(ct);
        var rows = await links.OrderBy(l => l.Name).ThenBy(l => l.ScimId).Skip(page.Skip).Take(page.Size).ToListAsync(ct);
        return new ResultPage<LinkResource>(await ShowAsync(db, integrationKey, rows, ct), page.Page, page.Size, total);
    }

    /// <summary>Null when the integration has no such resource.</summary>
    internal async Task<LinkResource?> FindAsync(int integrationKey, Guid scimId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var all = new LinkFilter(null, null, null);
        var row = await Users(db, integrationKey, all).SingleOrDefaultAsync(l => l.ScimId == scimId, ct)
            ?? await Groups(db, integrationKey, all).SingleOrDefaultAsync(l => l.ScimId == scimId, ct);
        return row is null ? null : (await ShowAsync(db, integrationKey, [row], ct))[0];
    }

    private static IQueryable<LinkRow> Users(ScimifyContext db, int integrationKey, LinkFilter filter)
    {
        var users = db.ScimUsers.Where(u => u.IntegrationKey == integrationKey && (u.DeletedAt == null || u.SyncState != SyncState.Applied));
        if (filter.State is { } state)
        {
            users = state == SyncState.Applied ? users.Where(u => u.SyncState == state) : users.Where(u => (int)u.SyncState > 0 && u.SyncState == state);
        }

        if (filter.Text is { } text)
        {
            users = users.Where(u => u.UserNameNorm.Contains(text) || (u.DisplayNameNorm != null && u.DisplayNameNorm.Contains(text))
                || (u.LookerEmailNorm != null && u.LookerEmailNorm.Contains(text)) || (u.ExternalIdNorm != null && u.ExternalIdNorm.Contains(text))
                || u.LookerUserId == text || u.Id == filter.Id);
        }

        return users.Select(u => new LinkRow
        {
            Key = u.Key,
            IsGroup = false,
            ScimId = u.Id,
            Name = u.UserName,
            ExternalId = u.ExternalId,
            LookerId = u.LookerUserId,
            LinkState = u.LinkState,
            SyncState = u.SyncState,
            Error = u.SyncError,
            Attempts = u.Attempts,
            Due = u.Due,
            NotBefore = u.NotBefore,
            DeletedAt = u.DeletedAt,
        });
    }

    private static IQueryable<LinkRow> Groups(ScimifyContext db, int integrationKey, LinkFilter filter)
    {
        var groups = db.ScimGroups.Where(g => g.IntegrationKey == integrationKey && (g.DeletedAt == null || g.SyncState != SyncState.Applied));
        if (filter.State is { } state)
        {
            // (int) > 0 is the condition of the partial index, said in words that the database recognises.
            var unsettled = db.Memberships.Where(m => m.IntegrationKey == integrationKey && (int)m.SyncState > 0);
            groups = state == SyncState.Applied
                ? groups.Where(g => g.SyncState == state && !unsettled.Select(m => m.GroupKey).Contains(g.Key))
                : groups.Where(g => g.SyncState == state || unsettled.Where(m => m.SyncState == state).Select(m => m.GroupKey).Contains(g.Key));
        }

        if (filter.Text is { } text)
        {
            groups = groups.Where(g => g.DisplayNameNorm.Contains(text) || (g.ExternalIdNorm != null && g.ExternalIdNorm.Contains(text))
                || g.LookerGroupId == text || g.Id == filter.Id);
        }

        return groups.Select(g => new LinkRow
        {
            Key = g.Key,
            IsGroup = true,
            ScimId = g.Id,
            Name = g.DisplayName,
            ExternalId = g.ExternalId,
            LookerId = g.LookerGroupId,
            LinkState = g.LinkState,
            SyncState = g.SyncState,
            Error = g.SyncError,
            Attempts = g.Attempts,
            Due = g.Due,
            NotBefore = g.NotBefore,
            DeletedAt = g.DeletedAt,
        });
    }

    private static async Task<List<LinkResource>> ShowAsync(ScimifyContext db, int integrationKey, List<LinkRow> rows, CancellationToken ct)
    {
        var keys = rows.Where(r => r.IsGroup).Select(r => r.Key).ToList();
        var unsettled = keys.Count == 0 ? [] : await db.Memberships
            .Where(m => m.IntegrationKey == integrationKey && (int)m.SyncState > 0 && keys.Contains(m.GroupKey))
            .GroupBy(m => new { m.GroupKey, m.SyncState })
            .Select(m => new
            {
                m.Key.GroupKey,
                m.Key.SyncState,
                Count = m.Count(),
                Error = m.Min(x => x.SyncError),
                Attempts = m.Max(x => x.Attempts),
                NotBefore = m.Min(x => x.Due == DueKind.None ? (long?)null : x.NotBefore),
            })
            .ToListAsync(ct);
        var facets = await FacetsAsync(db, rows, ct);
        return
        [
            .. rows.Select(row =>
            {
                var worst = row.IsGroup
                    ? unsettled.Where(u => u.GroupKey == row.Key).OrderBy(u => Array.IndexOf(WorstFirst, u.SyncState)).FirstOrDefault()
                    : null;
                return row.ToResource(
                    worst is null ? null : new UnsettledMemberships(worst.SyncState, ErrorOf(worst.Count, worst.Error), worst.Attempts, worst.NotBefore),
                    facets[row.ScimId]);
            }),
        ];
    }

    private static async Task<Dictionary<Guid, IReadOnlyDictionary<Facets, SyncState>>> FacetsAsync(ScimifyContext db, List<LinkRow> rows, CancellationToken ct)
    {
        var userKeys = rows.Where(r => !r.IsGroup).Select(r => r.Key).ToList();
        var groupKeys = rows.Where(r => r.IsGroup).Select(r => r.Key).ToList();
        var users = userKeys.Count == 0 ? [] : await db.ScimUsers.AsNoTracking().Where(u => userKeys.Contains(u.Key)).ToListAsync(ct);
        var groups = groupKeys.Count == 0 ? [] : await db.ScimGroups.AsNoTracking().Where(g => groupKeys.Contains(g.Key)).ToListAsync(ct);
        var roles = groupKeys.Count == 0 ? [] : await db.GroupRoles.AsNoTracking()
            .Where(m => groupKeys.Contains(m.GroupKey))
            .Join(db.LookerRoles, m => new { m.IntegrationKey, m.RoleId }, r => new { r.IntegrationKey, r.RoleId }, (m, r) => new { m.GroupKey, r.SyncState })
            .ToListAsync(ct);
        var facets = users.ToDictionary(u => u.Id, FacetStates.Of);
        foreach (var group in groups)
        {
            facets.Add(group.Id, FacetStates.Of(group, [.. roles.Where(r => r.GroupKey == group.Key).Select(r => r.SyncState)]));
        }

        return facets;
    }

    private static string? ErrorOf(int count, string? error) =>
        error is null ? null : $"{count} {(count == 1 ? "membership" : "memberships")}: {error}";
}

/// <param name="ResourceType"><c>User</c>, <c>Group</c> or null: both.</param>
/// <param name="Text">Normalised; null: any.</param>
internal sealed record LinkFilter(string? ResourceType, SyncState? State, string? Text)
{
    /// <summary>Where the text is an id.</summary>
    public Guid Id => Guid.TryParse(Text, out var id) ? id : Guid.Empty;

    public static LinkFilter Of(QueryInput query) => new(
        query.Text("resourceType"), SyncStates.Parse(query.Text("syncState")), ScimText.Sought(query.Text("q")));
}
