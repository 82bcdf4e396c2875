namespace Scimify.Core.Tokens;

/// <summary>A SCIM request that was rejected because of its token, or a token request that was refused. It helps to find mistakes in a set-up, and never holds a secret.</summary>
public sealed class RejectedRequest
{
    /// <summary>Grows with time.</summary>
    public long Key { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>Null if the token is unknown.</summary>
    public int? OrganizationKey { get; set; }

    public int? IntegrationKey { get; set; }

    /// <summary>The token, or the OAuth client.</summary>
    public Guid? TokenId { get; set; }

    /// <summary>By value.</summary>
    public string? TokenName { get; set; }

    public RejectionReason Reason { get; set; }

    public string? SourceAddress { get; set; }

    public string? UserAgent { get; set; }

    public required string Method { get; set; }

    public required string Path { get; set; }

    /// <summary>The first eight digits of the keyed hash of the secret, to distinguish wrong tokens; null if nothing sent could be a token.</summary>
    public string? HashStart { get; set; }
}

public enum RejectionReason
{
    /// <summary>There is no such token.</summary>
    Unknown = 0,

    /// <summary>The header is not "Bearer" and one word.</summary>
    Malformed = 1,

    /// <summary>The header has "Bearer" twice.</summary>
    SchemeTwice = 2,
    Expired = 3,
    Revoked = 4,

    /// <summary>The secret from before a rotation.</summary>
    Replaced = 5,

    /// <summary>The address is not on the token's list.</summary>
    Address = 6,

    /// <summary>The token's scopes do not include this, or only allow reading.</summary>
    Scope = 7,

    /// <summary>A request to the token endpoint that is none: what it asks for, or how, is not understood.</summary>
    Request = 8,

    /// <summary>There is no such OAuth client.</summary>
    Client = 9,

    /// <summary>The OAuth client proves who it is in another way, or has not this secret.</summary>
    Secret = 10,

    /// <summary>No JWT, or not signed by a key of the issuer, or not in a way that only the issuer can sign.</summary>
    Signature = 11,
    Issuer = 12,
    Audience = 13,
    Subject = 14,

    /// <summary>The assertion has expired, is not valid yet, or for too long.</summary>
    Lifetime = 15,

    /// <summary>The assertion was used before.</summary>
    Replayed = 16,

    /// <summary>The assertion's key is none of those that the issuer publishes.</summary>
    Key = 17,

    /// <summary>The issuer's keys could not be read.</summary>
    KeysAway = 18,
}
