using Microsoft.AspNetCore.Components;
using Scimify.Core.Audit;
using Scimify.Core.Changes;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.ProvisioningLog;

/// <summary>The log of the organization, or of one integration.</summary>
public sealed partial class ProvisioningLogPage : DataPage<ProvisioningLogView>
{
    private static readonly IReadOnlyList<(string Key, string Text)> Periods = [.. Shared.Logs.Period.All.Select(p => (p.Key, p.Text))];

    private static readonly IReadOnlyList<(string Key, string Text)> Actions =
    [
        ("", "All actions"),
        .. Enum.GetValues<ProvisioningAction>().Select(a => (a.ToString(), ActionName.Of(a))),
    ];

    [Inject] public required ProvisioningLogQuery Log { get; init; }

    [Inject] public required IntegrationService Integrations { get; init; }

    [Parameter] public Guid? Id { get; set; }

    [SupplyParameterFromQuery] public string? Period { get; set; }

    [SupplyParameterFromQuery] public string? Status { get; set; }

    [SupplyParameterFromQuery(Name = "action")] public string? ActionFilter { get; set; }

    [SupplyParameterFromQuery(Name = "q")] public string? Text { get; set; }

    /// <summary>With <see cref="To"/>, in place of a period: where a bar of a chart leads.</summary>
    [SupplyParameterFromQuery] public string? From { get; set; }

    [SupplyParameterFromQuery] public string? To { get; set; }

    [SupplyParameterFromQuery] public string? Cursor { get; set; }

    /// <summary>The request whose details are shown beside the list.</summary>
    [SupplyParameterFromQuery] public Guid? Entry { get; set; }

    private string EntryHref(LogRow row) => Navigation.GetUriWithQueryParameter("entry", row.RequestId);

    private ProvisioningLogAddress Address => new(Period, Status, ActionFilter, Text, From, To);

    protected override ChangeTopics Watches => ChangeTopics.Log;

    protected override Guid? WatchedIntegration => Id;

    protected override bool IsShared => true;

    protected override async Task<ProvisioningLogView> QueryAsync(Actor actor, CancellationToken ct)
    {
        var integration = Id is { } id ? await Integrations.GetAsync(actor, id, ct) : null;
        return new ProvisioningLogView(integration, (await Log.RunAsync(actor, Address.ToFilter(Id, Clock), CursorRequest.Of(Cursor), ct)).Select(LogRow.Of));
    }
}

/// <param name="Integration">Null for the log of the whole organization.</param>
public sealed record ProvisioningLogView(IntegrationView? Integration, CursorPage<LogRow> Log);
