using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Users;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Sync;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;
using Scimify.Portal.Shared.Inputs;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Portal.Features.Directory;

/// <summary>An integration's users and groups, and what Looker has of them. Callers have checked the permission.</summary>
public sealed class DirectoryQuery(IDbContextFactory<ScimifyContext> contexts)
{
    /// <summary>The orders of the list of users, the ordinary one first.</summary>
    public static readonly IReadOnlyList<string> UserSorts = [SortByName, "userName", SortByState, SortByChange];

    /// <summary>The orders of the list of groups, the ordinary one first.</summary>
    public static readonly IReadOnlyList<string> GroupSorts = [SortByName, SortByState, SortByChange];

    private const string SortByName = "name";
    private const string SortByState = "state";
    private const string SortByChange = "changed";

    private static readonly Dictionary<string, TableOrder<ScimUserRow>> UserOrders = new()
    {
        [SortByName] = TableOrders.ByText<ScimUserRow>(u => u.SortName, u => u.Key),
        ["userName"] = TableOrders.ByText<ScimUserRow>(u => u.UserNameNorm, u => u.Key),
        [SortByState] = TableOrders.ByState<ScimUserRow, SyncState>(u => u.SyncState, u => u.Key),
        [SortByChange] = TableOrders.ByTime<ScimUserRow>(u => u.UpdatedAt, u => u.Key),
    };

    private static readonly Dictionary<string, TableOrder<ScimGroupRow>> GroupOrders = new()
    {
        [SortByName] = TableOrders.ByText<ScimGroupRow>(g => g.DisplayNameNorm, g => g.Key),
        [SortByState] = TableOrders.ByState<ScimGroupRow, SyncState>(g => g.SyncState, g => g.Key),
        [SortByChange] = TableOrders.ByTime<ScimGroupRow>(g => g.UpdatedAt, g => g.Key),
    };

    /// <param name="part">Its order is one of <see cref="UserSorts"/>.</param>
    public async Task<SortedPage<UserRow>> UsersAsync(int integrationKey, DirectoryFilter filter, SortedRequest part, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var users = filter.Users(db, integrationKey).Where(u => u.DeletedAt == null);
        var total = filter.IsAny
            ? await users.LongCountAsync(ct)
            : await db.IntegrationCounters.Where(c => c.IntegrationKey == integrationKey).Select(c => c.Users).FirstOrDefaultAsync(ct);
        var page = await UserOrders[part.Sort.Key].PageAsync(users, part, total, ct);
        var rows = await db.ScimUsers.Where(u => page.Items.Contains(u.Key)).Select(u => new Keyed<long, UserRow>(u.Key, new UserRow(
                u.Id, u.UserName, u.Display, u.ExternalId, u.LookerEmail, u.Active, u.SyncState, u.SyncError, u.LookerUserId, u.CreatedAt, u.UpdatedAt,
                db.Memberships.LongCount(m => m.UserKey == u.Key && m.Desired))))
            .ToDictionaryAsync(row => row.Key, row => row.Value, ct);
        return new([.. page.Items.Where(rows.ContainsKey).Select(key => rows[key])], page.Previous, page.Next, total);
    }

    /// <summary>How many users each view of the list has.</summary>
    public async Task<UserViews> UserViewsAsync(int integrationKey, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var all = await db.IntegrationCounters.Where(c => c.IntegrationKey == integrationKey).Select(c => c.Users).FirstOrDefaultAsync(ct);
        var disabled = await CountAsync(new DirectoryFilter(Active: false));
        return new UserViews(all, all - disabled, disabled, await CountAsync(new DirectoryFilter(NeedsLook: true)));

        Task<long> CountAsync(DirectoryFilter filter) => filter.Users(db, integrationKey).Where(u => u.DeletedAt == null).LongCountAsync(ct);
    }

    /// <summary>How many groups a person has to do something about.</summary>
    public async Task<long> GroupsToLookAtAsync(int integrationKey, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await new DirectoryFilter(NeedsLook: true).Groups(db, integrationKey).Where(g => g.DeletedAt == null).LongCountAsync(ct);
    }

