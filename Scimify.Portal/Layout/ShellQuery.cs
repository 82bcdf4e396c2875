using Microsoft.EntityFrameworkCore;
using Scimify.Core.Changes;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Drift;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Layout;

/// <summary>What the rail and the top bar show of the organization.</summary>
public sealed class ShellQuery(IDbContextFactory<ScimifyContext> contexts, ProblemQuery problems, SharedAnswers answers)
{
    /// <summary>What it shows.</summary>
    public const ChangeTopics Topics =
        ChangeTopics.Integrations | ChangeTopics.Held | ChangeTopics.Drift | ChangeTopics.Tokens | ChangeTopics.Saml | ChangeTopics.Webhooks | ChangeTopics.Budget;

    public async Task<ShellView> RunAsync(Actor actor, CancellationToken ct) =>
        (await answers.AskAsync(actor, nameof(ShellQuery), asking => ReadAsync(actor, asking), ct)) with { Name = actor.DisplayName ?? actor.Name, Email = actor.Name };

    private async Task<ShellView> ReadAsync(Actor actor, CancellationToken ct)
    {
        var mayReadDirectory = Permissions.Grants(actor.Role, Permission.ReadDirectory);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var rows = await db.Integrations
            .Where(i => i.OrganizationKey == actor.OrganizationKey && i.DeletedAt == null)
            .OrderBy(i => i.Name).ThenBy(i => i.Key)
            .Select(i => new
            {
                i.Id,
                i.Name,
                i.BaseUrl,
                i.Health,
                i.Mode,
                Held = mayReadDirectory ? db.HeldChanges.LongCount(h => h.IntegrationKey == i.Key) : 0,
                Drift = mayReadDirectory ? db.DriftItems.LongCount(d => d.IntegrationKey == i.Key && d.State == DriftState.Open) : 0,
            })
            .ToListAsync(ct);
        var open = await problems.RunAsync(actor, ct);
        return new ShellView(
            "",
            "",
            actor.Role,
            [
                .. rows.Select(i => new ShellIntegration(
                    i.Id, i.Name, new Uri(i.BaseUrl).Host, HealthLook.Of(i.Health, i.Mode), i.Mode, i.Held, i.Drift, [.. open.Where(p => p.IntegrationId == i.Id)])),
            ],
            open);
    }
}

/// <param name="Name">What the person at the screen is called.</param>
/// <param name="Email">Theirs.</param>
/// <param name="Problems">Over all integrations, the worst first.</param>
public sealed record ShellView(string Name, string Email, PortalRole Role, IReadOnlyList<ShellIntegration> Integrations, IReadOnlyList<Problem> Problems)
{
    public bool May(Permission permission) => Permissions.Grants(Role, permission);

    public ShellIntegration? Find(Guid? id) => id is null ? null : Integrations.FirstOrDefault(i => i.Id == id);
}

/// <param name="Host">Of its Looker.</param>
/// <param name="Drift">Open differences.</param>
public sealed record ShellIntegration(
    Guid Id, string Name, string Host, HealthLook Look, IntegrationMode Mode, long Held, long Drift, IReadOnlyList<Problem> Problems)
{
    /// <summary>The tone of its dot: the worst of what somebody has to do, or its state.</summary>
    public string Tone => Look.Tone;
}
