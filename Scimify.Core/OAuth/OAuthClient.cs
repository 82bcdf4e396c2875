using Scimify.Core.Tokens;

namespace Scimify.Core.OAuth;

/// <summary>
/// A program that gets short-lived access tokens for one integration's SCIM endpoint (RFC 6749 section 4.4). It proves who it is by a
/// secret, or by an assertion of an issuer that it names. Its UUID is the <c>client_id</c>.
/// </summary>
public sealed class OAuthClient
{
    public Guid Id { get; set; }

    public int OrganizationKey { get; set; }

    public int IntegrationKey { get; set; }

    public required string Name { get; set; }

    /// <summary>They limit the access tokens that the client has already.</summary>
    public TokenScopes Scopes { get; set; } = TokenScopes.All;

    /// <summary>In the form of <see cref="TokenNetworks.Stored"/>; null for everywhere. They hold for token requests and for SCIM requests.</summary>
    public string? AllowedNetworks { get; set; }

    /// <summary>How long an access token works.</summary>
    public int TokenLifeHours { get; set; }

    /// <summary>Null for a client with secrets. Then the other columns of the trust are null too.</summary>
    public string? Issuer { get; set; }

    /// <summary>Where the issuer's keys are; null if its discovery document says so.</summary>
    public string? KeysAddress { get; set; }

    public string? Subject { get; set; }

    public string? Audience { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>By value: the client outlives the person who made it.</summary>
    public Guid? CreatedById { get; set; }

    public string? CreatedByName { get; set; }

    /// <summary>The last SCIM request with one of its access tokens, as exact as for a SCIM token.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    public string? LastUsedFrom { get; set; }

    public string? LastUsedAgent { get; set; }

    /// <summary>Deleted clients are kept for the logs.</summary>
    public DateTimeOffset? RevokedAt { get; set; }

    public string? RevokedByName { get; set; }

    public OAuthTrust? Trust => Issuer is null ? null : new OAuthTrust(Issuer, KeysAddress, Subject!, Audience!);

    public void Set(OAuthTrust? trust) => (Issuer, KeysAddress, Subject, Audience) = (trust?.Issuer, trust?.KeysAddress, trust?.Subject, trust?.Audience);
}

/// <summary>One of at most two secrets of a client. Only a keyed hash is stored.</summary>
public sealed class OAuthSecret
{
    public Guid Id { get; set; }

    public Guid ClientId { get; set; }

    /// <summary>As that of a <see cref="ScimToken"/>; unique.</summary>
    public required string Hash { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public string? CreatedByName { get; set; }

    /// <summary>Null for never. Access tokens that it got go on until their own end.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>The last access token that it got.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }
}

/// <summary>An assertion that was accepted. It is kept as long as it would be accepted again.</summary>
public sealed class UsedAssertion
{
    /// <summary>SHA-256 of client and <c>jti</c>, in lower-case hex.</summary>
    public required string Hash { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }
}
