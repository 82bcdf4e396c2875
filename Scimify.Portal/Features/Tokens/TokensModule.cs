using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Tokens;

internal sealed class TokensModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddSingleton<TokensQuery>()
        .AddSingleton<RejectedRequestsQuery>();
}
