using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.People.Sessions;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Provisioning.Servers;

namespace Scimify.Core.Persistence.People;

/// <summary>Sign-in policies, stored in the rows of their organizations.</summary>
internal sealed class SignInPolicyStore(ScimifyDatabase database, WaysInSteps ways) : ISignInPolicyStore
{
    public async Task<SignInPolicy> FindAsync(int organizationKey, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return Of(await db.Organizations.SingleAsync(o => o.Key == organizationKey, ct));
    }

    public Task SetAsync(
        int organizationKey, SignInPolicy policy, Action<SignInPolicy, WaysIn> check, Guid? keep, Func<SignInPolicy, AuditEntry> audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            var db = session.Context;
            session.Execute("UPDATE organizations SET name = name WHERE key = @p0", organizationKey);
            var organization = db.Organizations.Single(o => o.Key == organizationKey);
            var before = Of(organization);
            var roles = SignInPolicy.BitsOf(policy.SecondFactorFor);
            if ((before.SessionIdleMinutes, before.SessionLifeHours, organization.SecondFactorRoles, before.ProvidersOnly) == (policy.SessionIdleMinutes, policy.SessionLifeHours, roles, policy.ProvidersOnly))
            {
                return;
            }

            check(before, ways.Find(session, organizationKey));
            (organization.SessionIdleMinutes, organization.SessionLifeHours, organization.SecondFactorRoles) = (policy.SessionIdleMinutes, policy.SessionLifeHours, roles);
            organization.ProvidersOnly = policy.ProvidersOnly;
            db.SaveChanges();

            // Before sessions end: whoever signs in at this moment waits for the chain, and is checked against the new policy.
            session.AppendAudit(audit(before));
            Shorten(session, organizationKey, policy);
            EndWithoutFactor(session, organizationKey, policy);
            if (policy.ProvidersOnly && !before.ProvidersOnly)
            {
                End(session, db.Sessions.Where(s => s.Person!.OrganizationKey == organizationKey && s.ProviderId == null && !s.Person.IsBreakGlass && s.Id != keep));
            }
        },
        ct);

    private static void Shorten(WriteSession session, int organizationKey, SignInPolicy policy) => session.Execute(
        """
        UPDATE sessions SET expires_at = created_at + @p1
        WHERE expires_at > created_at + @p1 AND person_id IN (SELECT id FROM people WHERE organization_key = @p0)
        """,
        organizationKey,
        (long)policy.Life().TotalMilliseconds);

    private static void EndWithoutFactor(WriteSession session, int organizationKey, SignInPolicy policy)
    {
        var db = session.Context;
        var roles = policy.SecondFactorFor.ToArray();
        End(
            session,
            from s in db.Sessions
            where s.Person!.OrganizationKey == organizationKey && roles.Contains(s.Person.Role) && s.ProviderId == null
                && !db.AuthenticatorApps.Any(a => a.PersonId == s.PersonId) && !db.Set<IdentityUserPasskey<Guid>>().Any(p => p.UserId == s.PersonId)
            select s);
    }

    private static void End(WriteSession session, IQueryable<PersonSession> which)
    {
        var ended = which.Select(s => s.Id).ToList();
        session.Context.Sessions.Where(s => ended.Contains(s.Id)).ExecuteDelete();
        foreach (var id in ended)
        {
            session.Announce(new ServerNews.AccountChanged(id));
        }
    }

    private static SignInPolicy Of(Organization organization) =>
        new(organization.SessionIdleMinutes, organization.SessionLifeHours, SignInPolicy.RolesOf(organization.SecondFactorRoles)) { ProvidersOnly = organization.ProvidersOnly };
}
