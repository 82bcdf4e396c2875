using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Scimify.Core.Persistence.Backups;
using Scimify.Portal.CommandLine.Backups;
using Scimify.Portal.Host.Settings;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.CommandLine.Backups;

/// <summary>A data directory, a backup of it, and another machine.</summary>
internal sealed class BackupWorld : IDisposable
{
    public const string Passphrase = "a backup is of no use without it";

    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public string Folder => _folder.Path;

    public string Data => Path.Combine(_folder.Path, "data");

    public string KeyRing => Path.Combine(Data, "keys");

    public string BackupFile => Path.Combine(_folder.Path, "backup.scimify");

    /// <summary>The data directory of a machine that has nothing yet.</summary>
    public string Target => Path.Combine(_folder.Path, "restored");

    public void Dispose() => _folder.Dispose();

    public async Task MakeDataAsync()
    {
        await using var app = await ScimifyApp.StartAsync(dataDirectory: Data);
        var owner = await app.PersonAsync(email: "ada@example.com");
        await app.IntegrationRowAsync(owner);
    }

    public static ScimifySettings Settings(string dataDirectory) => SettingsParser.Parse(new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["Scimify:DataDirectory"] = dataDirectory }).Build());

    public Task<BackupManifest> BackUpAsync(bool force = false, string? passphrase = null, string? dataDirectory = null) =>
        new BackupWriter(Settings(dataDirectory ?? Data), passphrase, TimeProvider.System).WriteAsync(BackupFile, force, Ct);

    /// <param name="trust">Null for a copy of the key ring that sealed it.</param>
    public Task<(BackupManifest, RestoreSummary)> RestoreAsync(string? dataDirectory = null, bool force = false, BackupTrust? trust = null) =>
        new Restoration(Settings(dataDirectory ?? Target), TimeProvider.System).RunAsync(BackupFile, trust ?? new BackupTrust(KeyRing: KeyRing), force, Ct);

    public static Task<string> EmailAsync(string database) => TextAsync(database, "SELECT email FROM people");

    public static async Task<string> TextAsync(string database, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (string)(await command.ExecuteScalarAsync(Ct))!;
    }

    public static async Task ExecuteAsync(string dataDirectory, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(dataDirectory, "scimify.db")};Pooling=False");
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Ct);
    }

    public static async Task<List<Member>> MembersAsync(string file)
    {
        var members = new List<Member>();
        await using var gzip = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        await using var tar = new TarReader(gzip);
        while (await tar.GetNextEntryAsync(copyData: true, Ct) is { } entry)
        {
            using var content = new MemoryStream();
            await entry.DataStream!.CopyToAsync(content, Ct);
            members.Add(new Member(entry.Name, content.ToArray()));
        }

        return members;
    }

    public static async Task WriteAsync(string file, IEnumerable<Member> members)
    {
        await using var gzip = new GZipStream(File.Create(file), CompressionLevel.Fastest);
        await using var tar = new TarWriter(gzip);
        foreach (var member in members)
        {
            await tar.WriteEntryAsync(
                member.Kind == TarEntryType.RegularFile
                    ? new PaxTarEntry(member.Kind, member.Name) { DataStream = new MemoryStream(member.Content) }
                    : member.Kind is TarEntryType.SymbolicLink or TarEntryType.HardLink
                        ? new PaxTarEntry(member.Kind, member.Name) { LinkName = "/etc/hostname" }
                        : new PaxTarEntry(member.Kind, member.Name),
                Ct);
        }
    }

    /// <summary>The keys with their contents, the content of the database, and the names of all other files.</summary>
    public string StateOf(string folder)
    {
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file))
            .Where(file => !file.EndsWith("-shm", StringComparison.Ordinal) && !file.EndsWith("-wal", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        return string.Join('\n', files.Select(file => file.StartsWith("keys", StringComparison.Ordinal) ? $"{file} {HashOf(Path.Combine(folder, file))}" : file))
            + $"\n{ContentOf(Path.Combine(folder, "scimify.db"))}";
    }

    private static string HashOf(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));

    /// <summary>Independent of how SQLite keeps it: with a write-ahead log or without.</summary>
    private string ContentOf(string database)
    {
        var copy = Path.Combine(Folder, $"{Guid.NewGuid():N}.db");
        SqliteFile.CopyTo(database, copy);
        return HashOf(copy);
    }
}

internal sealed class Member(string name, byte[] content)
{
    public string Name => name;

    public byte[] Content { get; set; } = content;

    public TarEntryType Kind { get; set; } = TarEntryType.RegularFile;

    public string Text
    {
        get => Encoding.UTF8.GetString(Content);
        set => Content = Encoding.UTF8.GetBytes(value);
    }
}
