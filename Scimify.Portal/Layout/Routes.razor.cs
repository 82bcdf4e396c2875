using Microsoft.AspNetCore.Components;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Layout;

public sealed partial class Routes : ComponentBase
{
    [Parameter, EditorRequired] public required Viewer Viewer { get; set; }

    [Inject] public required ConsoleSession Session { get; init; }

    protected override void OnInitialized() => Session.Viewer = Viewer;
}
