using Microsoft.AspNetCore.Components;

namespace Scimify.Portal.Shared;

/// <summary>An instant in the viewer's own time, with UTC on hover.</summary>
public sealed partial class Timestamp : ComponentBase
{
    [Parameter, EditorRequired] public required DateTimeOffset? At { get; set; }

    /// <summary>The text if there is no instant.</summary>
    [Parameter] public string Absent { get; set; } = "Never";

    /// <summary>"3 minutes ago" instead of the date.</summary>
    [Parameter] public bool Relative { get; set; }

    /// <summary>Shows both times in the text itself, for detail pages.</summary>
    [Parameter] public bool Full { get; set; }

    [Inject] public required ConsoleSession Session { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    private string Text(DateTimeOffset at)
    {
        if (Relative)
        {
            return Times.Ago(Clock.GetUtcNow() - at);
        }

        return Full ? Times.LocalAndUtc(at, Session.Zone) : Times.Local(at, Session.Zone, withYear: at.Year != Clock.GetUtcNow().Year);
    }
}
