using Scimify.Core.OAuth;
using Scimify.Portal.Features.Tokens.OAuth;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Tokens;

internal sealed class TokensModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddSingleton<TokensQuery>()
        .AddSingleton<RejectedRequestsQuery>()
        .AddSingleton<OAuthClientService>()
        .AddSingleton<TrustedKeys>()
        .AddSingleton<ClientAssertions>()
        .AddSingleton<TokenRequests>();

    public void Map(WebApplication app)
    {
        TokenEndpoint.Map(app);
        OAuthMetadata.Map(app);
    }
}
