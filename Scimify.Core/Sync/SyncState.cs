namespace Scimify.Core.Sync;

/// <summary>How far a resource's desired state has come in Looker. The numbers are stored.</summary>
public enum SyncState
{
    /// <summary>Looker has it, or there was nothing to do there.</summary>
    Applied = 0,

    /// <summary>Committed here, and on its way to Looker.</summary>
    Pending = 1,

    /// <summary>Looker refused for good. The next write or a person tries again.</summary>
    Failed = 2,

    /// <summary>Waits for a person.</summary>
    Held = 3,

    /// <summary>The integration is in plan mode: computed, but not done.</summary>
    Planned = 4,

    /// <summary>The user has no e-mail address that Looker could use.</summary>
    Unforwardable = 5,
}
