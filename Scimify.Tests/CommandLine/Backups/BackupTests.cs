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
    private readonly BackupWorld _world = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

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
        await _world.BackUpAsync(dataDirectory: app.DataDirectory);
        var after = Volatile.Read(ref committed);
        await stop.CancelAsync();
        await writing;
        var (_, summary) = await _world.RestoreAsync(trust: new BackupTrust(KeyRing: Path.Combine(app.DataDirectory, "keys")));

        await using var restored = await ScimifyApp.StartAsync(dataDirectory: _world.Target);
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
        await _world.MakeDataAsync();
        await _world.BackUpAsync();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_world.BackupFile));
        Assert.Equal(["backup.scimify", "data"], Directory.EnumerateFileSystemEntries(_world.Folder).Select(Path.GetFileName).Order());
        var names = (await BackupWorld.MembersAsync(_world.BackupFile)).Select(m => m.Name).ToList();
        Assert.Equal(["manifest.json", "manifest.seal", "scimify.db"], names.Take(3));
        Assert.All(names.Skip(3), name => Assert.Matches(@"^keys/key-[0-9a-f-]{36}\.xml$", name));
        Assert.NotEmpty(names.Skip(3));
        await _world.RestoreAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_world.Target, "scimify.db")));
        Assert.Equal(["keys", "logs", "scimify.db", "scimify.db.server", "tmp"], Directory.EnumerateFileSystemEntries(_world.Target).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_file_that_exists_is_written_over_only_when_that_is_asked_for()
    {
        await _world.MakeDataAsync();
        await File.WriteAllTextAsync(_world.BackupFile, "precious", Ct);

        var refused = await Assert.ThrowsAsync<VerbException>(() => _world.BackUpAsync());
        Assert.Contains("--force", refused.Message, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(_world.BackupFile, Ct));

        await _world.BackUpAsync(force: true);
        await _world.RestoreAsync();
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
        await _world.MakeDataAsync();
        await _world.BackUpAsync();
        var members = await BackupWorld.MembersAsync(_world.BackupFile);
        switch (damage)
        {
            case "cut":
                var bytes = await File.ReadAllBytesAsync(_world.BackupFile, Ct);
                await File.WriteAllBytesAsync(_world.BackupFile, bytes[..(bytes.Length / 2)], Ct);
                break;
            case "database":
                members[2].Content[5000] ^= 1;
                break;
            case "key":
                members[3].Content[^2] ^= 1;
                break;
            case "missing":
                members.RemoveAt(3);
                break;
            case "text":
                await File.WriteAllTextAsync(_world.BackupFile, "not a backup at all", Ct);
                break;
            case "elsewhere":
                members[0].Content = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(members[0].Content).Replace("keys/key-", "keys/../", StringComparison.Ordinal));
                break;
        }

        if (damage is not ("cut" or "text"))
        {
            await BackupWorld.WriteAsync(_world.BackupFile, members);
        }

        var refused = await Assert.ThrowsAsync<VerbException>(() => _world.RestoreAsync());

        Assert.Contains("is not a backup that Scimify wrote", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, new FileInfo(Path.Combine(_world.Target, "scimify.db")) is { Exists: true } file ? file.Length : 0);
        Assert.Empty(Directory.Exists(_world.Target) ? Directory.GetFileSystemEntries(_world.Target, "*restoring*") : []);
    }

    [Fact]
    public async Task A_backup_of_a_newer_version_is_refused_with_the_reason()
    {
        await _world.MakeDataAsync();
        var data = _world.Data;
        await BackupWorld.ExecuteAsync(data, "INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Future', '99.0')");
        await _world.BackUpAsync();

        var refused = await Assert.ThrowsAsync<DatabaseNotUsableException>(() => _world.RestoreAsync());

        Assert.Contains("newer Scimify", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, new FileInfo(Path.Combine(_world.Target, "scimify.db")).Length);
    }

    [Fact]
    public async Task Data_that_are_there_are_put_aside_only_when_that_is_asked_for_and_can_be_put_back()
    {
        await _world.MakeDataAsync();
        var data = _world.Data;
        await _world.BackUpAsync();
        await BackupWorld.ExecuteAsync(data, "UPDATE people SET email = 'later@example.com'");

        var refused = await Assert.ThrowsAsync<VerbException>(() => _world.RestoreAsync(data));
        Assert.Contains("--force", refused.Message, StringComparison.Ordinal);
        Assert.Equal("later@example.com", await BackupWorld.EmailAsync(Path.Combine(data, "scimify.db")));

        var restoration = new Restoration(BackupWorld.Settings(data), TimeProvider.System);
        await restoration.RunAsync(_world.BackupFile, new BackupTrust(), force: true, Ct);

        Assert.Equal("ada@example.com", await BackupWorld.EmailAsync(Path.Combine(data, "scimify.db")));
        Assert.Equal("later@example.com", await BackupWorld.EmailAsync(restoration.Former!));
        File.Move(restoration.Former!, Path.Combine(data, "scimify.db"), overwrite: true);
        await using var app = await ScimifyApp.StartAsync(dataDirectory: data);
    }

    [Fact]
    public async Task A_server_that_runs_keeps_its_data()
    {
        await using var app = await ScimifyApp.StartAsync();
        await app.PersonAsync();
        await _world.BackUpAsync(dataDirectory: app.DataDirectory);

        var refused = await Assert.ThrowsAsync<DataDirectoryException>(() => _world.RestoreAsync(app.DataDirectory, force: true, trust: new BackupTrust()));

        Assert.Contains("Stop it first", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_has_the_database_open_is_not_robbed_of_it()
    {
        await _world.MakeDataAsync();
        var data = _world.Data;
        await _world.BackUpAsync();
        await using var other = new SqliteConnection($"Data Source={Path.Combine(data, "scimify.db")};Pooling=False");
        await other.OpenAsync(Ct);
        await using var command = other.CreateCommand();
        command.CommandText = "SELECT count(*) FROM people";
        await command.ExecuteScalarAsync(Ct);

        var refused = await Assert.ThrowsAsync<VerbException>(() => _world.RestoreAsync(data, force: true));

        Assert.Contains("has the database", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1L, await command.ExecuteScalarAsync(Ct));
    }

    [Fact]
    public async Task Damaged_data_are_put_aside_as_they_are()
    {
        await _world.MakeDataAsync();
        var data = _world.Data;
        await _world.BackUpAsync();
        await File.WriteAllTextAsync(Path.Combine(data, "scimify.db"), new string('x', 8192), Ct);
        await File.WriteAllTextAsync(Path.Combine(data, "scimify.db-wal"), "y", Ct);

        var restoration = new Restoration(BackupWorld.Settings(data), TimeProvider.System);
        await restoration.RunAsync(_world.BackupFile, new BackupTrust(), force: true, Ct);

        Assert.Equal("ada@example.com", await BackupWorld.EmailAsync(Path.Combine(data, "scimify.db")));
        Assert.Equal("y", await File.ReadAllTextAsync(restoration.Former + "-wal", Ct));
        Assert.StartsWith("xxxx", await File.ReadAllTextAsync(restoration.Former!, Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sessions_of_then_are_over_and_a_lost_key_ring_is_said()
    {
        await _world.MakeDataAsync();
        var data = _world.Data;
        var stamp = await BackupWorld.TextAsync(Path.Combine(data, "scimify.db"), "SELECT security_stamp FROM people");
        await _world.BackUpAsync();
        await _world.RestoreAsync();
        Assert.NotEqual(stamp, await BackupWorld.TextAsync(Path.Combine(_world.Target, "scimify.db"), "SELECT security_stamp FROM people"));

        Directory.Delete(_world.KeyRing, recursive: true);
        await Assert.ThrowsAsync<VerbException>(() => _world.BackUpAsync(force: true));
        await _world.BackUpAsync(force: true, passphrase: BackupWorld.Passphrase);
        Directory.Delete(_world.Target, recursive: true);
        var refused = await Assert.ThrowsAsync<VerbException>(() => _world.RestoreAsync(trust: new BackupTrust(BackupWorld.Passphrase)));

        Assert.StartsWith("The backup's key ring does not open", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, new FileInfo(Path.Combine(_world.Target, "scimify.db")).Length);
    }

    public void Dispose() => _world.Dispose();
}
