namespace Scimify.Core.Tokens;

/// <summary>A SCIM request that its token did not open. Kept for those who look for a mistake in a set-up; never holds a secret.</summary>
public sealed class RejectedRequest
{
    /// <summary>Grows with time.</summary>
    public long Key { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>Null: the token is nobody's.</summary>
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

    /// <summary>First eight digits of the keyed hash of what was sent, to tell one wrong token from another; null where nothing can be one.</summary>
    public string? HashStart { get; set; }
}

public enum RejectionReason
{
    /// <summary>No such token.</summary>
    Unknown = 0,

    /// <summary>Not "Bearer" and one word.</summary>
    Malformed = 1,

    /// <summary>"Bearer" stands twice.</summary>
    SchemeTwice = 2,
    Expired = 3,
    Revoked = 4,

    /// <summary>The secret before a rotation.</summary>
    Replaced = 5,

    /// <summary>The address is not on the token's list.</summary>
    Address = 6,

    /// <summary>The token does not reach this, or may only read.</summary>
    Scope = 7,
}
