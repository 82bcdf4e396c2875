namespace Scimify.Portal.CommandLine.Backups;

/// <summary>What a restore may rely on to know that a backup is what was written.</summary>
/// <param name="Passphrase">Opens an encrypted backup; null for none.</param>
/// <param name="KeyRing">The folder of the key ring that sealed the backup; null for that of the data directory.</param>
/// <param name="Unproven">Whether the person vouches for a backup of which nothing can be proven.</param>
internal sealed record BackupTrust(string? Passphrase = null, string? KeyRing = null, bool Unproven = false)
{
    public override string ToString() => $"BackupTrust {{ {KeyRing} }}";
}
