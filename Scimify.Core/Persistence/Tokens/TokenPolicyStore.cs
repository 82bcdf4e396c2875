using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Tokens;

namespace Scimify.Core.Persistence.Tokens;

/// <summary>Token policies, stored in the rows of their organizations.</summary>
internal sealed class TokenPolicyStore(ScimifyDatabase database) : ITokenPolicyStore
{
    public async Task<TokenPolicy> FindAsync(int organizationKey, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return Of(await db.Organizations.SingleAsync(o => o.Key == organizationKey, ct));
    }

    public Task SetAsync(int organizationKey, TokenPolicy policy, Func<TokenPolicy, AuditEntry> audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            var organization = session.Context.Organizations.Single(o => o.Key == organizationKey);
            var before = Of(organization);
            if (before != policy)
            {
                (organization.TokensMayNeverExpire, organization.TokenMaxDays, organization.TokenDefaultDays) =
                    (policy.NeverAllowed, policy.MaxDays, policy.DefaultDays);
                session.Context.SaveChanges();
                session.AppendAudit(audit(before));
            }
        },
        ct);

    private static TokenPolicy Of(Organization organization) =>
        new(organization.TokensMayNeverExpire, organization.TokenMaxDays, organization.TokenDefaultDays);
}
