using System.Reflection;
using System.Text.Json;

namespace Scimify.Portal.CommandLine.Backups;

/// <summary>The first member of a backup. It says what else is in the backup, and which Scimify can read it.</summary>
/// <param name="Format">1. A reader refuses formats that it does not know.</param>
/// <param name="Version">The version of the Scimify that wrote it.</param>
/// <param name="MadeAt">The instant of the database's state, or a moment earlier.</param>
/// <param name="LastMigration">The newest migration in the database.</param>
/// <param name="CertificateEncryptsKeys">Whether the key ring opens only with a certificate that is not in the backup.</param>
/// <param name="Members">All other members, in order.</param>
internal sealed record BackupManifest(
    int Format, string Version, DateTimeOffset MadeAt, string LastMigration, bool CertificateEncryptsKeys, IReadOnlyList<BackupMember> Members)
{
    public const int CurrentFormat = 1;

    public const string Name = "manifest.json";

    public const string Database = "scimify.db";

    public const string KeyFolder = "keys/";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static string ThisVersion { get; } =
        typeof(BackupManifest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <exception cref="JsonException">The text is not a manifest.</exception>
    public static BackupManifest? Parse(Stream json) => JsonSerializer.Deserialize<BackupManifest>(json, Json);
}

/// <param name="Name">With forward slashes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">In lower-case hex.</param>
internal sealed record BackupMember(string Name, long Bytes, string Sha256);
