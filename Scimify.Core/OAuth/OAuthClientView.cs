using Scimify.Core.Requests;
using Scimify.Core.Tokens;

namespace Scimify.Core.OAuth;

/// <summary>What people and programs may see of a client: never a secret or its hash.</summary>
/// <param name="Secrets">The oldest first; empty for a client with a trust.</param>
public sealed record OAuthClientView(
    Guid Id, Guid IntegrationId, string Name, TokenScopes Scopes, IReadOnlyList<string> AllowedNetworks, int TokenLifeHours, OAuthTrust? Trust, IReadOnlyList<OAuthSecretView> Secrets,
    DateTimeOffset CreatedAt, Guid? CreatedById, string? CreatedByName, DateTimeOffset? LastUsedAt, string? LastUsedFrom, string? LastUsedAgent)
{
    /// <summary>Changes with every edit and with its secrets, but not with use.</summary>
    public string Tag => TagOf(Name, Scopes, TokenNetworks.Stored(AllowedNetworks), TokenLifeHours, Trust, Secrets.Select(secret => secret.Id));

    internal static string TagOf(OAuthClient client, IEnumerable<Guid> secrets) =>
        TagOf(client.Name, client.Scopes, client.AllowedNetworks, client.TokenLifeHours, client.Trust, secrets);

    private static string TagOf(string name, TokenScopes scopes, string? networks, int hours, OAuthTrust? trust, IEnumerable<Guid> secrets) => EntityTag.Of(
        name, (int)scopes, networks, hours, trust?.Issuer, trust?.KeysAddress, trust?.Subject, trust?.Audience, string.Join(' ', secrets.Select(id => id.ToString()).Order(StringComparer.Ordinal)));
}

/// <param name="ExpiresAt">Null for never.</param>
/// <param name="LastUsedAt">The last access token that it got; null for none.</param>
public sealed record OAuthSecretView(Guid Id, DateTimeOffset CreatedAt, string? CreatedByName, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt)
{
    public bool IsExpiredAt(DateTimeOffset now) => ExpiresAt <= now;
}

/// <summary>The request for a new client.</summary>
/// <param name="Name">1 to 255 characters.</param>
/// <param name="Trust">Null for a client with a secret.</param>
public sealed record NewOAuthClient(Guid IntegrationId, string Name, OAuthTrust? Trust = null)
{
    public TokenScopes Scopes { get; init; } = TokenScopes.All;

    /// <summary>Networks in CIDR notation, or addresses; empty for everywhere.</summary>
    public IReadOnlyCollection<string> AllowedNetworks { get; init; } = [];

    public int TokenLifeHours { get; init; } = OAuthClientRules.DefaultHours;

    /// <summary>When the first secret expires; it has to be left out of a client with a trust.</summary>
    public NewOAuthSecret? Secret { get; init; }
}

/// <param name="ExpiresAt">Null for never.</param>
/// <param name="DefaultExpiry">The request names no expiry, so the organization's default for SCIM tokens applies.</param>
public sealed record NewOAuthSecret(DateTimeOffset? ExpiresAt, bool DefaultExpiry = false);

/// <summary>A merge. Null leaves a member unchanged. A client with secrets gets no trust, and the other way round.</summary>
public sealed record OAuthClientChange(string? Name = null, TokenScopes? Scopes = null, IReadOnlyCollection<string>? AllowedNetworks = null, int? TokenLifeHours = null, OAuthTrust? Trust = null);

/// <summary>A client with a new secret, which is never shown again.</summary>
/// <param name="Secret">Null for a client with a trust.</param>
public sealed record IssuedOAuthClient(OAuthClientView Client, string? Secret)
{
    /// <summary>Leaves out the secret, so that no log gets it by accident.</summary>
    public override string ToString() => $"IssuedOAuthClient {{ {Client.Id} }}";
}
