using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Security;

namespace Scimify.Portal.Host.Authentication;

/// <summary>What both token schemes share: refusing bad tokens, and counting them for each address.</summary>
internal abstract class TokenHandler(
    BadTokenLimiter limiter, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private string? _refusal;
    private int _status = StatusCodes.Status401Unauthorized;
    private TimeSpan? _retryAfter;

    /// <summary>The word before the secret.</summary>
    protected abstract string SchemeWord { get; }

    /// <summary><c>WWW-Authenticate</c> of a 401.</summary>
    protected virtual string Challenge => $"{SchemeWord} realm=\"Scimify\"";

    /// <summary>The message if there is no secret at all.</summary>
    protected abstract string AbsentMessage { get; }

    protected abstract string MalformedMessage { get; }

    protected abstract string SchemeTwiceMessage { get; }

    /// <summary>The message if the secret is good, and does not allow the request.</summary>
    protected virtual string ForbiddenMessage => "You do not have permission";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync() =>
        AuthorizationHeader.Parse(Request.Headers.Authorization, SchemeWord) switch
        {
            AuthorizationHeader.Secret secret => await CheckAsync(secret.Value),
            AuthorizationHeader.SchemeTwice => await RefuseHeaderAsync(RejectionReason.SchemeTwice, SchemeTwiceMessage),
            AuthorizationHeader.Malformed => await RefuseHeaderAsync(RejectionReason.Malformed, MalformedMessage),
            _ => AuthenticateResult.NoResult(),
        };

    protected abstract Task<AuthenticateResult> CheckAsync(string secret);

    /// <summary>Whether the address has sent so many bad tokens that they are refused unchecked and no longer recorded.</summary>
    protected bool IsLimited => _retryAfter is not null;

    /// <summary>Refuses a header without a secret that could be looked up.</summary>
    protected virtual Task<AuthenticateResult> RefuseHeaderAsync(RejectionReason reason, string message) => Task.FromResult(Refuse(message));

    /// <summary>The caller gets the message as it is.</summary>
    protected AuthenticateResult Refuse(string message, int status = StatusCodes.Status401Unauthorized)
    {
        (_refusal, _status) = (message, status);
        _retryAfter = limiter.Note(Context.Connection.RemoteIpAddress);
        return AuthenticateResult.Fail(message);
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_retryAfter is { } wait)
        {
            Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString();
            return InterfaceError.WriteAsync(
                Context, StatusCodes.Status429TooManyRequests, "Too many requests with a bad token from this address; check the token");
        }

        if (_status == StatusCodes.Status401Unauthorized)
        {
            Response.Headers.WWWAuthenticate = Challenge;
        }

        return InterfaceError.WriteAsync(Context, _status, _refusal ?? AbsentMessage);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        InterfaceError.WriteAsync(Context, StatusCodes.Status403Forbidden, ForbiddenMessage);
}
