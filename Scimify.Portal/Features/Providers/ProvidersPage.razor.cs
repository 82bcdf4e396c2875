using Microsoft.AspNetCore.Components;
using Scimify.Core.Changes;
using Scimify.Core.People;
using Scimify.Core.SignIn;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Providers;

/// <summary>The OpenID Connect providers of the organization.</summary>
public sealed partial class ProvidersPage : DataPage<ProviderList>
{
    [Inject] public required ProviderService Providers { get; init; }

    protected override ChangeTopics Watches => ChangeTopics.People;

    protected override async Task<ProviderList> QueryAsync(Actor actor, CancellationToken ct) => new(await Providers.ListAsync(actor, ct));
}

public sealed record ProviderList(IReadOnlyList<ProviderView> Providers);
