using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Scimify.Core.Integrations;
using Scimify.Core.OAuth;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Tokens.OAuth;

/// <summary>A new OAuth client, with a secret or with a trust.</summary>
public sealed record CreateOAuthClientInput
{
    [Description("1 to 255 characters.")]
    [Required]
    [Example("Microsoft Entra ID")]
    public string? Name { get; init; }

    [Description("What the access tokens cover: users, groups or both. With read-only, they can only read.")]
    [Words(typeof(TokenScopeRules), nameof(TokenScopeRules.Names))]
    public IReadOnlyList<string>? Scopes { get; init; }

    [Description("Where the client may be used from: networks in CIDR notation, or addresses. Empty for everywhere.")]
    public IReadOnlyList<string>? AllowedNetworks { get; init; }

    [Description("How long an access token works. Default: 1.")]
    [Range(1, OAuthClientRules.MostHours)]
    public int? TokenLifeHours { get; init; }

    [Description("When the secret expires: a time in the future. null for never. Without it, the token policy's default applies. Not together with trust.")]
    [Example("2027-11-21T00:00:00.000Z")]
    public Optional<DateTimeOffset?> SecretExpiresAt { get; init; }

    [Description("Whose assertions are accepted instead of a secret.")]
    public OAuthTrustInput? Trust { get; init; }

    public NewOAuthClient ToNewClient(Guid integrationId) => new(integrationId, Name ?? "", Trust?.ToTrust())
    {
        Scopes = Scopes is null ? TokenScopes.All : TokenScopeRules.Parse(Scopes),
        AllowedNetworks = [.. AllowedNetworks ?? []],
        TokenLifeHours = TokenLifeHours ?? OAuthClientRules.DefaultHours,
        Secret = SecretExpiresAt.IsSet ? new NewOAuthSecret(SecretExpiresAt.Value) : null,
    };
}

/// <summary>A merge into an OAuth client.</summary>
public sealed record ChangeOAuthClientInput
{
    [Description("1 to 255 characters.")]
    public string? Name { get; init; }

    [Description("What the access tokens cover: users, groups or both. With read-only, they can only read.")]
    [Words(typeof(TokenScopeRules), nameof(TokenScopeRules.Names))]
    public IReadOnlyList<string>? Scopes { get; init; }

    [Description("Where the client may be used from: networks in CIDR notation, or addresses. Empty for everywhere.")]
    public IReadOnlyList<string>? AllowedNetworks { get; init; }

    [Description("How long a new access token works.")]
    [Range(1, OAuthClientRules.MostHours)]
    public int? TokenLifeHours { get; init; }

    [Description("Another trust, complete, for a client that has one.")]
    public OAuthTrustInput? Trust { get; init; }

    public OAuthClientChange ToChange() => new(
        Name, Scopes is null ? null : TokenScopeRules.Parse(Scopes), AllowedNetworks is null ? null : [.. AllowedNetworks], TokenLifeHours, Trust?.ToTrust());
}

/// <summary>Whose assertions are accepted.</summary>
public sealed record OAuthTrustInput
{
    [Description("The assertion's iss, letter by letter: an address that begins with https://.")]
    [Required]
    [Example("https://login.microsoftonline.com/5f8e5f1f-3f3e-4c55-8a07-0d9b6a542b11/v2.0")]
    public string? Issuer { get; init; }

    [Description("The address of the issuer's JWK set. Without it, the issuer's discovery document is asked.")]
    [Example("https://login.microsoftonline.com/5f8e5f1f-3f3e-4c55-8a07-0d9b6a542b11/discovery/v2.0/keys")]
    public string? JwksUri { get; init; }

    [Description("The assertion's sub, letter by letter.")]
    [Required]
    [Example("d2f8ee76-c549-45b8-a143-f5b640669704")]
    public string? Subject { get; init; }

    [Description("A value of the assertion's aud, letter by letter. /.default at its end is left out.")]
    [Required]
    [Example("api://b5ba7a93-4452-4522-aeb4-a2b5da870c16")]
    public string? Audience { get; init; }

    public OAuthTrust ToTrust() => new(Issuer ?? "", JwksUri, Subject ?? "", Audience ?? "");
}

/// <summary>A new secret for an OAuth client.</summary>
public sealed record AddOAuthSecretInput
{
    [Description("When the secret expires: a time in the future. null for never. Without it, the token policy's default applies.")]
    [Example("2027-11-21T00:00:00.000Z")]
    public Optional<DateTimeOffset?> ExpiresAt { get; init; }

    public NewOAuthSecret ToNewSecret() => new(ExpiresAt.Value, DefaultExpiry: !ExpiresAt.IsSet);
}
