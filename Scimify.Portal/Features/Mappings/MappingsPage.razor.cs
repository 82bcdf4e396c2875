using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Mappings;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Mappings;

/// <summary>Which Looker attributes and roles follow SCIM. Looker is called only when somebody edits them.</summary>
public sealed partial class MappingsPage : DataPage<MappingsView>
{
    private string? _problem;
    private bool _saved;

    [Inject] public required MappingsPageQuery Mappings { get; init; }

    [Inject] public required MappingService Service { get; init; }

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery] public bool? Edit { get; set; }

    protected override ChangeTopics Watches => ChangeTopics.Mappings;

    protected override Guid? WatchedIntegration => Id;

    protected override bool IsHeldStill => Edit == true;

    protected override Task<MappingsView> QueryAsync(Actor actor, CancellationToken ct) => Mappings.RunAsync(actor, Id, ct);

    /// <summary>Saves the mappings again, which makes failed ones due.</summary>
    private async Task TryAgainAsync()
    {
        _problem = null;
        try
        {
            await Service.SaveAsync(await Session.ActorAsync(), Value!.Integration, new MappingDraft(Value.Stored).ToInput(), Leaving);
        }
        catch (RequestException e)
        {
            _problem = e.Message;
        }

        await ReloadAsync();
    }

    private void Saved()
    {
        _saved = true;
        Navigation.NavigateTo(Navigation.Unfiltered());
    }
}
