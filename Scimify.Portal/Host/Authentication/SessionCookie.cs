using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Scimify.Core.People.Sessions;
using Scimify.Core.Primitives;

namespace Scimify.Portal.Host.Authentication;

/// <summary>What happens to a session when its cookie is made, used and given back.</summary>
internal static class SessionCookie
{
    /// <summary>Whoever signs in again ends the session that the browser had before.</summary>
    public static async Task StartAsync(CookieSigningInContext context)
    {
        var http = context.HttpContext;
        var actors = http.RequestServices.GetRequiredService<ActorAccessor>();
        var principal = context.Principal ?? throw new InvalidOperationException("Nobody signs in.");
        var actor = await actors.FindOfAnySessionAsync(principal, AddressOf(http), http.RequestAborted)
            ?? throw new InvalidOperationException("The person was changed while signing in.");
        await EndAsync(http);
        var way = SignInWay.Of(http);
        var session = await http.RequestServices.GetRequiredService<SessionService>().StartAsync(actor, way.Words, http.Request.Headers.UserAgent, http.RequestAborted, way.Provider);
        principal.Identities.First().AddClaim(new Claim(ScimifyClaims.Session, session.ToString()));
        http.RequestServices.GetRequiredService<KnownDevice>().Remember(http, actor.Id!.Value);
    }

    /// <summary>Checks each request against a cache of seconds, so that somebody who signed out, was locked, deleted or given another role is out at once.</summary>
    public static async Task CheckAsync(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        var actors = http.RequestServices.GetRequiredService<ActorAccessor>();
        if (context.Principal is null || await actors.FindSignedInAsync(context.Principal, null, http.RequestAborted) is null)
        {
            context.RejectPrincipal();
            await http.SignOutAsync(IdentityConstants.ApplicationScheme);
            return;
        }

        actors.NoteUse(context.Principal);
    }

    /// <summary>Ends the session of the request. A copy of its cookie opens nothing any more.</summary>
    public static async Task EndAsync(HttpContext http)
    {
        var actors = http.RequestServices.GetRequiredService<ActorAccessor>();
        if (ActorAccessor.SessionOf(http.User) is { } session && await actors.FindSignedInAsync(http.User, AddressOf(http), http.RequestAborted) is { } actor)
        {
            await http.RequestServices.GetRequiredService<SessionService>().EndAsync(actor, session, http.RequestAborted);
        }
    }

    private static string? AddressOf(HttpContext http) => http.Connection.RemoteIpAddress.Plain()?.ToString();
}
