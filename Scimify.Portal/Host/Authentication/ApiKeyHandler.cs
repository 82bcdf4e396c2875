using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Host.Authentication;

/// <summary><c>Authorization: ApiKey &lt;personal access token&gt;</c> of the REST API.</summary>
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
        await authenticator.CheckAsync(secret, Context.RequestAborted) switch
        {
            PersonalAccessTokenCheck.Accepted accepted => AuthenticateResult.Success(new AuthenticationTicket(
                ScimifyClaims.Principal(accepted.Person, ScimifySchemes.ApiKey), ScimifySchemes.ApiKey)),
            PersonalAccessTokenCheck.Expired => Refuse("Invalid personal access token. The token has expired"),
            _ => Refuse("Invalid personal access token. Authentication failed."),
        };
}