    /// <param name="part">Its order is one of <see cref="GroupSorts"/>.</param>
    public async Task<SortedPage<GroupRow>> GroupsAsync(int integrationKey, DirectoryFilter filter, SortedRequest part, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var groups = filter.Groups(db, integrationKey).Where(g => g.DeletedAt == null);
        var total = filter.IsAny
            ? await groups.LongCountAsync(ct)
            : await db.IntegrationCounters.Where(c => c.IntegrationKey == integrationKey).Select(c => c.Groups).FirstOrDefaultAsync(ct);
        var page = await GroupOrders[part.Sort.Key].PageAsync(groups, part, total, ct);
        var rows = await db.ScimGroups.Where(g => page.Items.Contains(g.Key)).Select(g => new Keyed<long, GroupRow>(g.Key, new GroupRow(
                g.Id, g.DisplayName, g.ExternalId, g.SyncState, g.SyncError, g.LookerGroupId, g.CreatedAt, g.UpdatedAt,
                db.Memberships.LongCount(m => m.GroupKey == g.Key && m.Desired),
                db.Memberships.LongCount(m => m.GroupKey == g.Key && m.SyncState > SyncState.Applied),
                db.Memberships.Any(m => m.GroupKey == g.Key && m.SyncState == SyncState.Pending))))
            .ToDictionaryAsync(row => row.Key, row => row.Value, ct);
        return new([.. page.Items.Where(rows.ContainsKey).Select(key => rows[key])], page.Previous, page.Next, total);
    }

    /// <summary>Users and groups in one list, sorted by name. Takes one statement for the number and one for the page, and at most two for the roles and memberships of its groups.</summary>
    /// <remarks>
    /// A deleted resource is listed as long as Looker has it, because the list must never hide that a leaver still has access. A
    /// group whose own row is settled has the state of its memberships, the worst first.
    /// </remarks>
    /// <param name="resourceType"><c>User</c>, <c>Group</c>, or null for both.</param>
    public async Task<ResultPage<LinkResource>> LinksAsync(int integrationKey, string? resourceType, DirectoryFilter filter, PageRequest part, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var links = resourceType switch
        {
            ResourceTypes.User => UserLinks(db, integrationKey, filter),
            ResourceTypes.Group => GroupLinks(db, integrationKey, filter),
            _ => UserLinks(db, integrationKey, filter).Concat(GroupLinks(db, integrationKey, filter)),
        };
        var total = await links.LongCountAsync(ct);
        var rows = await links.OrderBy(l => l.Name).ThenBy(l => l.ScimId).Skip(part.Skip).Take(part.Size).ToListAsync(ct);
        return new(await LinkMemberships.ShowAsync(db, integrationKey, rows, ct), part, total);
    }

    /// <summary>Null if the integration has no such resource.</summary>
    public async Task<LinkResource?> FindLinkAsync(int integrationKey, Guid scimId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var all = new DirectoryFilter();
        var row = await UserLinks(db, integrationKey, all).SingleOrDefaultAsync(l => l.ScimId == scimId, ct)
            ?? await GroupLinks(db, integrationKey, all).SingleOrDefaultAsync(l => l.ScimId == scimId, ct);
        return row is null ? null : (await LinkMemberships.ShowAsync(db, integrationKey, [row], ct))[0];
    }

