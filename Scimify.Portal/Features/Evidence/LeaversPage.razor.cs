using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Evidence;

public sealed partial class LeaversPage : DataPage<LeaverReport>
{
    [Inject] public required LeaverReportQuery Leavers { get; init; }

    [Inject] public required EvidenceFacts Facts { get; init; }

    [SupplyParameterFromQuery] public string? From { get; set; }

    [SupplyParameterFromQuery] public string? To { get; set; }

    [SupplyParameterFromQuery] public string? Integration { get; set; }

    /// <summary>One of <see cref="LeaverView"/>.</summary>
    [SupplyParameterFromQuery] public string? View { get; set; }

    [SupplyParameterFromQuery] public int? Page { get; set; }

    private PageRequest Part => PageRequest.Of(Page);

    protected override async Task<LeaverReport> QueryAsync(Actor actor, CancellationToken ct)
    {
        var filter = new LeaverAddress(From, To, Integration, View).ToFilter(Clock);
        var (page, figures) = await Leavers.RunAsync(actor, filter, Part, ct);
        return new LeaverReport(filter, page, figures, await Facts.ChoicesAsync(actor, ct), await Facts.LoggedAsync([.. page.Items.Select(l => l.RequestId).OfType<Guid>()], ct));
    }

    private static string Say(TimeSpan? took) => took is { } time ? Times.Duration(time.TotalMilliseconds) : "–";

    private static string Heading(LeaverView view) => view switch
    {
        LeaverView.Late => "Too late",
        LeaverView.Active => "Still active",
        _ => "Leavers",
    };

    private string HrefOf(LeaverView view) => Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?> { ["view"] = view == LeaverView.All ? null : view.ToString(), ["page"] = null });
}

/// <inheritdoc cref="AccessList"/>
public sealed record LeaverReport(
    LeaverFilter Filter, ResultPage<LeaverLine> Leavers, LeaverFigures Figures, IReadOnlyList<(string Key, string Text)> Choices, IReadOnlySet<Guid> Logged);
