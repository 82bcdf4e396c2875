using System.Reflection;
using System.Text.Json;

namespace Scimify.Portal.CommandLine.Backups;

/// <summary>The first member of a backup, before its seal. It says what else is in the backup, and which Scimify can read it.</summary>
/// <param name="Format">2. Format 1 has no seal. A reader refuses formats that it does not know.</param>
/// <param name="Version">The version of the Scimify that wrote it.</param>
/// <param name="MadeAt">The instant of the database's state, or a moment earlier.</param>
/// <param name="LastMigration">The newest migration in the database.</param>
/// <param name="CertificateEncryptsKeys">Whether the key ring opens only with a certificate that is not in the backup.</param>
/// <param name="Members">All other members, in order.</param>
internal sealed record BackupManifest(
    int Format, string Version, DateTimeOffset MadeAt, string LastMigration, bool CertificateEncryptsKeys, IReadOnlyList<BackupMember> Members)
{
    public const int CurrentFormat = 2;

    /// <summary>Has no seal, so that nothing can be proven about it.</summary>
    public const int FormatWithoutSeal = 1;

    public const string Name = "manifest.json";

    /// <summary>The second member, unless the whole backup is encrypted (<see cref="BackupSeal"/>).</summary>
    public const string SealName = "manifest.seal";

    public const string Database = "scimify.db";

    public const string KeyFolder = "keys/";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static string ThisVersion { get; } =
        typeof(BackupManifest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <exception cref="JsonException">The text is not a manifest.</exception>
    public static BackupManifest? Parse(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<BackupManifest>(json, Json);
}

/// <param name="Name">With forward slashes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">In lower-case hex.</param>
internal sealed record BackupMember(string Name, long Bytes, string Sha256);
