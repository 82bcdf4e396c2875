using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Provisioning;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Scim.Values;
using Scimify.Core.Sync;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Adoption;

/// <summary>Looker's users and then its groups, next to the SCIM directory: one page, or everything in parts.</summary>
public sealed class InventoryQuery(IDbContextFactory<ScimifyContext> contexts)
{
    private const int AtOnce = 500;

    private static readonly bool[] UsersThenGroups = [false, true];

    public async Task<ResultPage<InventoryRow>> RunAsync(IntegrationView integration, InventoryFilter filter, PageRequest part, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var users = filter.Groups == true ? null : db.InventoryUsers(integration.Key).Matching(filter.State, filter.Text);
        var groups = filter.Groups == false ? null : db.InventoryGroups(integration.Key).Matching(filter.State, filter.Text);
        var userCount = users is null ? 0 : await users.LongCountAsync(ct);
        var groupCount = groups is null ? 0 : await groups.LongCountAsync(ct);
        var rows = new List<InventoryRow>();
        if (users is not null && part.Skip < userCount)
        {
            var shown = await ShowAsync(db, integration, await Ordered(users).Skip(part.Skip).Take(part.Size).ToListAsync(ct), isGroup: false, ct);
            var shared = await SharedAddressesAsync(db, integration.Key, [.. shown.Select(r => r.Looker.EmailNorm).Where(address => address.Length > 0)], ct);
            rows.AddRange(shown.Select(row => row with { SharesAddress = shared.Contains(row.Looker.EmailNorm) }));
        }

        if (groups is not null && rows.Count < part.Size)
        {
            var from = (int)Math.Max(0, part.Skip - userCount);
            rows.AddRange(await ShowAsync(db, integration, await Ordered(groups).Skip(from).Take(part.Size - rows.Count).ToListAsync(ct), isGroup: true, ct));
        }

        return new(rows, part, userCount + groupCount);
    }

    public async Task<InventoryCounts> CountAsync(int integrationKey, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var counts = (await db.InventoryUsers(integrationKey).GroupBy(r => r.State).Select(g => new { g.Key, Count = g.LongCount() }).ToListAsync(ct))
            .Concat(await db.InventoryGroups(integrationKey).GroupBy(r => r.State).Select(g => new { g.Key, Count = g.LongCount() }).ToListAsync(ct))
            .ToLookup(g => g.Key, g => g.Count);
        return new InventoryCounts(
            counts[InventoryState.Linked].Sum(), counts[InventoryState.Matches].Sum(), counts[InventoryState.LookerOnly].Sum(), counts[InventoryState.NotAdoptable].Sum());
    }

