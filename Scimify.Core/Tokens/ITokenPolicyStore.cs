using Scimify.Core.Audit;

namespace Scimify.Core.Tokens;

/// <summary>Stores how long the SCIM tokens of organizations may live.</summary>
public interface ITokenPolicyStore
{
    Task<TokenPolicy> FindAsync(int organizationKey, CancellationToken ct);

    /// <summary>Writes nothing if nothing changes.</summary>
    Task SetAsync(int organizationKey, TokenPolicy policy, Func<TokenPolicy, AuditEntry> audit, CancellationToken ct);
}
