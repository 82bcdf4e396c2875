using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Scimify.Core.People;

namespace Scimify.Portal.Host.Authentication;

/// <summary>The claims of a person. They are the same for a session and for a personal access token.</summary>
public static class ScimifyClaims
{
    public const string OrganizationKey = "scimify:organization_key";
    public const string OrganizationId = "scimify:organization_uuid";
    public const string SecurityStamp = "scimify:security_stamp";

    /// <summary>When the person of a session signed in, in Unix seconds (OpenID Connect Core 1.0 section 2). It stays when the cookie is renewed.</summary>
    public const string AuthenticationTime = "auth_time";

    /// <param name="scheme">Becomes the identity's authentication type.</param>
    public static ClaimsPrincipal Principal(PersonState person, string scheme) => new(new ClaimsIdentity(Of(person), scheme, ClaimTypes.Name, ClaimTypes.Role));

    internal static IEnumerable<Claim> Of(PersonState person) =>
    [
        new(ClaimTypes.NameIdentifier, person.Id.ToString()),
        new(ClaimTypes.Name, person.Email),
        new(ClaimTypes.Role, person.Role.ToString()),
        new(OrganizationKey, person.OrganizationKey.ToString()),
        new(OrganizationId, person.OrganizationId.ToString()),
        new(SecurityStamp, person.SecurityStamp ?? ""),
    ];
}

/// <summary>The claims in a session's cookie: those of the person, and the time of the sign-in.</summary>
internal sealed class PersonClaimsFactory(PersonStates people, TimeProvider clock) : IUserClaimsPrincipalFactory<Person>
{
    public async Task<ClaimsPrincipal> CreateAsync(Person user)
    {
        people.Forget(user.Id);
        var state = await people.FindAsync(user.Id, CancellationToken.None)
            ?? throw new InvalidOperationException("The person was removed while signing in.");
        var principal = ScimifyClaims.Principal(state, IdentityConstants.ApplicationScheme);
        principal.Identities.First().AddClaim(new Claim(ScimifyClaims.AuthenticationTime, clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        return principal;
    }
}