    /// <summary>Everything that passes the filter, with a part of it in memory at a time.</summary>
    public async IAsyncEnumerable<IReadOnlyList<InventoryRow>> AllAsync(
        IntegrationView integration, InventoryFilter filter, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var isGroup in UsersThenGroups.Where(isGroup => filter.Groups is null || filter.Groups == isGroup))
        {
            InventoryMatch? last = null;
            List<InventoryMatch> part;
            do
            {
                await using var db = await contexts.CreateDbContextAsync(ct);
                var rows = (isGroup ? db.InventoryGroups(integration.Key) : db.InventoryUsers(integration.Key)).Matching(filter.State, filter.Text);
                if (last is { NameNorm: var name, LookerId: var id })
                {
                    rows = rows.Where(r => string.Compare(r.NameNorm, name) > 0 || (r.NameNorm == name && string.Compare(r.LookerId, id) > 0));
                }

                part = await Ordered(rows).Take(AtOnce).ToListAsync(ct);
                last = part.LastOrDefault();
                yield return await ShowAsync(db, integration, part, isGroup, ct);
            }
            while (part.Count == AtOnce);
        }
    }

    /// <summary>Those of the addresses that more than one account has.</summary>
    private static async Task<IReadOnlySet<string>> SharedAddressesAsync(ScimifyContext db, int integrationKey, HashSet<string> addresses, CancellationToken ct) =>
        await db.LookerInventory.AsNoTracking()
            .Where(i => i.IntegrationKey == integrationKey && !i.IsGroup && addresses.Contains(i.EmailNorm))
            .GroupBy(i => i.EmailNorm).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSetAsync(ct);

    private static IQueryable<InventoryMatch> Ordered(IQueryable<InventoryMatch> rows) => rows.OrderBy(r => r.NameNorm).ThenBy(r => r.LookerId);

    private static async Task<IReadOnlyList<InventoryRow>> ShowAsync(
        ScimifyContext db, IntegrationView integration, IReadOnlyList<InventoryMatch> rows, bool isGroup, CancellationToken ct)
    {
        var keys = rows.Select(r => r.LinkedKey ?? r.MatchKey).OfType<long>().ToHashSet();
        var scim = keys.Count == 0 ? [] : isGroup
            ? await db.ScimGroups.Where(g => keys.Contains(g.Key)).Select(g => new ScimSide(g.Key, g.Id, g.DisplayName, g.DeletedAt != null, g.SyncState, g.LinkState)).ToDictionaryAsync(s => s.Key, ct)
            : await db.ScimUsers.Where(u => keys.Contains(u.Key)).Select(u => new ScimSide(u.Key, u.Id, u.UserName, u.DeletedAt != null, u.SyncState, u.LinkState)).ToDictionaryAsync(s => s.Key, ct);
        var waiting = scim.Values.Where(s => s.Sync == SyncState.Held).Select(s => s.Key).ToList();
        var held = waiting.Count == 0 ? [] : await db.HeldChanges
            .Where(h => h.IntegrationKey == integration.Key && h.Action == HeldAction.Adopt
                && (isGroup ? h.GroupKey != null && waiting.Contains(h.GroupKey.Value) : h.UserKey != null && waiting.Contains(h.UserKey.Value)))
            .Select(h => new { Key = isGroup ? h.GroupKey!.Value : h.UserKey!.Value, h.Id })
            .ToDictionaryAsync(h => h.Key, h => h.Id, ct);
        return
        [
            .. rows.Select(row =>
            {
                var side = (row.LinkedKey ?? row.MatchKey) is { } key ? scim.GetValueOrDefault(key) : null;
                return new InventoryRow(row, isGroup, side, side is not null && held.TryGetValue(side.Key, out var id) ? id : null);
            }),
        ];
    }
}

/// <param name="Groups">True for groups only, false for users only, null for both.</param>
/// <param name="State">Null for any.</param>
/// <param name="Text">Normalised; null for any.</param>
public sealed record InventoryFilter(bool? Groups, InventoryState? State, string? Text)
{
    /// <param name="resourceType">One of <see cref="ResourceTypes"/>; anything else means both.</param>
    /// <param name="text">As typed: part of the name or e-mail address, or the complete Looker ID.</param>
    public static InventoryFilter Of(string? resourceType, InventoryState? state, string? text) => new(
        resourceType switch { ResourceTypes.User => false, ResourceTypes.Group => true, _ => null }, state, ScimText.Sought(text));
}

public sealed record InventoryCounts(long Linked, long Matches, long LookerOnly, long NotAdoptable)
{
    public long Total => Linked + Matches + LookerOnly + NotAdoptable;
}

/// <param name="Name">The userName or displayName.</param>
/// <param name="IsDeleted">SCIM has deleted it, but Looker still has it.</param>
public sealed record ScimSide(long Key, Guid Id, string Name, bool IsDeleted, SyncState Sync, LinkState Link);

/// <param name="Scim">The SCIM resource that it belongs to or matches; null for none.</param>
/// <param name="HeldId">The held adoption, if one waits for a person.</param>
public sealed record InventoryRow(InventoryMatch Looker, bool IsGroup, ScimSide? Scim, Guid? HeldId)
{
    /// <summary>Whether another account has the same address. The list looks for it, the table for spreadsheets does not.</summary>
    public bool SharesAddress { get; init; }
}
