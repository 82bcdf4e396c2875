using Microsoft.AspNetCore.Components;

namespace Scimify.Portal.Shared;

/// <summary>The four states of a page's data: loading, missing, failed and ready.</summary>
public sealed partial class DataView<T> : ComponentBase
{
    [Parameter, EditorRequired] public required Loadable<T> State { get; set; }

    [Parameter, EditorRequired] public required RenderFragment<T> ChildContent { get; set; }

    [Parameter] public EventCallback OnRetry { get; set; }

    /// <summary>Lines of the loading state, about as high as what follows.</summary>
    [Parameter] public int Lines { get; set; } = 5;
}
