using Scimify.Core.People;
using Scimify.Core.SignIn;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Providers;

/// <summary>An organization's providers, in the order of their creation. There are at most ten.</summary>
public sealed class ProvidersQuery(ProviderService providers)
{
    public async Task<ResultPage<ProviderView>> RunAsync(Actor actor, PageRequest part, CancellationToken ct)
    {
        var all = await providers.ListAsync(actor, ct);
        return new([.. all.Skip(part.Skip).Take(part.Size)], part, all.Count);
    }
}
