using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Portal.Features.Evidence;

public sealed partial class MoversPage : DataPage<MoverReport>
{
    private static readonly IReadOnlyList<(MoverView View, string Title, string Note)> Figures =
    [
        (MoverView.All, "Moved", "other groups or attributes than before"),
        (MoverView.Kept, "Joined, left nothing", "the old groups stayed"),
        (MoverView.Attributes, "Other attributes", "such as the department"),
    ];

    [Inject] public required MoverQuery Movers { get; init; }

    [Inject] public required EvidenceFacts Facts { get; init; }

    [SupplyParameterFromQuery] public string? From { get; set; }

    [SupplyParameterFromQuery] public string? To { get; set; }

    [SupplyParameterFromQuery] public string? Integration { get; set; }

    /// <summary>One of <see cref="MoverView"/>.</summary>
    [SupplyParameterFromQuery] public string? View { get; set; }

    [SupplyParameterFromQuery] public string? After { get; set; }

    [SupplyParameterFromQuery] public string? Before { get; set; }

    [SupplyParameterFromQuery] public int? Size { get; set; }

    private SortedRequest Part => SortedRequest.Of(MoverQuery.Order.ToString(), MoverQuery.Sorts, After, Before, Size);

    protected override async Task<MoverReport> QueryAsync(Actor actor, CancellationToken ct)
    {
        var filter = new MoverAddress(From, To, Integration, View).ToFilter(Clock);
        return new MoverReport(filter, await Movers.RunAsync(actor, filter, Part, ct), await Movers.CountAsync(actor, filter, ct), await Facts.ChoicesAsync(actor, ct));
    }

    private static string Names(IReadOnlyList<string> groups) => groups.Count == 0 ? "–" : string.Join(", ", groups);

    private static string Say(MoverAttribute attribute) => $"{attribute.Name}: {attribute.Before ?? "none"} → {attribute.After ?? "none"}";

    private string HrefOf(MoverView view) => Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?> { ["view"] = view == MoverView.All ? null : view.ToString(), ["after"] = null, ["before"] = null });
}

/// <inheritdoc cref="AccessList"/>
public sealed record MoverReport(
    MoverFilter Filter, SortedPage<MoverLine> Movers, IReadOnlyDictionary<MoverView, long> Counts, IReadOnlyList<(string Key, string Text)> Choices);
