using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Host.Authentication;

/// <summary>Checks the bearer tokens of monitoring systems at <c>/metrics</c>. Such a token stands for nobody, and opens nothing else.</summary>
internal sealed class MetricsTokenHandler(
    MetricsTokenAuthenticator authenticator, BadTokenLimiter limiter,
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : TokenHandler(limiter, options, logger, encoder)
{
    protected override string SchemeWord => "Bearer";

    protected override string AbsentMessage => "No metrics token provided";

    protected override string MalformedMessage => "Invalid metrics token. The header should be in the format \"Authorization: Bearer <token>\"";

    protected override string SchemeTwiceMessage => "Invalid metrics token. The word \"Bearer\" was sent twice";

    protected override async Task<AuthenticateResult> CheckAsync(string secret) =>
        await authenticator.CheckAsync(secret, Context.RequestAborted) switch
        {
            MetricsTokenCheck.Accepted => AuthenticateResult.Success(new AuthenticationTicket(
                new ClaimsPrincipal(new ClaimsIdentity(ScimifySchemes.MetricsToken)), ScimifySchemes.MetricsToken)),
            MetricsTokenCheck.Expired => Refuse("Invalid metrics token. The token has expired"),
            _ when secret.StartsWith(TokenSecret.PersonalPrefix, StringComparison.Ordinal) =>
                Refuse("Invalid metrics token. A personal access token is sent as \"Authorization: ApiKey <token>\""),
            _ => Refuse("Invalid metrics token. Authentication failed."),
        };
}
