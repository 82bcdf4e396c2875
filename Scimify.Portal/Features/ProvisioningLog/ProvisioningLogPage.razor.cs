using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.ProvisioningLog;

/// <summary>The log of the organization, or of one integration.</summary>
public sealed partial class ProvisioningLogPage : DataPage<LogPage>
{
    private static readonly IReadOnlyList<(string Key, string Text)> Periods = [.. Shared.Period.All.Select(p => (p.Key, p.Text))];

    [Inject] public required ProvisioningLogQuery Log { get; init; }

    [Parameter] public Guid? Id { get; set; }

    [SupplyParameterFromQuery] public string? Period { get; set; }

    [SupplyParameterFromQuery] public string? Status { get; set; }

    [SupplyParameterFromQuery(Name = "action")] public string? ActionFilter { get; set; }

    [SupplyParameterFromQuery(Name = "q")] public string? Text { get; set; }

    [SupplyParameterFromQuery] public long? Before { get; set; }

    private LogFilter Filter => new(Id, Period, Status, ActionFilter, Text, Before);

    protected override Task<LogPage> QueryAsync(Actor actor, CancellationToken ct) => Log.RunAsync(actor, Filter, ct);

    protected override bool IsMoving(LogPage value) =>
        value.Rows.Any(r => r.IsWaiting) || (value.Rows.Count == 0 && !Filter.IsAny && Before is null);
}
