using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.Saml;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Saml;

namespace Scimify.Portal.Features.Saml;

[ReadsFromLooker]
public sealed partial class SamlConflictsPage : DataPage<SamlConflictsView>
{
    private string? _problem;

    [Inject] public required IntegrationService Integrations { get; init; }

    [Inject] public required SamlService Saml { get; init; }

    [Inject] public required SamlDraftService Drafts { get; init; }

    [Parameter] public Guid Id { get; set; }

    protected override async Task<SamlConflictsView> QueryAsync(Actor actor, CancellationToken ct)
    {
        var integration = await Integrations.GetAsync(actor, Id, ct);
        try
        {
            return new(integration, await Saml.ConflictsAsync(actor, Id, ct), null);
        }
        catch (RequestException e) when (e is ConflictException or UnavailableException)
        {
            var last = await Saml.LastCheckAsync(actor, Id, ct);
            return new(integration, last?.At is null ? null : last.Parse(), e.Message) { At = last?.At };
        }
    }

    private async Task FixAsync(SamlFinding finding)
    {
        _problem = null;
        try
        {
            var draft = await Drafts.CreateAsync(await Session.ActorAsync(), Id, $"Fix: {SamlFindingWords.Label(finding.Field)}", (JsonObject)finding.Fix!.DeepClone(), Leaving);
            Navigation.NavigateTo($"integrations/{Id}/saml/drafts/{draft.Draft.Id}");
        }
        catch (RequestException e)
        {
            _problem = e.Message;
        }
    }
}

/// <param name="Findings">Null if there was never a check.</param>
/// <param name="Problem">Why Looker could not be checked; null if it was.</param>
public sealed record SamlConflictsView(IntegrationView Integration, IReadOnlyList<SamlFinding>? Findings, string? Problem)
{
    /// <summary>The time of the last check, if Looker could not be checked now.</summary>
    public DateTimeOffset? At { get; init; }
}
