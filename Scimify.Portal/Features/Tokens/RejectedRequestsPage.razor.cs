using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Tokens;

public sealed partial class RejectedRequestsPage : DataPage<RejectedRequestsView>
{
    [Inject] public required RejectedRequestsQuery Requests { get; init; }

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery] public long? Before { get; set; }

    protected override Task<RejectedRequestsView> QueryAsync(Actor actor, CancellationToken ct) => Requests.RunAsync(actor, Id, Before, ct);
}
