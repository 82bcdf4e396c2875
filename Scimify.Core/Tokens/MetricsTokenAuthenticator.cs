namespace Scimify.Core.Tokens;

/// <summary>Decides on each request for <c>/metrics</c> whether its secret opens the numbers of the installation. A revocation takes effect at once.</summary>
public sealed class MetricsTokenAuthenticator(IMetricsTokenStore store, TokenHasher hasher, TokenUseBuffer uses, TimeProvider clock)
{
    /// <param name="secret">Without the word "Bearer".</param>
    /// <param name="ct">Cancels the look-up.</param>
    public async Task<MetricsTokenCheck> CheckAsync(string secret, CancellationToken ct)
    {
        if (!TokenSecret.IsWellFormed(secret, TokenSecret.MetricsPrefix))
        {
            return MetricsTokenCheck.Unknown;
        }

        var stored = await hasher.StoredFormAsync(await hasher.HashAsync(secret, ct), ct);
        if (await store.FindByHashAsync(stored, ct) is not { } token || !StoredHash.Equal(token.StoredHash, stored))
        {
            return MetricsTokenCheck.Unknown;
        }

        var now = clock.GetUtcNow();
        if (token.ExpiresAt <= now)
        {
            return MetricsTokenCheck.Expired;
        }

        if (new UseDue(token.LastUsedAt).TryTake(now))
        {
            uses.Note(new TokenUse(TokenKind.Metrics, token.Id, now, null, null));
        }

        return MetricsTokenCheck.Accepted;
    }
}

/// <summary>The result of presenting a secret to <c>/metrics</c>.</summary>
public enum MetricsTokenCheck
{
    /// <summary>There is no such token, it is revoked, or the text cannot be one.</summary>
    Unknown,
    Expired,
    Accepted,
}
