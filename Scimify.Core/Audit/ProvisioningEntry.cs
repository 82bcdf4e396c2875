using Scimify.Core.Primitives;
using Scimify.Core.Scim.Values;
using Scimify.Core.Sync;

namespace Scimify.Core.Audit;

/// <summary>One SCIM write, as it was requested and answered. Committed with the state that it changed.</summary>
public sealed class ProvisioningEntry
{
    /// <summary>In UTF-16 code units.</summary>
    private const int MostSearched = 600;

    public long Key { get; set; }

    /// <summary>The answer's <c>Scimify-Request-Id</c>.</summary>
    public Guid RequestId { get; set; }

    public int OrganizationKey { get; set; }

    public int IntegrationKey { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>Milliseconds from the request's arrival to its commit.</summary>
    public double DurationMs { get; set; }

    public Guid? TokenId { get; set; }

    public string? TokenName { get; set; }

    public string? SourceAddress { get; set; }

    public string? UserAgent { get; set; }

    public required string Method { get; set; }

    public ProvisioningAction Action { get; set; }

    /// <summary><c>User</c> or <c>Group</c>; null if the request did not get that far.</summary>
    public string? ResourceType { get; set; }

    public Guid? ScimId { get; set; }

    /// <summary>The userName or displayName at that time.</summary>
    public string? Name { get; set; }

    public string? ExternalId { get; set; }

    /// <summary>Name and externalId, for searching: as much of them as an index of PostgreSQL takes.</summary>
    public string SearchText { get => ScimText.Searchable(Name, ExternalId).Clipped(MostSearched); private set { } }

    /// <summary>HTTP status that the identity provider got. An asynchronous request got 202 first, and gets this as its outcome.</summary>
    public int Status { get; set; }

    public SyncState Sync { get; set; }

    /// <summary>The scimType of a refusal.</summary>
    public string? ErrorType { get; set; }

    /// <summary>The name of an <see cref="Errors.ErrorCode"/>: why it was refused, or why it failed in Looker. Null for nothing, and in older entries.</summary>
    public string? ErrorCode { get; set; }

    /// <summary>The detail of a refusal, or what Looker said.</summary>
    public string? Detail { get; set; }

    /// <summary>A JSON array of each <see cref="LoggedChange"/> that was asked for; null for nothing.</summary>
    public string? Changes { get; set; }

    /// <summary>A JSON array that describes what was accepted beyond the RFC; null for nothing.</summary>
    public string? Tolerances { get; set; }

    /// <summary>When Looker had the change; null if it does not have it yet.</summary>
    public DateTimeOffset? SettledAt { get; set; }

    /// <summary>A later request for the same resource that replaced or repeated this one before Looker had it; null for none.</summary>
    public Guid? SettlesWith { get; set; }
}
