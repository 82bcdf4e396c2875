using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Layout;

/// <summary>The document around every page. Pages run in a circuit, unless they declare themselves plain forms.</summary>
public sealed partial class App : ComponentBase
{
    [CascadingParameter] public required HttpContext Context { get; init; }

    private IComponentRenderMode? Mode => Context.AcceptsInteractiveRouting() ? RenderMode.InteractiveServer : null;

    private Viewer Viewer => Viewer.Of(Context);

    private string? Theme => Viewer.Theme;

    /// <summary>Unless the viewer has chosen a theme, the system's preference picks the sheet.</summary>
    private string SheetMedia(string theme) =>
        Theme is null ? $"(prefers-color-scheme: {theme})" : Theme == theme ? "all" : "not all";
}
