using System.Text.Json.Serialization;
using Scimify.Core.OAuth;

namespace Scimify.Portal.Features.Tokens.OAuth;

/// <summary>An OAuth client as input of a form. It holds no secret.</summary>
public sealed class OAuthClientForm
{
    public const string BySecret = "secret";
    public const string ByTrust = "trust";

    public string Name { get; set; } = "";

    /// <summary><see cref="BySecret"/> or <see cref="ByTrust"/>.</summary>
    public string Proof { get; set; } = BySecret;

    /// <summary>Of the first secret: a choice of the list.</summary>
    public string Expiry { get; set; } = "";

    public int Hours { get; set; } = OAuthClientRules.DefaultHours;

    public string Issuer { get; set; } = "";

    public string KeysAddress { get; set; } = "";

    public string Subject { get; set; } = "";

    public string Audience { get; set; } = "";

    public TokenAccess Access { get; set; } = new();

    [JsonIgnore]
    public OAuthTrust? Trust => Proof == ByTrust ? new OAuthTrust(Issuer, KeysAddress, Subject, Audience) : null;

    public static OAuthClientForm Of(OAuthClientView client) => new()
    {
        Name = client.Name,
        Proof = client.Trust is null ? BySecret : ByTrust,
        Hours = client.TokenLifeHours,
        Issuer = client.Trust?.Issuer ?? "",
        KeysAddress = client.Trust?.KeysAddress ?? "",
        Subject = client.Trust?.Subject ?? "",
        Audience = client.Trust?.Audience ?? "",
        Access = TokenAccess.Of(client.Scopes, client.AllowedNetworks),
    };
}

/// <summary>What somebody was doing with OAuth clients, while they sign in again.</summary>
/// <param name="Client">Null for a new one.</param>
/// <param name="Form">What was typed; null for a new secret, or for nothing yet.</param>
/// <param name="IsSecret">Whether it is about another secret of the client.</param>
public sealed record OAuthClientWork(Guid? Client, OAuthClientForm? Form, bool IsSecret = false);
