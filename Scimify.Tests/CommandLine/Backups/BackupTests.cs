using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Persistence.Backups;
using Scimify.Core.Persistence.Database;
using Scimify.Portal.CommandLine;
using Scimify.Portal.CommandLine.Backups;
using Scimify.Portal.Host;
using Scimify.Portal.Host.Settings;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.CommandLine.Backups;

/// <summary>From a server that goes on writing into one file, and from the file into an empty folder.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class BackupTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string BackupFile => Path.Combine(_folder.Path, "backup.scimify");

    private string Target => Path.Combine(_folder.Path, "restored");

    [Fact]
    public async Task What_was_committed_before_a_backup_is_in_it_while_the_server_goes_on_writing()
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync(email: "ada@example.com");
        await app.IntegrationRowAsync(owner);
        var token = await app.PersonalAccessTokenAsync(owner);
        var database = app.Services.GetRequiredService<ScimifyDatabase>();
        using var stop = new CancellationTokenSource();
        long committed = 0;
        var writing = Task.Run(async () =>
        {
            for (var i = 1; !stop.IsCancellationRequested; i++)
            {
                await database.WriteAsync(session => session.Execute(
                    "INSERT INTO notice_marks (organization_key, subject, value) VALUES (@p0, @p1, @p0)", i, new string('x', 4000)), Ct);
                Volatile.Write(ref committed, i);
            }
        }, Ct);
        while (Volatile.Read(ref committed) < 200)
        {
            await Task.Yield();
        }

        var before = Volatile.Read(ref committed);
        await BackUpAsync(app.DataDirectory);
        var after = Volatile.Read(ref committed);
        await stop.CancelAsync();
        await writing;
        var (_, summary) = await RestoreAsync();

        await using var restored = await ScimifyApp.StartAsync(dataDirectory: Target);
        await using var db = restored.NewContext();
        var marks = await db.Database.SqlQueryRaw<long>("SELECT value AS \"Value\" FROM notice_marks ORDER BY value").ToListAsync(Ct);
        Assert.True(after > before, "The server stood still during the backup.");
        Assert.InRange(marks.Count, before, after + 1);
        Assert.Equal(Enumerable.Range(1, marks.Count).Select(i => (long)i), marks);
        Assert.Equal((1, 1L, 1L), (summary.Integrations.Count, summary.PersonalAccessTokens, summary.People));
        using var client = restored.NewClient(apiKey: token);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await client.GetAsync("/api/v1/integrations", Ct)).StatusCode);
    }

    [Fact]
    public async Task The_file_is_the_owners_alone_opens_with_tar_and_leaves_nothing_beside_it()
    {
        await MakeDataAsync();
        await BackUpAsync(Path.Combine(_folder.Path, "data"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(BackupFile));
        Assert.Equal(["backup.scimify", "data"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
        var names = (await MembersAsync(BackupFile)).Select(m => m.Name).ToList();
        Assert.Equal(["manifest.json", "scimify.db"], names.Take(2));
        Assert.All(names.Skip(2), name => Assert.Matches(@"^keys/key-[0-9a-f-]{36}\.xml$", name));
        Assert.NotEmpty(names.Skip(2));
        await RestoreAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Target, "scimify.db")));
        Assert.Equal(["keys", "logs", "scimify.db", "scimify.db.server", "tmp"], Directory.EnumerateFileSystemEntries(Target).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_file_that_exists_is_written_over_only_when_that_is_asked_for()
    {
        await MakeDataAsync();
        await File.WriteAllTextAsync(BackupFile, "precious", Ct);

        var refused = await Assert.ThrowsAsync<VerbException>(() => BackUpAsync(Path.Combine(_folder.Path, "data")));
        Assert.Contains("--force", refused.Message, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(BackupFile, Ct));

        await BackUpAsync(Path.Combine(_folder.Path, "data"), force: true);
        await RestoreAsync();
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("database")]
    [InlineData("key")]
    [InlineData("missing")]
    [InlineData("text")]
    [InlineData("elsewhere")]
    public async Task A_backup_that_is_not_whole_changes_nothing(string damage)
    {
        await MakeDataAsync();
        await BackUpAsync(Path.Combine(_folder.Path, "data"));
        var members = await MembersAsync(BackupFile);
        switch (damage)
        {
            case "cut":
                var bytes = await File.ReadAllBytesAsync(BackupFile, Ct);
                await File.WriteAllBytesAsync(BackupFile, bytes[..(bytes.Length / 2)], Ct);
                break;
            case "database":
                members[1].Content[5000] ^= 1;
                break;
            case "key":
                members[2].Content[^2] ^= 1;
                break;
            case "missing":
                members.RemoveAt(2);
                break;
            case "text":
                await File.WriteAllTextAsync(BackupFile, "not a backup at all", Ct);
                break;
            case "elsewhere":
                members[0].Content = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(members[0].Content).Replace("keys/key-", "keys/../", StringComparison.Ordinal));
                break;
        }

        if (damage is not ("cut" or "text"))
        {
            await WriteAsync(BackupFile, members);
        }

        var refused = await Assert.ThrowsAsync<VerbException>(() => RestoreAsync());

        Assert.Contains("is not a backup that Scimify wrote", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, new FileInfo(Path.Combine(Target, "scimify.db")) is { Exists: true } file ? file.Length : 0);
        Assert.Empty(Directory.Exists(Target) ? Directory.GetFileSystemEntries(Target, "*restoring*") : []);
    }

    [Fact]
    public async Task A_backup_of_a_newer_version_is_refused_with_the_reason()
    {
        await MakeDataAsync();
        var data = Path.Combine(_folder.Path, "data");
        await ExecuteAsync(data, "INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Future', '99.0')");
        await BackUpAsync(data);

        var refused = await Assert.ThrowsAsync<DatabaseNotUsableException>(() => RestoreAsync());

        Assert.Contains("newer Scimify", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, new FileInfo(Path.Combine(Target, "scimify.db")).Length);
    }

    [Fact]
    public async Task Data_that_are_there_are_put_aside_only_when_that_is_asked_for_and_can_be_put_back()
    {
        await MakeDataAsync();
        var data = Path.Combine(_folder.Path, "data");
        await BackUpAsync(data);
        await ExecuteAsync(data, "UPDATE people SET email = 'later@example.com'");

        var refused = await Assert.ThrowsAsync<VerbException>(() => RestoreAsync(data));
        Assert.Contains("--force", refused.Message, StringComparison.Ordinal);
        Assert.Equal("later@example.com", await EmailAsync(Path.Combine(data, "scimify.db")));

        var restoration = new Restoration(Settings(data), TimeProvider.System);
        await restoration.RunAsync(BackupFile, force: true, Ct);

        Assert.Equal("ada@example.com", await EmailAsync(Path.Combine(data, "scimify.db")));
        Assert.Equal("later@example.com", await EmailAsync(restoration.Former!));
        File.Move(restoration.Former!, Path.Combine(data, "scimify.db"), overwrite: true);
        await using var app = await ScimifyApp.StartAsync(dataDirectory: data);
    }

    [Fact]
    public async Task A_server_that_runs_keeps_its_data()
    {
        await using var app = await ScimifyApp.StartAsync();
        await app.PersonAsync();
        await BackUpAsync(app.DataDirectory);

        var refused = await Assert.ThrowsAsync<DataDirectoryException>(() => RestoreAsync(app.DataDirectory, force: true));

        Assert.Contains("Stop it first", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_has_the_database_open_is_not_robbed_of_it()
    {
        await MakeDataAsync();
        var data = Path.Combine(_folder.Path, "data");
        await BackUpAsync(data);
        await using var other = new SqliteConnection($"Data Source={Path.Combine(data, "scimify.db")};Pooling=False");
        await other.OpenAsync(Ct);
        await using var command = other.CreateCommand();
        command.CommandText = "SELECT count(*) FROM people";
        await command.ExecuteScalarAsync(Ct);

        var refused = await Assert.ThrowsAsync<VerbException>(() => RestoreAsync(data, force: true));

        Assert.Contains("has the database", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1L, await command.ExecuteScalarAsync(Ct));
    }

    [Fact]
    public async Task Damaged_data_are_put_aside_as_they_are()
    {
        await MakeDataAsync();
        var data = Path.Combine(_folder.Path, "data");
        await BackUpAsync(data);
        await File.WriteAllTextAsync(Path.Combine(data, "scimify.db"), new string('x', 8192), Ct);
        await File.WriteAllTextAsync(Path.Combine(data, "scimify.db-wal"), "y", Ct);

        var restoration = new Restoration(Settings(data), TimeProvider.System);
        await restoration.RunAsync(BackupFile, force: true, Ct);

        Assert.Equal("ada@example.com", await EmailAsync(Path.Combine(data, "scimify.db")));
        Assert.Equal("y", await File.ReadAllTextAsync(restoration.Former + "-wal", Ct));
        Assert.StartsWith("xxxx", await File.ReadAllTextAsync(restoration.Former!, Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sessions_of_then_are_over_and_a_lost_key_ring_is_said()
    {
        await MakeDataAsync();
        var data = Path.Combine(_folder.Path, "data");
        var stamp = await TextAsync(Path.Combine(data, "scimify.db"), "SELECT security_stamp FROM people");
        await BackUpAsync(data);
        await RestoreAsync();
        Assert.NotEqual(stamp, await TextAsync(Path.Combine(Target, "scimify.db"), "SELECT security_stamp FROM people"));

        Directory.Delete(Path.Combine(data, "keys"), recursive: true);
        await BackUpAsync(data, force: true);
        Directory.Delete(Target, recursive: true);
        var refused = await Assert.ThrowsAsync<VerbException>(() => RestoreAsync());

        Assert.StartsWith("The backup's key ring does not open", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, new FileInfo(Path.Combine(Target, "scimify.db")).Length);
    }

    public void Dispose() => _folder.Dispose();

    private async Task MakeDataAsync()
    {
        await using var app = await ScimifyApp.StartAsync(dataDirectory: Path.Combine(_folder.Path, "data"));
        var owner = await app.PersonAsync(email: "ada@example.com");
        await app.IntegrationRowAsync(owner);
    }

    private static ScimifySettings Settings(string dataDirectory) => SettingsParser.Parse(new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["Scimify:DataDirectory"] = dataDirectory }).Build());

    private Task<BackupManifest> BackUpAsync(string dataDirectory, bool force = false) =>
        new BackupWriter(Settings(dataDirectory), TimeProvider.System).WriteAsync(BackupFile, force, Ct);

    private Task<(BackupManifest, RestoreSummary)> RestoreAsync(string? dataDirectory = null, bool force = false) =>
        new Restoration(Settings(dataDirectory ?? Target), TimeProvider.System).RunAsync(BackupFile, force, Ct);

    private static Task<string> EmailAsync(string database) => TextAsync(database, "SELECT email FROM people");

    private static async Task<string> TextAsync(string database, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (string)(await command.ExecuteScalarAsync(Ct))!;
    }

    private static async Task ExecuteAsync(string dataDirectory, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(dataDirectory, "scimify.db")};Pooling=False");
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static async Task<List<Member>> MembersAsync(string file)
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

    private static async Task WriteAsync(string file, IEnumerable<Member> members)
    {
        await using var gzip = new GZipStream(File.Create(file), CompressionLevel.Fastest);
        await using var tar = new TarWriter(gzip);
        foreach (var member in members)
        {
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, member.Name) { DataStream = new MemoryStream(member.Content) }, Ct);
        }
    }

    private sealed class Member(string name, byte[] content)
    {
        public string Name => name;

        public byte[] Content { get; set; } = content;
    }
}
