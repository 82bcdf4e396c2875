using Scimify.Core.People;
using Scimify.Core.People.Sessions;
using Scimify.Core.Provisioning.Servers;
using Scimify.Core.SignIn;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Host.Authentication;

/// <summary>A token, a person, a session or a provider that was changed on another server is read again with the next request, not when the cache expires.</summary>
internal sealed class AccountsOfOtherServers(
    ScimTokenAuthenticator tokens, PersonalAccessTokenAuthenticator personalTokens, PersonStates people, SessionService sessions,
    ProviderSnapshots providers) : IServerNewsListener
{
    public void Heard(ServerNews news)
    {
        switch (news)
        {
            case ServerNews.AccountChanged changed:
                tokens.Forget(changed.Id);
                personalTokens.Forget(changed.Id);
                people.Forget(changed.Id);
                sessions.Forget(changed.Id);
                providers.Forget(changed.Id);
                break;
            case ServerNews.Missed:
                tokens.ForgetAll();
                personalTokens.ForgetAll();
                people.ForgetAll();
                sessions.ForgetAll();
                providers.ForgetAll();
                break;
        }
    }
}
