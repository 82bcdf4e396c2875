using System.Net;
using Scimify.Core.People;
using Scimify.Core.Primitives;

namespace Scimify.Core.Tokens;

/// <summary>
/// Decides on each SCIM request which integration its secret belongs to. Within the cache's seconds that costs one HMAC and
/// no read, otherwise one indexed read.
/// </summary>
public sealed class ScimTokenAuthenticator(ITokenStore store, TokenHasher hasher, TokenUseBuffer uses, TimeProvider clock)
{
    /// <summary>How late a revocation on another node takes effect here.</summary>
    public static readonly TimeSpan CacheLife = TimeSpan.FromSeconds(5);

    private const int Capacity = 10_000;
    private readonly RecentCache<TokenHash, Known> _known = new(clock, CacheLife, Capacity);
    private readonly RecentCache<TokenHash, TokenCheck.Unknown> _unknown = new(clock, CacheLife, Capacity);

    /// <param name="secret">Without the word "Bearer".</param>
    /// <param name="address">The remote address. It matters if the token has a list of networks, and is stored with the last use.</param>
    /// <param name="agent">The user agent, stored with the last use.</param>
    /// <param name="ct">Cancels the look-up.</param>
    public async ValueTask<TokenCheck> CheckAsync(string secret, IPAddress? address, string? agent, CancellationToken ct)
    {
        if (!TokenSecret.IsWellFormed(secret, TokenSecret.ScimPrefix))
        {
            return TokenCheck.Unknown.Instance;
        }

        var hash = await hasher.HashAsync(secret, ct);
        var known = _known.Find(hash) ?? await LookUpAsync(hash, ct);
        if (known is null)
        {
            return TokenCheck.Unknown.Instance;
        }

        if (known.Token.IsRevoked)
        {
            return new TokenCheck.Revoked(known.Token.Identity);
        }

        var now = clock.GetUtcNow();
        if (known.IsPrevious && !(known.Token.OverlapUntil > now))
        {
            return new TokenCheck.Replaced(known.Token.Identity);
        }

        if (known.Token.ExpiresAt is { } expiry && expiry <= now)
        {
            return new TokenCheck.Expired(expiry, known.Token.Identity);
        }

        if (!known.Networks.Allow(address))
        {
            return new TokenCheck.NotFromHere(known.Token.Identity);
        }

        if (known.Use.TryTake(now))
        {
            uses.Note(new TokenUse(known.Token.Kind, known.Token.Identity.TokenId, now, address.Plain()?.ToString(), agent));
        }

        return known.Accepted;
    }

    /// <summary>Makes the next request with this token, or with any access token of this OAuth client, read it again.</summary>
    public void Forget(Guid tokenId) => _known.Forget(known => known.Token.Identity.TokenId == tokenId);

    /// <summary>Makes the next request with any token of this integration read it again.</summary>
    public void ForgetIntegration(int integrationKey) => _known.Forget(known => known.Token.Identity.IntegrationKey == integrationKey);

    /// <summary>Makes the next request with any token read it again.</summary>
    public void ForgetAll() => _known.Forget(_ => true);

    private async ValueTask<Known?> LookUpAsync(TokenHash hash, CancellationToken ct)
    {
        if (_unknown.Find(hash) is not null)
        {
            return null;
        }

        var known = await _known.ReadAsync(hash, ReadAsync, ct);
        if (known is null)
        {
            _unknown.Put(hash, TokenCheck.Unknown.Instance, _unknown.Generation);
        }

        return known;
    }

    private async Task<Known?> ReadAsync(TokenHash hash, CancellationToken ct)
    {
        var stored = await hasher.StoredFormAsync(hash, ct);
        return await store.FindByHashAsync(stored, ct) is { } token && WhichSecret(token, stored) is { } isPrevious ? new Known(token, isPrevious) : null;
    }

    /// <returns>True for the secret before the last rotation, false for the current one, null for neither.</returns>
    private static bool? WhichSecret(StoredScimToken token, string stored) =>
        StoredHash.Equal(token.StoredHash, stored) ? false
        : token.PreviousHash is { } previous && StoredHash.Equal(previous, stored) ? true
        : null;

    private sealed class Known(StoredScimToken token, bool isPrevious)
    {
        public bool IsPrevious { get; } = isPrevious;

        public TokenNetworks Networks { get; } = TokenNetworks.Parse(token.AllowedNetworks);

        public StoredScimToken Token { get; } = token;

        public TokenCheck.Accepted Accepted { get; } = new(token.Identity);

        public UseDue Use { get; } = new(token.LastUsedAt);
    }
}
