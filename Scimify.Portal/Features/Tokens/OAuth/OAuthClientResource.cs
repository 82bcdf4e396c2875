using System.Text.Json.Serialization;
using Scimify.Core.OAuth;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Tokens.OAuth;

/// <summary>A short list, without pages.</summary>
public sealed record OAuthClientList(IReadOnlyList<OAuthClientResource> Items);

/// <summary>An OAuth client without its secrets.</summary>
/// <param name="ClientId">The UUID, as the identity provider has to send it.</param>
/// <param name="TokenEndpoint">Where the client gets access tokens.</param>
/// <param name="AllowedNetworks">Empty for everywhere.</param>
/// <param name="TokenLifeHours">How long an access token works.</param>
/// <param name="Trust">Whose assertions are accepted; null for a client with secrets.</param>
/// <param name="Secrets">The oldest first; empty for a client with a trust.</param>
/// <param name="CreatedBy">By value: the client outlives the person.</param>
[JsonExample("""
    {"uuid":"3b1f0c3a-77d1-4f1b-8f55-9a5f1f7b2c31","clientId":"3b1f0c3a-77d1-4f1b-8f55-9a5f1f7b2c31","integrationUuid":"5f2c1b0e-7a52-4d0f-9b8e-2f9d4d1c6a10",
     "name":"Microsoft Entra ID","tokenEndpoint":"https://scimify.example.com/oauth/token","scopes":["users","groups"],"allowedNetworks":[],"tokenLifeHours":1,
     "trust":null,"secrets":[{"uuid":"c7a5e1d0-0d0e-4f5e-9a5b-6f2f8e0d4b41","createdAt":"2026-11-21T22:41:00.000Z","createdByName":"owner@example.com",
     "expiresAt":"2027-11-21T00:00:00.000Z","lastUsedAt":null,"state":"active"}],"createdAt":"2026-11-21T22:41:00.000Z",
     "createdBy":{"uuid":"0d9b6a54-3f3e-4c55-8a07-5f8e5f1f2b11","name":"owner@example.com"},"lastUsedAt":null,"lastUsedFrom":null,"lastUsedAgent":null}
    """)]
public sealed record OAuthClientResource(
    Guid Uuid,
    string ClientId,
    Guid IntegrationUuid,
    string Name,
    string TokenEndpoint,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<string> AllowedNetworks,
    int TokenLifeHours,
    OAuthTrustResource? Trust,
    IReadOnlyList<OAuthSecretResource> Secrets,
    DateTimeOffset CreatedAt,
    TokenMaker? CreatedBy,
    DateTimeOffset? LastUsedAt,
    string? LastUsedFrom,
    string? LastUsedAgent)
{
    /// <summary>The new secret, only in the answers that create one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientSecret { get; init; }

    public static OAuthClientResource Of(OAuthClientView client, string tokenEndpoint, DateTimeOffset now) => new(
        client.Id,
        client.Id.ToString(),
        client.IntegrationId,
        client.Name,
        tokenEndpoint,
        TokenScopeRules.NamesOf(client.Scopes),
        client.AllowedNetworks,
        client.TokenLifeHours,
        client.Trust is { } trust ? new OAuthTrustResource(trust.Issuer, trust.KeysAddress, trust.Subject, trust.Audience) : null,
        [.. client.Secrets.Select(secret => new OAuthSecretResource(secret.Id, secret.CreatedAt, secret.CreatedByName, secret.ExpiresAt, secret.LastUsedAt, secret.IsExpiredAt(now) ? "expired" : "active"))],
        client.CreatedAt,
        client.CreatedByName is { } name ? new TokenMaker(client.CreatedById, name) : null,
        client.LastUsedAt,
        client.LastUsedFrom,
        client.LastUsedAgent);

    /// <summary>Never contains the secret.</summary>
    public override string ToString() => $"OAuthClientResource {Uuid}";
}

/// <summary>Whose assertions are accepted.</summary>
/// <param name="JwksUri">Null if the issuer's discovery document names it.</param>
public sealed record OAuthTrustResource(string Issuer, string? JwksUri, string Subject, string Audience);

/// <summary>A secret of an OAuth client, without its text.</summary>
/// <param name="ExpiresAt">Null for never.</param>
/// <param name="LastUsedAt">The last access token that it got.</param>
/// <param name="State"><c>active</c> or <c>expired</c>.</param>
public sealed record OAuthSecretResource(Guid Uuid, DateTimeOffset CreatedAt, string? CreatedByName, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, string State);
