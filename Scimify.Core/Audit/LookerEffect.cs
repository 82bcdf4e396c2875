using Scimify.Core.Sync;

namespace Scimify.Core.Audit;

/// <summary>One call that the sync engine made to Looker for a resource, and its result.</summary>
public sealed class LookerEffect
{
    public long Key { get; set; }

    public int OrganizationKey { get; set; }

    public int IntegrationKey { get; set; }

    public DateTimeOffset At { get; set; }

    public double DurationMs { get; set; }

    /// <summary>The SCIM write that caused it; null for comparisons and repairs.</summary>
    public Guid? RequestId { get; set; }

    public required string ResourceType { get; set; }

    public Guid ScimId { get; set; }

    public required string Name { get; set; }

    /// <summary>The name in the table of Looker operations, such as <c>create_user</c>.</summary>
    public required string Operation { get; set; }

    /// <summary>Method and path as sent, without the query.</summary>
    public required string Request { get; set; }

    /// <summary>The parts of the resource that the call served.</summary>
    public Facets Facets { get; set; }

    /// <summary>The HTTP status; null if no answer came.</summary>
    public int? Status { get; set; }

    public int Attempt { get; set; }

    /// <summary>Looker's words when it refused, or why no answer came.</summary>
    public string? Detail { get; set; }
}
