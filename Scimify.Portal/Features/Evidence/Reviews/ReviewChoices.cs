using Microsoft.EntityFrameworkCore;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;

namespace Scimify.Portal.Features.Evidence.Reviews;

/// <summary>What somebody chooses from who starts a review.</summary>
/// <param name="Groups">Of the chosen integration, by SCIM ID.</param>
/// <param name="Roles">That groups of the chosen integration are mapped to, by Looker's ID.</param>
/// <param name="People">Who may decide.</param>
public sealed record ReviewChoices(
    IReadOnlyList<IntegrationView> Integrations, IReadOnlyList<(string Key, string Text)> Groups, bool HasMoreGroups, IReadOnlyList<(string Key, string Text)> Roles, IReadOnlyList<PersonView> People)
{
    public const int MostGroups = 500;
}

public sealed class ReviewChoicesQuery(IDbContextFactory<ScimifyContext> contexts, IntegrationService integrations, IPeopleStore people)
{
    /// <param name="integration">Null for the first one.</param>
    public async Task<ReviewChoices> RunAsync(Actor actor, Guid? integration, CancellationToken ct)
    {
        actor.Require(Permission.ManageReviews);
        var all = await integrations.ListAsync(actor, ct);
        var chosen = (all.FirstOrDefault(i => i.Id == integration) ?? (all.Count > 0 ? all[0] : null))?.Key;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var groups = await db.ScimGroups.Where(g => g.IntegrationKey == chosen && g.DeletedAt == null).OrderBy(g => g.DisplayNameNorm).ThenBy(g => g.Key)
            .Take(ReviewChoices.MostGroups + 1).Select(g => new { g.Id, g.DisplayName }).ToListAsync(ct);
        var mapped = db.GroupRoles.Where(r => r.IntegrationKey == chosen).Select(r => r.RoleId);
        var roles = await db.LookerRoles.Where(r => r.IntegrationKey == chosen && mapped.Contains(r.RoleId)).OrderBy(r => r.Name).Select(r => new { r.RoleId, r.Name }).ToListAsync(ct);
        return new(
            all,
            [.. groups.Take(ReviewChoices.MostGroups).Select(g => (g.Id.ToString("D"), g.DisplayName))],
            groups.Count > ReviewChoices.MostGroups,
            [.. roles.Select(r => (r.RoleId, r.Name))],
            [.. (await people.ListAsync(actor.OrganizationKey, ct)).Where(p => Permissions.Grants(p.Role, Permission.ManageReviews) && !p.IsLocked)]);
    }
}
