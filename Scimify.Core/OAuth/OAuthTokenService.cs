using Scimify.Core.Tokens;

namespace Scimify.Core.OAuth;

/// <summary>Checks secrets of clients, and gives out access tokens. An access token is a <see cref="ScimToken"/> that belongs to a client, so that every check of SCIM tokens holds for it.</summary>
public sealed class OAuthTokenService(IOAuthStore store, TokenHasher hasher, TimeProvider clock)
{
    /// <summary>How many access tokens of a client may work at a time. Nobody needs more than a few.</summary>
    public const int MostTokens = 100;

    /// <summary>How long an access token that has ended is kept, so that its use is answered with the reason.</summary>
    public static readonly TimeSpan Mourning = TimeSpan.FromHours(1);

    /// <summary>Null if there is no such client; deleted ones are found.</summary>
    public Task<StoredOAuthClient?> FindAsync(Guid id, CancellationToken ct) => store.FindAsync(id, ct);

    /// <returns>Null if none of the client's secrets is this one. One that has expired is returned.</returns>
    public async Task<StoredOAuthSecret?> SecretAsync(StoredOAuthClient client, string secret, CancellationToken ct)
    {
        var stored = await hasher.StoredFormAsync(await hasher.HashAsync(secret, ct), ct);
        StoredOAuthSecret? found = null;
        foreach (var one in client.Secrets)
        {
            found = StoredHash.Equal(one.Hash, stored) ? one : found;
        }

        return found;
    }

    public bool IsOver(StoredOAuthSecret secret) => secret.ExpiresAt <= clock.GetUtcNow();

    /// <param name="client">As it was checked.</param>
    /// <param name="scopes">Those that were asked for, within the client's.</param>
    public async Task<(GrantOutcome Outcome, string? Token)> GrantAsync(StoredOAuthClient client, TokenScopes scopes, OAuthGrant grant, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var secret = TokenSecret.New(TokenSecret.ScimPrefix);
        var token = new ScimToken
        {
            Id = Guid.CreateVersion7(now),
            OrganizationKey = client.Identity.OrganizationKey,
            IntegrationKey = client.Identity.IntegrationKey,
            ClientId = client.Identity.TokenId,
            ClientSecretId = (grant as OAuthGrant.BySecret)?.SecretId,
            Description = client.Identity.TokenName,
            Hash = await hasher.StoredFormAsync(await hasher.HashAsync(secret, ct), ct),
            Scopes = scopes,
            CreatedAt = now,
            ExpiresAt = now.AddHours(client.TokenLifeHours),
        };
        var outcome = await store.GrantAsync(token, grant, MostTokens, ct);
        return (outcome, outcome == GrantOutcome.Granted ? secret : null);
    }

    /// <summary>Removes what has ended.</summary>
    public Task ForgetAsync(CancellationToken ct) => store.ForgetAsync(clock.GetUtcNow() - Mourning, clock.GetUtcNow(), ct);
}
