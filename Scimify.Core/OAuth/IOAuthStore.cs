using Scimify.Core.Audit;
using Scimify.Core.Tokens;

namespace Scimify.Core.OAuth;

/// <summary>Stores OAuth clients. Each write commits with its audit entry.</summary>
public interface IOAuthStore
{
    /// <summary>By name. Null if the organization has no such integration.</summary>
    Task<IReadOnlyList<OAuthClientView>?> ListAsync(int organizationKey, Guid integrationId, CancellationToken ct);

    /// <summary>Null if the integration of this organization has no such client, or it was deleted.</summary>
    Task<OAuthClientView?> FindAsync(int organizationKey, Guid integrationId, Guid id, CancellationToken ct);

    /// <summary>Sets the client's integration.</summary>
    /// <param name="secret">Null for a client with a trust.</param>
    /// <returns>False if the integration has <paramref name="most"/> clients. Nothing is written then.</returns>
    Task<bool> AddAsync(OAuthClient client, OAuthSecret? secret, Guid integrationId, int most, AuditEntry audit, CancellationToken ct);

    /// <summary>
    /// Lets the change read and alter the client and its secrets while nobody else can, nor get an access token. If it returns null,
    /// nothing is written.
    /// </summary>
    /// <returns>False if the integration of this organization has no such client, or it was deleted.</returns>
    Task<bool> ChangeAsync(int organizationKey, Guid integrationId, Guid id, Func<OAuthClientDraft, AuditEntry?> change, CancellationToken ct);

    /// <summary>What a token request needs; also finds a client that was deleted.</summary>
    Task<StoredOAuthClient?> FindAsync(Guid id, CancellationToken ct);

    /// <summary>
    /// Stores an access token, if client, secret and trust are still what they were when they were checked. Uses up the assertion, and
    /// removes access tokens that have ended.
    /// </summary>
    /// <param name="most">How many access tokens a client may have at a time; the oldest makes way.</param>
    Task<GrantOutcome> GrantAsync(ScimToken token, OAuthGrant grant, int most, CancellationToken ct);

    /// <summary>Removes access tokens that ended before <paramref name="ended"/>, and assertions that are accepted no more.</summary>
    Task ForgetAsync(DateTimeOffset ended, DateTimeOffset now, CancellationToken ct);
}

/// <summary>A client within a change.</summary>
/// <param name="Client">Tracked: what the change assigns is stored.</param>
/// <param name="Secrets">The oldest first.</param>
public sealed record OAuthClientDraft(OAuthClient Client, IReadOnlyList<OAuthSecret> Secrets)
{
    public OAuthSecret? Added { get; set; }

    /// <summary>Their access tokens end with them.</summary>
    public List<OAuthSecret> Removed { get; } = [];

    /// <summary>Whether all access tokens of the client end.</summary>
    public bool EndsTokens { get; set; }
}

/// <param name="Identity">On whose behalf its access tokens act: the ID is the client's.</param>
/// <param name="IsRevoked">Also true if the integration was deleted.</param>
public sealed record StoredOAuthClient(ScimTokenIdentity Identity, string? AllowedNetworks, int TokenLifeHours, OAuthTrust? Trust, bool IsRevoked, IReadOnlyList<StoredOAuthSecret> Secrets);

public sealed record StoredOAuthSecret(Guid Id, string Hash, DateTimeOffset? ExpiresAt);

/// <summary>How a client has proved who it is.</summary>
public abstract record OAuthGrant
{
    private OAuthGrant()
    {
    }

    public sealed record BySecret(Guid SecretId) : OAuthGrant;

    /// <param name="Trust">The one that the assertion was checked with.</param>
    /// <param name="Hash">As in <see cref="UsedAssertion"/>; null for an assertion without <c>jti</c>, which may be used again until it expires.</param>
    /// <param name="Until">How long the assertion is accepted.</param>
    public sealed record ByAssertion(OAuthTrust Trust, string? Hash, DateTimeOffset Until) : OAuthGrant;
}

public enum GrantOutcome
{
    Granted,

    /// <summary>Client, secret or trust were taken away meanwhile.</summary>
    Gone,

    /// <summary>The assertion was used before.</summary>
    Replayed,
}
