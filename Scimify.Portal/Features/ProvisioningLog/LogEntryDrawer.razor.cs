using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.People;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.ProvisioningLog;

/// <summary>One request beside the list that it is chosen from.</summary>
public sealed partial class LogEntryDrawer : DataPage<LogEntryView>
{
    private ElementReference _title;
    private Guid _focused;

    [Inject] public required LogEntryQuery Entries { get; init; }

    [Parameter, EditorRequired] public required Guid RequestId { get; set; }

    /// <summary>The list without the drawer.</summary>
    [Parameter, EditorRequired] public required string CloseHref { get; set; }

    protected override ChangeTopics Watches => ChangeTopics.Log;

    protected override Task<LogEntryView> QueryAsync(Actor actor, CancellationToken ct) => Entries.RunAsync(actor, RequestId, ct);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focused != RequestId && Value?.Entry.RequestId == RequestId)
        {
            _focused = RequestId;
            await _title.FocusAsync(preventScroll: true);
        }
    }
}