    /// <summary>Everything that <see cref="LinksAsync"/> finds, users and then groups, by age.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LinkResource>> AllLinksAsync(
        int integrationKey, string? resourceType, DirectoryFilter filter, [EnumeratorCancellation] CancellationToken ct = default)
    {
        foreach (var type in ResourceTypes.Names.Where(type => resourceType is null || resourceType == type))
        {
            await foreach (var rows in ExportParts.ByKeyAsync<LinkRow, long>((above, c) => ReadAsync(type, above, c), row => row.Key, ct))
            {
                await using var db = await contexts.CreateDbContextAsync(ct);
                yield return await LinkMemberships.ShowAsync(db, integrationKey, rows, ct);
            }
        }

        async Task<List<LinkRow>> ReadAsync(string type, long above, CancellationToken ct)
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            var links = type == ResourceTypes.User ? UserLinks(db, integrationKey, filter) : GroupLinks(db, integrationKey, filter);
            return await links.Where(l => l.Key > above).OrderBy(l => l.Key).Take(ExportParts.AtOnce).ToListAsync(ct);
        }
    }

    /// <summary>All users of a list, by age.</summary>
    public IAsyncEnumerable<IReadOnlyList<UserLine>> AllUsersAsync(int integrationKey, DirectoryFilter filter) => ExportParts.ByKeyAsync<Keyed<long, UserLine>, long>(
        async (above, ct) =>
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            return await filter.Users(db, integrationKey).Where(u => u.DeletedAt == null && u.Key > above).OrderBy(u => u.Key).Take(ExportParts.AtOnce)
                .Select(u => new Keyed<long, UserLine>(u.Key, new UserLine(
                    u.Id, u.UserName, u.Display, u.LookerEmail, u.ExternalId, u.Active, u.LookerUserId, SyncStates.NameOf(u.SyncState), u.SyncError,
                    db.Memberships.LongCount(m => m.UserKey == u.Key && m.Desired), u.CreatedAt, u.UpdatedAt)))
                .ToListAsync(ct);
        },
        row => row.Key).Select(row => row.Value);

    /// <summary>All groups of a list, by age.</summary>
    public IAsyncEnumerable<IReadOnlyList<GroupLine>> AllGroupsAsync(int integrationKey, DirectoryFilter filter) => ExportParts.ByKeyAsync<Keyed<long, GroupLine>, long>(
        async (above, ct) =>
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            return await filter.Groups(db, integrationKey).Where(g => g.DeletedAt == null && g.Key > above).OrderBy(g => g.Key).Take(ExportParts.AtOnce)
                .Select(g => new Keyed<long, GroupLine>(g.Key, new GroupLine(
                    g.Id, g.DisplayName, g.ExternalId, g.LookerGroupId, SyncStates.NameOf(g.SyncState), g.SyncError,
                    db.Memberships.LongCount(m => m.GroupKey == g.Key && m.Desired), db.Memberships.LongCount(m => m.GroupKey == g.Key && m.SyncState > SyncState.Applied),
                    g.CreatedAt, g.UpdatedAt)))
                .ToListAsync(ct);
        },
        row => row.Key).Select(row => row.Value);

    /// <summary>Who is in which group, and whether Looker has it. Includes people who are out but whom Looker still has in.</summary>
    public IAsyncEnumerable<IReadOnlyList<MembershipLine>> AllMembershipsAsync(int integrationKey) => ExportParts.ByKeyAsync<Keyed<(long Group, long User), MembershipLine>, (long Group, long User)>(
        async (above, ct) =>
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            var rows =
                from m in db.Memberships
                where m.IntegrationKey == integrationKey && (m.Desired || (int)m.SyncState > 0)
                    && (m.GroupKey > above.Group || (m.GroupKey == above.Group && m.UserKey > above.User))
                join g in db.ScimGroups on m.GroupKey equals g.Key
                join u in db.ScimUsers on m.UserKey equals u.Key
                orderby m.GroupKey, m.UserKey
                select new { m.GroupKey, m.UserKey, Line = new MembershipLine(
                    g.Id, g.DisplayName, g.LookerGroupId, u.Id, u.UserName, u.LookerUserId, m.Desired, SyncStates.NameOf(m.SyncState), m.SyncError) };
            return (await rows.Take(ExportParts.AtOnce).ToListAsync(ct)).ConvertAll(row => new Keyed<(long Group, long User), MembershipLine>((row.GroupKey, row.UserKey), row.Line));
        },
        row => row.Key).Select(row => row.Value);

    private static IQueryable<LinkRow> UserLinks(ScimifyContext db, int integrationKey, DirectoryFilter filter) =>
        filter.Users(db, integrationKey).Where(u => u.DeletedAt == null || u.SyncState != SyncState.Applied)
            .Select(u => new LinkRow
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
                Applied = u.AppliedState,
                Active = u.Active ? 1 : 0,
                LookerEmail = u.LookerEmail,
                LookerFirstName = u.LookerFirstName,
                LookerLastName = u.LookerLastName,
                LookerAttributes = u.LookerAttributes,
                Protection = u.Protection,
            });

    private static IQueryable<LinkRow> GroupLinks(ScimifyContext db, int integrationKey, DirectoryFilter filter) =>
        filter.Groups(db, integrationKey).Where(g => g.DeletedAt == null || g.SyncState != SyncState.Applied)
            .Select(g => new LinkRow
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
                Applied = g.AppliedName,
                Active = 0,
                LookerEmail = null,
                LookerFirstName = null,
                LookerLastName = null,
                LookerAttributes = null,
                Protection = Protection.None,
            });
}

/// <param name="NeedLook">Failed, held, or without an address.</param>
public sealed record UserViews(long All, long Active, long Disabled, long NeedLook);

/// <param name="Email">The address that Looker has, or is about to get; null if there is none that it could use.</param>
/// <param name="Groups">How many the identity provider has put the user into.</param>
public sealed record UserRow(
    Guid Id, string UserName, string Display, string? ExternalId, string? Email, bool Active, SyncState Sync, string? Error, string? LookerId,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Groups);

/// <param name="UnsettledMembers">How many memberships have not reached Looker, or cannot.</param>
public sealed record GroupRow(
    Guid Id, string Name, string? ExternalId, SyncState Sync, string? Error, string? LookerId, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Members, long UnsettledMembers,
    bool HasPendingMembers);
