using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Scimify.Core.Primitives;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host.Authentication;

/// <summary>Checks the bearer tokens of identity providers. Puts the <see cref="ScimTokenIdentity"/> into the request's features.</summary>
internal sealed class ScimTokenHandler(
    ScimTokenAuthenticator authenticator, RejectedRequests rejected, ScimifySettings settings, BadTokenLimiter limiter,
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : TokenHandler(limiter, options, logger, encoder)
{
    private const string Failed = "Invalid SCIM token. Authentication failed.";

    protected override string SchemeWord => "Bearer";

    /// <summary>Names the document about the way to a token (RFC 9728 section 5.1).</summary>
    protected override string Challenge => $"{base.Challenge}, resource_metadata=\"{settings.PublicOrigin(Request)}{ProtectedResource.Address}\"";

    protected override string AbsentMessage => "No SCIM token provided";

    protected override string MalformedMessage => "Invalid SCIM token. Token should be in the format \"Bearer <token>\"";

    protected override string SchemeTwiceMessage =>
        "Invalid SCIM token. The word \"Bearer\" was sent twice: paste the token into the identity provider without it";

    protected override async Task<AuthenticateResult> CheckAsync(string secret)
    {
        var check = await authenticator.CheckAsync(secret, Context.Connection.RemoteIpAddress, Request.Headers.UserAgent, Context.RequestAborted);
        return check switch
        {
            TokenCheck.Accepted accepted => Accept(accepted.Identity),
            TokenCheck.Expired expired => await RefuseAsync(
                RejectionReason.Expired, expired.Token, secret, $"Invalid SCIM token. The token has expired ({expired.At.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ})"),
            TokenCheck.NotFromHere elsewhere => await RefuseAsync(
                RejectionReason.Address,
                elsewhere.Token,
                secret,
                $"This SCIM token may not be used from {Context.Connection.RemoteIpAddress.Plain()}: its list of networks does not contain the address",
                StatusCodes.Status403Forbidden),
            TokenCheck.Revoked revoked => await RefuseAsync(RejectionReason.Revoked, revoked.Token, secret, Failed),
            TokenCheck.Replaced replaced => await RefuseAsync(RejectionReason.Replaced, replaced.Token, secret, Failed),
            _ => await RefuseAsync(RejectionReason.Unknown, null, secret, Failed),
        };
    }

    protected override Task<AuthenticateResult> RefuseHeaderAsync(RejectionReason reason, string message) => RefuseAsync(reason, null, null, message);

    private async Task<AuthenticateResult> RefuseAsync(
        RejectionReason reason, ScimTokenIdentity? token, string? secret, string message, int status = StatusCodes.Status401Unauthorized)
    {
        var refused = Refuse(message, status);
        if (!IsLimited)
        {
            await rejected.NoteAsync(Context, reason, token, secret);
        }

        return refused;
    }

    private AuthenticateResult Accept(ScimTokenIdentity identity)
    {
        Context.Features.Set(identity);
        var claims = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, identity.TokenId.ToString())], ScimifySchemes.ScimToken);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(claims), ScimifySchemes.ScimToken));
    }
}
