using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.People.Factors;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Sessions;

namespace Scimify.Portal.Features.Profile;

/// <summary>What a person sees of the own account.</summary>
public sealed class ProfileQuery(IDbContextFactory<ScimifyContext> contexts, FactorService factors, SessionsQuery sessions, ISignInPolicyStore policies)
{
    private const int MostSessions = 100;

    /// <exception cref="ForbiddenException">The actor is not a person.</exception>
    public async Task<ProfileView> RunAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return new ProfileView(
            actor.DisplayName,
            actor.Name,
            actor.Role,
            await db.Organizations.Where(o => o.Key == actor.OrganizationKey).Select(o => o.Name).SingleAsync(ct),
            await factors.OwnAsync(actor, ct),
            (await policies.FindAsync(actor.OrganizationKey, ct)).AsksForFactor(actor.Role),
            await sessions.OwnAsync(actor, new PageRequest(1, MostSessions), ct),
            await db.PersonalAccessTokens.CountAsync(t => t.PersonId == actor.Id && t.RevokedAt == null, ct));
    }
}

/// <param name="DisplayName">Null if the person is called by the address.</param>
/// <param name="NeedsFactor">Whether the organization asks the role for a second factor.</param>
/// <param name="Tokens">Personal access tokens that are not revoked.</param>
public sealed record ProfileView(
    string? DisplayName, string Email, PortalRole Role, string Organization, PersonFactors Factors, bool NeedsFactor, ResultPage<SessionView> Sessions, int Tokens)
{
    public string Name => DisplayName ?? Email;
}
