using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.People;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Integrations;

namespace Scimify.Portal.Features.Integrations;

public sealed partial class IntegrationListPage : DataPage<IReadOnlyList<IntegrationCard>>
{
    [Inject] public required IntegrationListQuery Cards { get; init; }

    protected override ChangeTopics Watches => ChangeTopics.Directory | ChangeTopics.Integrations | ChangeTopics.Log;

    protected override bool IsShared => true;

    protected override Task<IReadOnlyList<IntegrationCard>> QueryAsync(Actor actor, CancellationToken ct) => Cards.RunAsync(actor, ct);
}
