using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Portal.Features.Evidence;

public sealed partial class ChangesPage : DataPage<AccessChanges>
{
    private static readonly IReadOnlyList<(AccessChangeView View, string Title, string Note)> Figures =
    [
        (AccessChangeView.Gained, "Gained access", "active in Looker now, not before"),
        (AccessChangeView.Lost, "Lost access", "active in Looker before"),
        (AccessChangeView.Groups, "Groups", "joined or left in Looker"),
        (AccessChangeView.Roles, "Roles", "through groups, or accounts' own"),
        (AccessChangeView.ByHand, "By hand", "as comparisons found"),
    ];

    [Inject] public required AccessChangeQuery Changes { get; init; }

    [Inject] public required EvidenceFacts Facts { get; init; }

    [SupplyParameterFromQuery] public string? From { get; set; }

    [SupplyParameterFromQuery] public string? To { get; set; }

    [SupplyParameterFromQuery] public string? Integration { get; set; }

    /// <summary>One of <see cref="AccessChangeView"/>.</summary>
    [SupplyParameterFromQuery] public string? View { get; set; }

    [SupplyParameterFromQuery] public string? After { get; set; }

    [SupplyParameterFromQuery] public string? Before { get; set; }

    [SupplyParameterFromQuery] public int? Size { get; set; }

    private SortedRequest Part => SortedRequest.Of(AccessChangeQuery.Order.ToString(), AccessChangeQuery.Sorts, After, Before, Size);

    protected override async Task<AccessChanges> QueryAsync(Actor actor, CancellationToken ct)
    {
        var filter = new AccessChangeAddress(From, To, Integration, View).ToFilter(Clock);
        var changes = await Changes.RunAsync(actor, filter, Part, ct);
        return new AccessChanges(
            filter, changes, await Changes.CountAsync(actor, filter, ct), await Facts.ChoicesAsync(actor, ct), await Facts.LoggedAsync([.. changes.Items.Select(c => c.RequestId).OfType<Guid>()], ct));
    }

    private static string Say(AccessChangeLine row) => row switch
    {
        { Role: { } role, Group: { } group } => $"Role {role} through {group}",
        { Role: { } role } => $"Role {role}, its own",
        { Group: { } group } => $"Group {group}",
        _ => "Access",
    };

    private string HrefOf(AccessChangeView view) => Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?> { ["view"] = view == AccessChangeView.All ? null : view.ToString(), ["after"] = null, ["before"] = null });
}

/// <inheritdoc cref="AccessList"/>
public sealed record AccessChanges(
    AccessChangeFilter Filter, SortedPage<AccessChangeLine> Changes, IReadOnlyDictionary<AccessChangeView, long> Counts, IReadOnlyList<(string Key, string Text)> Choices,
    IReadOnlySet<Guid> Logged);
