namespace Scimify.Core.Sync;

/// <summary>Whether a row waits for the sync engine, and in which lane. The numbers are stored and define the order.</summary>
public enum DueKind
{
    None = 0,

    /// <summary>Takes access away. Comes before everything else.</summary>
    Removal = 1,

    Change = 2,

    /// <summary>A change that nobody waits for, possibly in very many rows. Comes after everything else.</summary>
    Background = 3,
}
