using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Scimify.Portal.Shared;

/// <summary>A line icon beside a text that says the same; hidden from screen readers.</summary>
public sealed class Icon : ComponentBase
{
    // Drawn on a 24 by 24 grid. How they are drawn is in base.css, once for all.
    private static readonly Dictionary<string, string> Paths = new()
    {
        ["overview"] = "M4 4h7v9H4zM13 4h7v5h-7zM13 11h7v9h-7zM4 15h7v5H4z",
        ["integrations"] = "M9 7V3M15 7V3M7 7h10v4a5 5 0 0 1-10 0zM12 16v5",
        ["laptop"] = "M5 5h14v10H5zM3 19h18",
        ["phone"] = "M8 3h8v18H8zM11 18h2",
        ["log"] = "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
        ["evidence"] = "M5 4h14v16H5zM8 8.50l1 1 2-2M13 9h3M8 13.50l1 1 2-2M13 14h3M8 17.50h8",
        ["audit"] = "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9 12l2 2 4-4",
        ["users"] = "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20a6 6 0 0 1 12 0M16 4.5a3.5 3.5 0 0 1 0 6M17.5 14.5A6 6 0 0 1 21 20",
        ["group"] = "M7 9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM17 9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM12 15a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM7 21a5 5 0 0 1 10 0M2.5 15A4.5 4.5 0 0 1 7 12M21.5 15A4.5 4.5 0 0 0 17 12",
        ["key"] = "M15 13a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 12l-8 8M6 18l2 2M9 15l2 2",
        ["check"] = "M5 12.5l4.50 4.50L19 7.50",
        ["check-circle"] = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 12.50l2.70 2.70L16 9.50",
        ["clock"] = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.50 2",
        ["alert"] = "M12 4L2.50 20h19zM12 10v4M12 17h.01",
        ["x-circle"] = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9 9l6 6M15 9l-6 6",
        ["pause"] = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM10 9v6M14 9v6",
        ["hand"] = "M7 12V6.50a1.50 1.50 0 0 1 3 0V11M10 11V4.50a1.50 1.50 0 0 1 3 0V11M13 11V5.50a1.50 1.50 0 0 1 3 0V12M16 12V8.50a1.50 1.50 0 0 1 3 0V15a6 6 0 0 1-6 6h-1.50a6 6 0 0 1-4.70-2.30L3.50 14.50a1.50 1.50 0 0 1 2.20-2L7 13.70",
        ["plan"] = "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
        ["mail-off"] = "M3 6h18v12H3zM3 7l9 6 9-6M3 3l18 18",
        ["info"] = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5M12 8h.01",
        ["copy"] = "M9 9h11v11H9zM15 9V4H4v11h5",
        ["external"] = "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
        ["search"] = "M10.50 17a6.50 6.50 0 1 0 0-13 6.50 6.50 0 0 0 0 13zM20 20l-4.50-4.50",
        ["plus"] = "M12 5v14M5 12h14",
        ["refresh"] = "M20 11a8 8 0 0 0-14-4L4 9M4 4v5h5M4 13a8 8 0 0 0 14 4l2-2M20 20v-5h-5",
        ["menu"] = "M4 7h16M4 12h16M4 17h16",
        ["close"] = "M6 6l12 12M18 6L6 18",
        ["sign-out"] = "M10 4H4v16h6M15 8l4 4-4 4M19 12H9",
        ["left"] = "M14 6l-6 6 6 6",
        ["right"] = "M10 6l6 6-6 6",
        ["bolt"] = "M13 3L5 14h6l-1 7 8-11h-6z",
        ["trash"] = "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
        ["bell"] = "M6 16V11a6 6 0 1 1 12 0v5l1.5 2h-15zM10 21h4",
        ["drift"] = "M6 4v5a3 3 0 0 0 3 3h6a3 3 0 0 1 3 3v5M3 7l3-3 3 3M15 17l3 3 3-3M18 4v3",
        ["status"] = "M3 12h4l2.5-7 4.5 14 2.5-7H21",
        ["settings"] = "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM12 2.8v3M12 18.2v3M2.8 12h3M18.2 12h3M5.5 5.5l2.1 2.1M16.4 16.4l2.1 2.1M18.5 5.5l-2.1 2.1M7.6 16.4l-2.1 2.1",
        ["lock"] = "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
        ["adopt"] = "M4 12h10M10 8l4 4-4 4M15 4h5v16h-5",
        ["mappings"] = "M4 6h6M14 6h6M4 12h10M18 12h2M4 18h3M11 18h9M12 4v4M16 10v4M9 16v4",
        ["saml"] = "M12 3l8 4v6c0 4-3.5 7-8 8-4.5-1-8-4-8-8V7zM9 11h6v4H9zM10 11V9.5a2 2 0 0 1 4 0V11",
        ["chevrons"] = "M8 9l4-4 4 4M8 15l4 4 4-4",
        ["provider"] = "M3 5h18v14H3zM9 11.25a1.75 1.75 0 1 0 0-3.5 1.75 1.75 0 0 0 0 3.5zM6 15.75a3 3 0 0 1 6 0M15 10h3M15 14h3",
        ["looker"] = "M10.5 17.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM10.5 12h.01M14.5 16L19 20.5M15 4.5a2 2 0 1 0 4 0 2 2 0 0 0-4 0z",
        ["bridge"] = "M5 8.5h9.5M11.5 4.5l4 4-4 4M19 15.5H9.5M12.5 11.5l-4 4 4 4",
        ["more"] = "M5.5 12.6a.6.6 0 1 0 0-1.2.6.6 0 0 0 0 1.2zM12 12.6a.6.6 0 1 0 0-1.2.6.6 0 0 0 0 1.2zM18.5 12.6a.6.6 0 1 0 0-1.2.6.6 0 0 0 0 1.2z",
        ["download"] = "M12 4v11M7 11l5 5 5-5M5 20h14",
        ["arrow"] = "M5 12h14M13 6l6 6-6 6",
        ["down"] = "M6 10l6 6 6-6",
        ["up"] = "M6 14l6-6 6 6",
        ["minus"] = "M6 12h12",
        ["person"] = "M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 21a7 7 0 0 1 14 0",
        ["undo"] = "M4 9h10a5 5 0 0 1 0 10H9M4 9l4-4M4 9l4 4",
        ["play"] = "M7 5l12 7-12 7z",
        ["book"] = "M5 4h9a4 4 0 0 1 4 4v12H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h10",
        ["dot"] = "M12 14a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
    };

    [Parameter, EditorRequired] public required string Name { get; set; }

    /// <summary>Edge in CSS pixels.</summary>
    [Parameter] public int Size { get; set; } = 16;

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "svg");
        builder.AddAttribute(1, "class", "icon");
        builder.AddAttribute(2, "width", Size);
        builder.AddAttribute(3, "height", Size);
        builder.AddAttribute(4, "viewBox", "0 0 24 24");
        builder.AddAttribute(5, "aria-hidden", "true");
        builder.OpenElement(6, "path");
        builder.AddAttribute(7, "d", Paths[Name]);
        builder.CloseElement();
        builder.CloseElement();
    }
}
