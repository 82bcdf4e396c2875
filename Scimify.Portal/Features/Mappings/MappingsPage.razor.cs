using Microsoft.AspNetCore.Components;
using Scimify.Core.Auditing;
using Scimify.Core.Requests;
using Scimify.Portal.Components.Shared;

namespace Scimify.Portal.Features.Mappings;

/// <summary>Which Looker attributes and roles follow SCIM. Looker is asked only when somebody edits.</summary>
public sealed partial class MappingsPage : DataPage<MappingsView>
{
    private bool _saved;

    [Inject] public required MappingsPageQuery Mappings { get; init; }

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery] public bool? Edit { get; set; }

    protected override Task<MappingsView> QueryAsync(Actor actor, CancellationToken ct) => Mappings.RunAsync(actor, Id, ct);

    protected override bool IsMoving(MappingsView value) =>
        Edit != true && (value.Stored.IsSweeping || value.Stored.Roles.Any(r => r.State == SyncState.Pending));

    private void SavedAsync()
    {
        _saved = true;
        Navigation.NavigateTo(Navigation.Unfiltered());
    }
}
