using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Provisioning.Servers;

namespace Scimify.Core.Persistence.People;

/// <summary>Sign-in policies, stored in the rows of their organizations.</summary>
internal sealed class SignInPolicyStore(ScimifyDatabase database) : ISignInPolicyStore
{
    public async Task<SignInPolicy> FindAsync(int organizationKey, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return Of(await db.Organizations.SingleAsync(o => o.Key == organizationKey, ct));
    }

    public Task SetAsync(int organizationKey, SignInPolicy policy, Func<SignInPolicy, AuditEntry> audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            var db = session.Context;
            var organization = db.Organizations.Single(o => o.Key == organizationKey);
            var before = Of(organization);
            var roles = SignInPolicy.BitsOf(policy.SecondFactorFor);
            if ((before.SessionIdleMinutes, before.SessionLifeHours, organization.SecondFactorRoles) == (policy.SessionIdleMinutes, policy.SessionLifeHours, roles))
            {
                return;
            }

            (organization.SessionIdleMinutes, organization.SessionLifeHours, organization.SecondFactorRoles) = (policy.SessionIdleMinutes, policy.SessionLifeHours, roles);
            db.SaveChanges();
            Shorten(session, organizationKey, policy);
            EndWithoutFactor(session, organizationKey, policy);
            session.AppendAudit(audit(before));
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
        var ended = (
            from s in db.Sessions
            where s.Person!.OrganizationKey == organizationKey && roles.Contains(s.Person.Role)
                && !db.AuthenticatorApps.Any(a => a.PersonId == s.PersonId) && !db.Set<IdentityUserPasskey<Guid>>().Any(p => p.UserId == s.PersonId)
            select s.Id).ToList();
        db.Sessions.Where(s => ended.Contains(s.Id)).ExecuteDelete();
        foreach (var id in ended)
        {
            session.Announce(new ServerNews.AccountChanged(id));
        }
    }

    private static SignInPolicy Of(Organization organization) =>
        new(organization.SessionIdleMinutes, organization.SessionLifeHours, SignInPolicy.RolesOf(organization.SecondFactorRoles));
}
