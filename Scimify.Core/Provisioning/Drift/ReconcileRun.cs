namespace Scimify.Core.Provisioning.Drift;

/// <summary>The numbers are stored.</summary>
public enum ReconcileState
{
    Running = 0,
    Done = 1,
    Failed = 2,
}

/// <summary>One comparison of an integration with its Looker.</summary>
public sealed class ReconcileRun
{
    public long Key { get; set; }

    public Guid Id { get; set; }

    public int OrganizationKey { get; set; }

    public int IntegrationKey { get; set; }

    public ReconcileState State { get; set; }

    /// <summary>Whether differences in managed state are repaired.</summary>
    public bool Repair { get; set; }

    /// <summary>Whether what is read from Looker is stored as the integration's inventory.</summary>
    public bool Inventory { get; set; }

    /// <summary>Users and groups compared so far.</summary>
    public int Done { get; set; }

    /// <summary>Users and groups that Looker should have, as far as is known.</summary>
    public int Total { get; set; }

    /// <summary>Open differences that this run found.</summary>
    public int Found { get; set; }

    public int Repaired { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    public string? Error { get; set; }

    /// <summary>The node that works on it. When its lease has expired, another node starts again.</summary>
    public string? LeaseOwner { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long LeaseUntil { get; set; }
}
