using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.People;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Overview;

public sealed partial class OverviewPage : DataPage<OverviewView>
{
    [Inject] public required OverviewQuery Overview { get; init; }

    [Inject] public required ConsoleAddresses Addresses { get; init; }

    /// <summary>Nobody is provisioned yet, and there is at most one Looker.</summary>
    private bool IsFirstRun => Value is { First: not null, Integrations.Count: <= 1 };

    [SupplyParameterFromQuery] public string? Span { get; set; }

    protected override ChangeTopics Watches => ChangeTopics.Directory | ChangeTopics.Log | ChangeTopics.Integrations | ChangeTopics.Held | ChangeTopics.Drift | ChangeTopics.Tokens;

    protected override bool IsShared => true;

    protected override Task<OverviewView> QueryAsync(Actor actor, CancellationToken ct) => Overview.RunAsync(actor, ChartSpan.Of(Span), ct);
}
