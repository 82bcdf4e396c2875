using Microsoft.AspNetCore.Components;
using Scimify.Core.Directory.Guard;

namespace Scimify.Portal.Features.Held;

public sealed partial class HeldTable : ComponentBase
{
    [Parameter, EditorRequired] public required IReadOnlyList<HeldChange> Rows { get; set; }

    [Parameter, EditorRequired] public required Guid IntegrationId { get; set; }

    /// <summary>The address of the integration's Looker.</summary>
    [Parameter, EditorRequired] public required string BaseUrl { get; set; }

    /// <summary>Changed in place.</summary>
    [Parameter, EditorRequired] public required ISet<Guid> Selected { get; set; }

    [Parameter] public EventCallback SelectedChanged { get; set; }

    [Parameter] public bool MayDecide { get; set; }

    [Parameter] public bool MayReadLogs { get; set; }

    /// <summary>Whether the change concerns a group: it is deleted, or loses a member.</summary>
    private static bool OfGroup(HeldChange row) => row.GroupKey is not null;

    /// <summary>The account or group that would be taken over; null for another action.</summary>
    private static string? InLooker(HeldChange row) => row.LookerId is null ? null : $"In Looker: {row.LookerName}";

    private bool AllSelected => Rows.All(row => Selected.Contains(row.Id));

    /// <summary>Null for what SCIM no longer shows.</summary>
    private string? Href(HeldChange row) => row.Action == HeldAction.Delete ? null
        : $"integrations/{IntegrationId}/{(OfGroup(row) ? "groups" : "users")}/{row.ScimId}";

    private Task SelectAsync(Guid id, bool selected)
    {
        if (!selected)
        {
            Selected.Remove(id);
        }
        else
        {
            Selected.Add(id);
        }

        return SelectedChanged.InvokeAsync();
    }

    private Task SelectAllAsync(ChangeEventArgs e)
    {
        Selected.Clear();
        if (e.Value is true)
        {
            Selected.UnionWith(Rows.Select(row => row.Id));
        }

        return SelectedChanged.InvokeAsync();
    }
}
