namespace Scimify.Core.Sync;

/// <summary>Whether a row waits for the sync engine, and in which lane. The numbers are stored and ordered by.</summary>
public enum DueKind
{
    None = 0,

    /// <summary>Takes access away: goes before everything else.</summary>
    Removal = 1,

    Change = 2,

    /// <summary>A change that nobody waits for, of very many rows perhaps: goes after everything else.</summary>
    Background = 3,
}
