using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.AuditLog;

public sealed partial class AuditLogPage : DataPage<AuditPage>
{
    private static readonly IReadOnlyList<(string Key, string Text)> Periods = [.. Shared.Period.All.Select(p => (p.Key, p.Text))];

    [Inject] public required AuditLogQuery Log { get; init; }

    [SupplyParameterFromQuery] public string? Period { get; set; }

    [SupplyParameterFromQuery] public string? About { get; set; }

    [SupplyParameterFromQuery] public string? By { get; set; }

    [SupplyParameterFromQuery(Name = "q")] public string? Text { get; set; }

    [SupplyParameterFromQuery] public long? Before { get; set; }

    protected override Task<AuditPage> QueryAsync(Actor actor, CancellationToken ct) =>
        Log.RunAsync(actor, new AuditFilter(Period, About, By, Text, Before), ct);
}
