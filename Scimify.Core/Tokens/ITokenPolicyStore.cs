using Scimify.Core.Audit;

namespace Scimify.Core.Tokens;

/// <summary>Where organizations keep how long their SCIM tokens may live.</summary>
public interface ITokenPolicyStore
{
    Task<TokenPolicy> FindAsync(int organizationKey, CancellationToken ct);

    /// <summary>Writes nothing when nothing changes.</summary>
    Task SetAsync(int organizationKey, TokenPolicy policy, Func<TokenPolicy, AuditEntry> audit, CancellationToken ct);
}
