using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People.Sessions;
using Scimify.Core.Primitives;
using Scimify.Portal.Host.Authentication.Providers;
using Scimify.Portal.Host.Security;

namespace Scimify.Portal.Features.SignIn;

/// <summary>
/// Where a provider says that somebody has signed out there (OpenID Connect Back-Channel Logout 1.0). The token is the only proof,
/// so the address is open. A provider that is switched off may still end the sessions that it began.
/// </summary>
internal static partial class BackChannelEndpoint
{
    private const long LongestBody = 64 * 1024;

    public static void Map(WebApplication app) =>
        app.MapPost(ProviderScheme.BackChannelRoot + "/{id:guid}", HandleAsync).AllowAnonymous().WithMetadata(new RequestSizeLimitAttribute(LongestBody)).ExcludeFromDescription();

    private static async Task<IResult> HandleAsync(
        HttpContext http, Guid id, ProviderOptions providers, LogoutTokens tokens, SessionService sessions, SignInLimiter limiter, ILogger<LogoutTokens> logger)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (!limiter.MayEndSessions(http.Connection.RemoteIpAddress))
        {
            return Results.StatusCode(StatusCodes.Status429TooManyRequests);
        }

        var ct = http.RequestAborted;
        if (await providers.LoadAsync(id, ct) is not { } provider)
        {
            return Results.NotFound();
        }

        try
        {
            var text = http.Request.HasFormContentType ? (await http.Request.ReadFormAsync(ct))["logout_token"].ToString() : "";
            var (logout, problem) = await tokens.ReadAsync(provider, text, ct);
            if (logout is not null && !await sessions.EndByProviderAsync(provider.Actor(http.Connection.RemoteIpAddress.Plain()?.ToString()), logout, ct))
            {
                problem = "the token was used before";
            }

            return problem is null ? Results.Ok() : Refuse(problem);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && ProviderProblems.Of(e) == ProviderProblem.Down)
        {
            return Refuse("the provider's keys could not be read");
        }

        IResult Refuse(string problem)
        {
            Refused(logger, ProviderScheme.NameOf(id), problem, RequestId.Of(http));
            return Results.Json(new { error = "invalid_request", error_description = problem }, statusCode: StatusCodes.Status400BadRequest);
        }
    }

    [LoggerMessage(1422, LogLevel.Warning, "A logout of {Scheme} was refused: {Problem}, request {RequestId}")]
    private static partial void Refused(ILogger logger, string scheme, string problem, Guid requestId);
}
