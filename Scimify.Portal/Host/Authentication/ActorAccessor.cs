using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Scimify.Core.People;
using Scimify.Core.People.Sessions;
using Scimify.Core.Primitives;
using Scimify.Core.Requests;

namespace Scimify.Portal.Host.Authentication;

/// <summary>Creates the <see cref="Actor"/> of whoever is signed in. The role is the person's present one, not the one at sign-in.</summary>
public sealed class ActorAccessor(PersonStates people, SessionService sessions)
{
    /// <summary>For controllers.</summary>
    /// <exception cref="ForbiddenException">As for the other overload.</exception>
    public async ValueTask<Actor> GetAsync(HttpContext context, CancellationToken ct) =>
        await GetAsync(context.User, context.Connection.RemoteIpAddress.Plain()?.ToString(), ct) with { Token = context.Features.Get<ActorToken>() };

    /// <summary>For pages: pass the principal of the authentication state. Call it again for each action, because a circuit may live for hours.</summary>
    /// <exception cref="ForbiddenException">Nobody is signed in, or the person has been locked, deleted or changed since.</exception>
    public async ValueTask<Actor> GetAsync(ClaimsPrincipal principal, string? sourceAddress, CancellationToken ct) =>
        await FindAsync(principal, sourceAddress, ct) ?? throw new ForbiddenException();

    /// <summary>Like <see cref="GetAsync(ClaimsPrincipal, string?, CancellationToken)"/>, but returns null instead of throwing.</summary>
    public async ValueTask<Actor?> FindAsync(ClaimsPrincipal principal, string? sourceAddress, CancellationToken ct) =>
        await FindSignedInAsync(principal, sourceAddress, ct) is { } actor && !await HasToChangePasswordAsync(principal, ct) ? actor : null;

    /// <summary>Whether the person of a session may do nothing but change their password (<see cref="Person.MustChangePassword"/>).</summary>
    internal async ValueTask<bool> HasToChangePasswordAsync(ClaimsPrincipal principal, CancellationToken ct) =>
        principal.Identity?.AuthenticationType == IdentityConstants.ApplicationScheme
        && Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
        && await people.FindAsync(id, ct) is { MustChangePassword: true };

    /// <summary>Also finds somebody who may do nothing but change their password.</summary>
    internal async ValueTask<Actor?> FindSignedInAsync(ClaimsPrincipal principal, string? sourceAddress, CancellationToken ct) =>
        await FindOfAnySessionAsync(principal, sourceAddress, ct) is { Id: { } person } actor
        && (principal.Identity?.AuthenticationType != IdentityConstants.ApplicationScheme
            || (SessionOf(principal) is { } session && await sessions.IsLiveAsync(session, person, ct)))
            ? actor
            : null;

    /// <summary>For a sign-in, before its session begins: whether the claims are those of the person as she is now.</summary>
    internal async ValueTask<Actor?> FindOfAnySessionAsync(ClaimsPrincipal principal, string? sourceAddress, CancellationToken ct)
    {
        if (!Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            || principal.FindFirstValue(ScimifyClaims.SecurityStamp) is not { } stamp
            || await people.FindAsync(id, ct) is not { IsLocked: false } person
            || person.SecurityStamp != stamp)
        {
            return null;
        }

        var kind = principal.Identity?.AuthenticationType == ScimifySchemes.ApiKey ? "api" : "person";
        return new Actor(kind, person.Id, person.Email, person.OrganizationKey, person.OrganizationId, person.Role, sourceAddress)
        {
            AuthenticatedAt = AuthenticationTimeOf(principal),
            Session = SessionOf(principal),
            DisplayName = person.DisplayName,
        };
    }

    /// <summary>The person behind a session has done something, so it is not idle.</summary>
    public void NoteUse(ClaimsPrincipal principal)
    {
        if (SessionOf(principal) is { } session)
        {
            sessions.NoteUse(session);
        }
    }

    internal static Guid? SessionOf(ClaimsPrincipal principal) => Guid.TryParse(principal.FindFirstValue(ScimifyClaims.Session), out var id) ? id : null;

    private static DateTimeOffset? AuthenticationTimeOf(ClaimsPrincipal principal) =>
        long.TryParse(principal.FindFirstValue(ScimifyClaims.AuthenticationTime), CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
