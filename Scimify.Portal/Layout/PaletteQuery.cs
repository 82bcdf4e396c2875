using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Layout;

/// <summary>What the palette finds in the database: people, groups, tokens and a request by its id, over all integrations.</summary>
public sealed class PaletteQuery(IDbContextFactory<ScimifyContext> contexts, TokenService tokens)
{
    private const int MostOfAKind = 5;

    /// <param name="text">What was typed; not blank.</param>
    public async Task<IReadOnlyList<PaletteItem>> RunAsync(Actor actor, string text, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return
        [
            .. Permissions.Grants(actor.Role, Permission.ReadDirectory) ? await DirectoryAsync(db, actor, text, ct) : [],
            .. Permissions.Grants(actor.Role, Permission.ReadTokens) ? await TokensAsync(actor, text, ct) : [],
            .. Permissions.Grants(actor.Role, Permission.ReadLogs) ? await RequestAsync(db, actor, text, ct) : [],
        ];
    }

    private static async Task<IEnumerable<PaletteItem>> DirectoryAsync(ScimifyContext db, Actor actor, string text, CancellationToken ct)
    {
        var integrations = await db.Integrations.Where(i => i.OrganizationKey == actor.OrganizationKey && i.DeletedAt == null)
            .OrderBy(i => i.Name).ThenBy(i => i.Key).Select(i => new { i.Key, i.Id, i.Name }).ToListAsync(ct);
        var filter = new DirectoryFilter(text);
        var people = new List<PaletteItem>();
        var groups = new List<PaletteItem>();
        foreach (var integration in integrations)
        {
            var users = await filter.Users(db, integration.Key).Where(u => u.DeletedAt == null).OrderBy(u => u.UserNameNorm).ThenBy(u => u.Key)
                .Take(MostOfAKind - people.Count).Select(u => new { u.Id, u.UserName, u.Display }).ToListAsync(ct);
            people.AddRange(users.Select(u => new PaletteItem("People", u.Display, u.UserName == u.Display ? null : u.UserName, $"integrations/{integration.Id}/users/{u.Id}", "person", integration.Name)));
            var found = await filter.Groups(db, integration.Key).Where(g => g.DeletedAt == null).OrderBy(g => g.DisplayNameNorm).ThenBy(g => g.Key)
                .Take(MostOfAKind - groups.Count).Select(g => new { g.Id, g.DisplayName }).ToListAsync(ct);
            groups.AddRange(found.Select(g => new PaletteItem("Groups", g.DisplayName, null, $"integrations/{integration.Id}/groups/{g.Id}", "group", integration.Name)));
        }

        return people.Concat(groups);
    }

    private async Task<IEnumerable<PaletteItem>> TokensAsync(Actor actor, string text, CancellationToken ct) =>
        (await tokens.ListAsync(actor, includeRevoked: false, null, ct))
            .Where(t => t.Description.Contains(text, StringComparison.OrdinalIgnoreCase)).Take(MostOfAKind)
            .Select(t => new PaletteItem("Tokens", t.Description, null, $"integrations/{t.IntegrationId}/tokens", "key", null));

    private static async Task<IEnumerable<PaletteItem>> RequestAsync(ScimifyContext db, Actor actor, string text, CancellationToken ct) =>
        Uuids.TryParse(text, out var id) && await db.ProvisioningLog.AnyAsync(e => e.OrganizationKey == actor.OrganizationKey && e.RequestId == id, ct)
            ? [new PaletteItem("Log", $"Request {id}", null, $"provisioning-log/{id}", "log", null)]
            : [];
}

/// <param name="Kind">The label above it and others of its kind.</param>
/// <param name="Detail">Beside the text; null for none.</param>
/// <param name="Aside">At the end of the line; null for none.</param>
public sealed record PaletteItem(string Kind, string Text, string? Detail, string Href, string Icon, string? Aside);
