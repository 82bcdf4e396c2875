using System.Reflection;
using System.Text.Json;

namespace Scimify.Portal.CommandLine.Backups;

/// <summary>The first member of a backup: what else is in it, and which Scimify can read it.</summary>
/// <param name="Format">1; a reader refuses what it does not know.</param>
/// <param name="Version">Of the Scimify that made it.</param>
/// <param name="MadeAt">The instant that the database is as of, or a moment before.</param>
/// <param name="LastMigration">The newest in the database.</param>
/// <param name="CertificateEncryptsKeys">True: the key ring opens only with a certificate that is not in the backup.</param>
/// <param name="Members">All others, in their order.</param>
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

    /// <exception cref="JsonException">It is none.</exception>
    public static BackupManifest? Parse(Stream json) => JsonSerializer.Deserialize<BackupManifest>(json, Json);
}

/// <param name="Name">With slashes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">In lower-case hex.</param>
internal sealed record BackupMember(string Name, long Bytes, string Sha256);
