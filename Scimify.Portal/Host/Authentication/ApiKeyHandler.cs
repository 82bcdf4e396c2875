using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Scimify.Core.People;
using Scimify.Core.Primitives;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Host.Authentication;

/// <summary><c>Authorization: ApiKey &lt;personal access token&gt;</c> of the REST API. Puts the <see cref="ActorToken"/> into the request's features.</summary>
internal sealed class ApiKeyHandler(
    PersonalAccessTokenAuthenticator authenticator, BadTokenLimiter limiter,
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : TokenHandler(limiter, options, logger, encoder)
{
    protected override string SchemeWord => "ApiKey";

    protected override string AbsentMessage => "No personal access token provided";

    protected override string MalformedMessage =>
        "Invalid personal access token. The header should be in the format \"Authorization: ApiKey <token>\"";

    protected override string SchemeTwiceMessage => "Invalid personal access token. The word \"ApiKey\" was sent twice";

    protected override async Task<AuthenticateResult> CheckAsync(string secret) =>
        await authenticator.CheckAsync(secret, Context.Connection.RemoteIpAddress, Context.RequestAborted) switch
        {
            PersonalAccessTokenCheck.Accepted accepted => Accept(accepted),
            PersonalAccessTokenCheck.NotFromHere => Refuse(
                $"This personal access token may not be used from {Context.Connection.RemoteIpAddress.Plain()}: its list of networks does not contain the address",
                StatusCodes.Status403Forbidden),
            PersonalAccessTokenCheck.Expired => Refuse("Invalid personal access token. The token has expired"),
            _ => Refuse("Invalid personal access token. Authentication failed."),
        };

    protected override string ForbiddenMessage => Context.Features.Get<ScopeRefusal>()?.Message ?? base.ForbiddenMessage;

    private AuthenticateResult Accept(PersonalAccessTokenCheck.Accepted accepted)
    {
        Context.Features.Set(accepted.Token);
        return AuthenticateResult.Success(new AuthenticationTicket(ScimifyClaims.Principal(accepted.Person, ScimifySchemes.ApiKey), ScimifySchemes.ApiKey));
    }
}
