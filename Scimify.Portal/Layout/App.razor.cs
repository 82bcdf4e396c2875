using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Layout;

/// <summary>The document around every page. Pages run in a circuit, unless they declare themselves plain forms.</summary>
public sealed partial class App : ComponentBase
{
    /// <summary>In the order in which they are read: a later one wins.</summary>
    private static readonly string[] Sheets = ["tokens", "mud-theme", "base", "shell", "parts", "lists", "pictures", "floats", "mud"];

    [CascadingParameter] public required HttpContext Context { get; init; }

    private IComponentRenderMode? Mode => Context.AcceptsInteractiveRouting() ? RenderMode.InteractiveServer : null;

    private Viewer Viewer => Viewer.Of(Context);
}
