using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.OAuth;
using Scimify.Core.People;
using Scimify.Core.People.Factors;
using Scimify.Core.People.Passwords;
using Scimify.Core.People.Sessions;
using Scimify.Core.People.SignIns;
using Scimify.Core.People.Views;
using Scimify.Core.Persistence.OAuth;
using Scimify.Core.Persistence.SignIn;
using Scimify.Core.Persistence.Tokens;
using Scimify.Core.SignIn;
using Scimify.Core.Tokens;

namespace Scimify.Core.Persistence.People;

/// <summary>Registers people, tokens and their stores. Needs the database, an <c>ISecretProtector</c>, a <c>TimeProvider</c> and a password hasher.</summary>
public static class AccountServices
{
    public static IServiceCollection AddScimifyAccounts(this IServiceCollection services) => services
        .AddSingleton<WaysInSteps>()
        .AddSingleton<IPeopleStore, PeopleStore>()
        .AddSingleton<ISessionStore, SessionStore>()
        .AddSingleton<SessionUses>()
        .AddSingleton<SessionService>()
        .AddSingleton<IFactorStore, FactorStore>()
        .AddSingleton<FactorService>()
        .AddSingleton<ISignInPolicyStore, SignInPolicyStore>()
        .AddSingleton<SignInPolicyService>()
        .AddSingleton<IPasswordStore, PasswordStore>()
        .AddSingleton<PasswordService>()
        .AddSingleton<PasswordLinkService>()
        .AddSingleton<ISavedViewStore, SavedViewStore>()
        .AddSingleton<SavedViewService>()
        .AddSingleton<ISignInAttemptStore, SignInAttemptStore>()
        .AddSingleton<SignInAttempts>()
        .AddSingleton<SignInWaits>()
        .AddSingleton<ISignInStore, SignInStore>()
        .AddSingleton<ITokenStore, TokenStore>()
        .AddSingleton<IOAuthStore, OAuthStore>()
        .AddSingleton<OAuthTokenService>()
        .AddSingleton<ITokenPolicyStore, TokenPolicyStore>()
        .AddSingleton<ITokenUseStore, TokenUseStore>()
        .AddSingleton<IPersonalAccessTokenStore, PersonalAccessTokenStore>()
        .AddSingleton<IMetricsTokenStore, MetricsTokenStore>()
        .AddSingleton<IServerKeyStore, ServerKeyStore>()
        .AddSingleton<TokenHasher>()
        .AddSingleton<IKeyedHash>(services => services.GetRequiredService<TokenHasher>())
        .AddSingleton<TokenUseBuffer>()
        .AddSingleton<IRejectedRequestStore, RejectedRequestStore>()
        .AddSingleton<RejectedRequestBuffer>()
        .AddSingleton<TokenService>()
        .AddSingleton<TokenPolicyService>()
        .AddSingleton<ScimTokenAuthenticator>()
        .AddSingleton<PersonStates>()
        .AddSingleton<PeopleService>()
        .AddSingleton<PersonalAccessTokenService>()
        .AddSingleton<PersonalAccessTokenAuthenticator>()
        .AddSingleton<MetricsTokenService>()
        .AddSingleton<MetricsTokenAuthenticator>();
}
