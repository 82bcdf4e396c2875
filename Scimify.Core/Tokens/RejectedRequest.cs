namespace Scimify.Core.Tokens;

/// <summary>A SCIM request that was rejected because of its token. It helps to find mistakes in a set-up, and never holds a secret.</summary>
public sealed class RejectedRequest
{
    /// <summary>Grows with time.</summary>
    public long Key { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>Null if the token is unknown.</summary>
    public int? OrganizationKey { get; set; }

    public int? IntegrationKey { get; set; }

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
}
