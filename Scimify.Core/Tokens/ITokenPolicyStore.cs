using Scimify.Core.Audit;

namespace Scimify.Core.Tokens;

/// <summary>Stores how long the tokens of organizations may live.</summary>
public interface ITokenPolicyStore
{
    Task<TokenPolicy> FindAsync(int organizationKey, TokenPolicyKind kind, CancellationToken ct);

    /// <summary>Writes nothing if nothing changes.</summary>
    Task SetAsync(int organizationKey, TokenPolicyKind kind, TokenPolicy policy, Func<TokenPolicy, AuditEntry> audit, CancellationToken ct);
}
