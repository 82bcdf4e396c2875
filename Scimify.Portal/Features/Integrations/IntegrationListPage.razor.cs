using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Integrations;

namespace Scimify.Portal.Features.Integrations;

public sealed partial class IntegrationListPage : DataPage<IReadOnlyList<IntegrationCard>>
{
    [Inject] public required IntegrationListQuery Cards { get; init; }

    protected override Task<IReadOnlyList<IntegrationCard>> QueryAsync(Actor actor, CancellationToken ct) => Cards.RunAsync(actor, ct);

    protected override bool IsMoving(IReadOnlyList<IntegrationCard> value) => value.Any(card => card.Status.Pending > 0);
}
