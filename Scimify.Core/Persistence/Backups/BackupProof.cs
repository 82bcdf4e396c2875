namespace Scimify.Core.Persistence.Backups;

/// <summary>What proved that a backup is what was written.</summary>
public enum BackupProof
{
    /// <summary>Nothing: a person vouches for it.</summary>
    None,

    /// <summary>
    /// The key ring inside it sealed its manifest. So it is complete and as it was sealed, but whoever has the file could seal another
    /// one. It is enough for an empty data directory only, where no other ring is.
    /// </summary>
    OwnKeyRing,

    /// <summary>A key of the key ring sealed its manifest.</summary>
    KeyRing,

    /// <summary>Only whoever knows the passphrase could write it.</summary>
    Passphrase,
}
