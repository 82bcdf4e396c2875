using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Tokens;

public sealed partial class RejectedRequestsPage : DataPage<RejectedRequestsView>
{
    [Inject] public required RejectedRequestsQuery Requests { get; init; }

    [Inject] public required IntegrationService Integrations { get; init; }

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery] public string? Cursor { get; set; }

    protected override ChangeTopics Watches => ChangeTopics.Tokens;

    protected override Guid? WatchedIntegration => Id;

    protected override bool IsShared => true;

    protected override async Task<RejectedRequestsView> QueryAsync(Actor actor, CancellationToken ct) =>
        new(await Integrations.GetAsync(actor, Id, ct), await Requests.RunAsync(actor, Id, CursorRequest.Of(Cursor), ct));
}

public sealed record RejectedRequestsView(IntegrationView Integration, CursorPage<RejectedRequestView> Requests);
