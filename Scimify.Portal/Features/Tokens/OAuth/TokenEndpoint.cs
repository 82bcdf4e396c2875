using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Tokens.OAuth;

/// <summary>
/// <c>POST /oauth/token</c>: access tokens for SCIM (RFC 6749 section 4.4). The request itself proves which client it is from, so the
/// address is open. Whoever is refused too often has to wait, as with bad tokens; a good request from the same address goes on working.
/// </summary>
internal static class TokenEndpoint
{
    public const string Path = ConsoleAddresses.TokenPath;

    public static void Map(WebApplication app) =>
        app.MapPost(Path, HandleAsync).AllowAnonymous().DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(TokenRequest.LongestBody)).ExcludeFromDescription();

    private static async Task<IResult> HandleAsync(HttpContext http, TokenRequests requests, RejectedRequests rejected, BadTokenLimiter limiter)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Pragma = "no-cache";
        TokenRequest? request = null;
        try
        {
            request = await TokenRequest.ReadAsync(http.Request, http.RequestAborted);
            var token = await requests.GrantAsync(request, http.Connection.RemoteIpAddress, http.RequestAborted);
            return Results.Json(new TokenAnswer(token.Value, "Bearer", (long)token.Life.TotalSeconds, token.Scope));
        }
        catch (TokenRefusal refusal)
        {
            return await RefuseAsync(http, refusal, request?.Secret, rejected, limiter);
        }
    }

    private static async Task<IResult> RefuseAsync(HttpContext http, TokenRefusal refusal, string? secret, RejectedRequests rejected, BadTokenLimiter limiter)
    {
        if (refusal.Reason != RejectionReason.KeysAway && limiter.Note(http.Connection.RemoteIpAddress) is { } wait)
        {
            WaitFor(http, wait);
            return Error(StatusCodes.Status429TooManyRequests, "temporarily_unavailable", "Too many refused token requests from this address. Check the client.");
        }

        await rejected.NoteAsync(http, refusal.Reason, refusal.Client, secret);
        if (refusal.RetryAfter is { } pause)
        {
            WaitFor(http, pause);
        }

        if (refusal.Status == StatusCodes.Status401Unauthorized && TokenRequest.UsesBasic(http.Request))
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"Scimify\"";
        }

        return Error(refusal.Status, refusal.Error, refusal.Message);
    }

    private static void WaitFor(HttpContext http, TimeSpan wait) => http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    private static IResult Error(int status, string error, string description) => Results.Json(new TokenError(error, description), statusCode: status);

    private sealed record TokenAnswer(
        [property: JsonPropertyName("access_token")] string AccessToken,
        [property: JsonPropertyName("token_type")] string TokenType,
        [property: JsonPropertyName("expires_in")] long ExpiresIn,
        [property: JsonPropertyName("scope")] string Scope);

    private sealed record TokenError([property: JsonPropertyName("error")] string Error, [property: JsonPropertyName("error_description")] string Description);
}
