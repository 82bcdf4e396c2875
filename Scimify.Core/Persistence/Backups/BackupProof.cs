namespace Scimify.Core.Persistence.Backups;

/// <summary>What proved that a backup is what was written.</summary>
public enum BackupProof
{
    /// <summary>Nothing: a person vouches for it.</summary>
    None,

    /// <summary>A key of the key ring sealed its manifest.</summary>
    KeyRing,

    /// <summary>Only whoever knows the passphrase could write it.</summary>
    Passphrase,
}
