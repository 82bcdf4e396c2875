using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Tokens;

namespace Scimify.Core.Persistence.Tokens;

/// <summary>Token policies, stored in the rows of their organizations.</summary>
internal sealed class TokenPolicyStore(ScimifyDatabase database) : ITokenPolicyStore
{
    public async Task<TokenPolicy> FindAsync(int organizationKey, TokenPolicyKind kind, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return Of(await db.Organizations.SingleAsync(o => o.Key == organizationKey, ct), kind);
    }

    public Task SetAsync(
        int organizationKey, TokenPolicyKind kind, TokenPolicy policy, Func<TokenPolicy, AuditEntry> audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            var organization = session.Context.Organizations.Single(o => o.Key == organizationKey);
            var before = Of(organization, kind);
            if (before != policy)
            {
                Keep(organization, kind, policy);
                session.Context.SaveChanges();
                session.AppendAudit(audit(before));
            }
        },
        ct);

    private static TokenPolicy Of(Organization organization, TokenPolicyKind kind) => kind == TokenPolicyKind.Scim
        ? new(organization.TokensMayNeverExpire, organization.TokenMaxDays, organization.TokenDefaultDays)
        : new(organization.PersonalTokensMayNeverExpire, organization.PersonalTokenMaxDays, organization.PersonalTokenDefaultDays);

    private static void Keep(Organization organization, TokenPolicyKind kind, TokenPolicy policy)
    {
        if (kind == TokenPolicyKind.Scim)
        {
            (organization.TokensMayNeverExpire, organization.TokenMaxDays, organization.TokenDefaultDays) = (policy.NeverAllowed, policy.MaxDays, policy.DefaultDays);
        }
        else
        {
            (organization.PersonalTokensMayNeverExpire, organization.PersonalTokenMaxDays, organization.PersonalTokenDefaultDays) =
                (policy.NeverAllowed, policy.MaxDays, policy.DefaultDays);
        }
    }
}
