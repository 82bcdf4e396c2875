using System.Formats.Tar;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Persistence.Backups;
using Scimify.Core.Persistence.Database;
using Scimify.Portal.CommandLine;
using Scimify.Portal.CommandLine.Backups;
using Scimify.Portal.Host.Security;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.CommandLine.Backups;

/// <summary>Whoever can write where backups are kept cannot make Scimify restore something else, and a restore that fails changes nothing.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class BackupSealTests : IDisposable
{
    private readonly BackupWorld _world = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_database_that_was_changed_together_with_its_hash_is_refused_before_anything_is_touched()
    {
        await BackedUpAsync();
        await ForgeAsync();

        var refused = await Assert.ThrowsAsync<VerbException>(() => _world.RestoreAsync());

        Assert.Contains("its seal does not fit", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_world.Target));
        await Assert.ThrowsAsync<VerbException>(() => _world.RestoreAsync(trust: new BackupTrust(KeyRing: _world.KeyRing, Unproven: true)));
    }

    [Theory]
    [InlineData("of another server")]
    [InlineData("for another purpose")]
    [InlineData("of another backup")]
    [InlineData("nonsense")]
    public async Task A_seal_that_was_not_made_for_this_backup_by_this_key_ring_is_refused(string seal)
    {
        await BackedUpAsync();
        var genuine = (await BackupWorld.MembersAsync(_world.BackupFile))[1].Text;
        var manifest = await ForgeAsync();
        await SealAsync(seal switch
        {
            "of another server" => new BackupSeal(BackupWorld.Settings(_world.Target), await OtherRingAsync()).Of(manifest),
            "for another purpose" => await AsSecretAsync(manifest),
            "of another backup" => genuine,
            _ => "nonsense",
        });

        var refused = await Assert.ThrowsAsync<VerbException>(() => _world.RestoreAsync());

        Assert.Contains(seal is "nonsense" or "of another server" ? "a key ring that is not here" : "its seal does not fit", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_world.Target));
    }

    /// <summary>As the command line's contract says, "restore --from FILE" is enough on a new machine.</summary>
    [Fact]
    public async Task In_an_empty_directory_the_key_ring_inside_it_proves_that_it_was_not_damaged()
    {
        await BackedUpAsync();
        await _world.RestoreAsync(trust: new BackupTrust());
        Assert.Contains("\"proof\":\"ownKeyRing\"", await BackupWorld.TextAsync(Database(_world.Target), "SELECT after FROM audit_log WHERE action = 'backup.restore'"), StringComparison.Ordinal);
        Directory.Delete(_world.Target, recursive: true);
        await ForgeAsync();

        var refused = await Assert.ThrowsAsync<VerbException>(() => _world.RestoreAsync(trust: new BackupTrust()));

        Assert.Contains("its seal does not fit", refused.Message, StringComparison.Ordinal);
        NothingIsThere();
    }

    [Fact]
    public async Task Where_another_key_ring_is_a_copy_of_the_backups_proves_it_or_a_person_vouches_for_it()
    {
        await BackedUpAsync();
        using var ours = new BackupWorld();
        await ours.MakeDataAsync();

        var refused = await Assert.ThrowsAsync<VerbException>(
            () => new Restoration(BackupWorld.Settings(ours.Data), TimeProvider.System).RunAsync(_world.BackupFile, new BackupTrust(), force: true, Ct));
        Assert.Contains("--key-ring", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--trust-unproven", refused.Message, StringComparison.Ordinal);

        await _world.RestoreAsync();
        Assert.Contains("\"proof\":\"keyRing\"", await BackupWorld.TextAsync(Database(_world.Target), "SELECT after FROM audit_log WHERE action = 'backup.restore'"), StringComparison.Ordinal);
        Directory.Delete(_world.Target, recursive: true);
        await _world.RestoreAsync(trust: new BackupTrust(Unproven: true));
        Assert.Contains("\"proof\":\"none\"", await BackupWorld.TextAsync(Database(_world.Target), "SELECT after FROM audit_log WHERE action = 'backup.restore'"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_without_a_seal_is_refused_unless_a_person_vouches_for_it()
    {
        await BackedUpAsync();
        var members = await BackupWorld.MembersAsync(_world.BackupFile);
        members[0].Text = members[0].Text.Replace("\"format\": 2", "\"format\": 1", StringComparison.Ordinal);
        members.RemoveAt(1);
        await BackupWorld.WriteAsync(_world.BackupFile, members);

        foreach (var trust in new[] { new BackupTrust(KeyRing: _world.KeyRing), new BackupTrust(BackupWorld.Passphrase) })
        {
            var refused = await Assert.ThrowsAsync<VerbException>(() => _world.RestoreAsync(trust: trust));
            Assert.Contains("has no seal", refused.Message, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(_world.Target));
        await _world.RestoreAsync(trust: new BackupTrust(Unproven: true));
        Assert.Equal("ada@example.com", await BackupWorld.EmailAsync(Database(_world.Target)));
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.Directory)]
    [InlineData(TarEntryType.Fifo)]
    [InlineData(TarEntryType.CharacterDevice)]
    public async Task Nothing_but_plain_files_is_unpacked(TarEntryType kind)
    {
        await BackedUpAsync();
        foreach (var index in new[] { 2, 3 })
        {
            var members = await BackupWorld.MembersAsync(_world.BackupFile);
            var kept = await File.ReadAllBytesAsync(_world.BackupFile, Ct);
            members[index].Kind = kind;
            await BackupWorld.WriteAsync(_world.BackupFile, members);

            var refused = await Assert.ThrowsAsync<VerbException>(() => _world.RestoreAsync());

            Assert.Contains(kind == TarEntryType.Directory ? members[index].Name : $"of the kind {kind}", refused.Message, StringComparison.Ordinal);
            NothingIsThere();
            await File.WriteAllBytesAsync(_world.BackupFile, kept, Ct);
        }
    }

    [Fact]
    public async Task An_entry_that_is_larger_than_it_may_be_or_not_in_the_manifest_is_refused()
    {
        await BackedUpAsync();
        var kept = await File.ReadAllBytesAsync(_world.BackupFile, Ct);
        foreach (var (forge, problem) in new (Action<List<Member>>, string)[]
        {
            (members => members[3].Content = [.. members[3].Content, 0], "bytes instead of"),
            (members => members.Add(new Member("keys/key-more.xml", [1])), "of which its manifest says nothing"),
            (members => Unsealed(members, """{"name":"keys/key-large.xml","bytes":1048577,"sha256":""}"""), "has 1048577 bytes"),
            (members => Unsealed(members, """{"name":"keys/key-less.xml","bytes":-1,"sha256":""}"""), "has -1 bytes"),
        })
        {
            var members = await BackupWorld.MembersAsync(_world.BackupFile);
            forge(members);
            await BackupWorld.WriteAsync(_world.BackupFile, members);

            var refused = await Assert.ThrowsAsync<VerbException>(() => _world.RestoreAsync(trust: new BackupTrust(KeyRing: _world.KeyRing, Unproven: true)));

            Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
            NothingIsThere();
            await File.WriteAllBytesAsync(_world.BackupFile, kept, Ct);
        }

        static void Unsealed(List<Member> members, string more)
        {
            members.RemoveAt(1);
            members[0].Text = members[0].Text
                .Replace("\"format\": 2", "\"format\": 1", StringComparison.Ordinal).Replace("\"members\": [", $"\"members\": [{more},", StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("newer")]
    [InlineData("without keys")]
    [InlineData("in use")]
    [InlineData("not replaceable")]
    public async Task A_restore_that_fails_leaves_data_and_key_ring_as_they_were(string failure)
    {
        await BackedUpAsync();
        if (failure == "newer")
        {
            await BackupWorld.ExecuteAsync(_world.Data, "INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Future', '99.0')");
            await _world.BackUpAsync(force: true);
        }

        using var ours = new BackupWorld();
        await ours.MakeDataAsync();
        var trust = new BackupTrust(KeyRing: _world.KeyRing);
        if (failure is "changed" or "without keys")
        {
            var members = await BackupWorld.MembersAsync(_world.BackupFile);
            if (failure == "changed")
            {
                members[2].Content[5000] ^= 1;
            }
            else
            {
                var manifest = members[0].Text;
                var start = manifest.IndexOf("\"members\"", StringComparison.Ordinal);
                members[0].Text = manifest[..start].Replace("\"format\": 2", "\"format\": 1", StringComparison.Ordinal)
                    + $$"""
                    "members": [{"name":"scimify.db","bytes":{{members[2].Content.Length}},"sha256":"{{Hash(members[2])}}"},
                                {"name":"keys/key-{{Guid.Empty}}.xml","bytes":{{Key.Length}},"sha256":"{{Convert.ToHexStringLower(SHA256.HashData(Key))}}"}]}
                    """;
                members = [members[0], members[2], new Member($"keys/key-{Guid.Empty}.xml", Key)];
                trust = new BackupTrust(Unproven: true);
            }

            await BackupWorld.WriteAsync(_world.BackupFile, members);
        }

        await using var other = new SqliteConnection($"Data Source={Database(ours.Data)};Pooling=False");
        if (failure == "in use")
        {
            await other.OpenAsync(Ct);
            await using var command = other.CreateCommand();
            command.CommandText = "SELECT count(*) FROM people";
            await command.ExecuteScalarAsync(Ct);
        }

        if (failure == "not replaceable")
        {
            Directory.CreateDirectory(Path.Combine(ours.Data, "scimify.db.before-restore-20960301T120000Z"));
        }

        var before = ours.StateOf(ours.Data);
        var clock = new FakeTimeProvider(new DateTimeOffset(2096, 3, 1, 12, 0, 0, TimeSpan.Zero));

        var failed = await Record.ExceptionAsync(() => new Restoration(BackupWorld.Settings(ours.Data), clock).RunAsync(_world.BackupFile, trust, force: true, Ct));

        Assert.True(failed is VerbException or DatabaseNotUsableException or IOException or UnauthorizedAccessException, $"{failed}");
        await other.CloseAsync();
        Assert.Equal(before, ours.StateOf(ours.Data));
        Assert.Equal("ada@example.com", await BackupWorld.EmailAsync(Database(ours.Data)));
        await using var app = await ScimifyApp.StartAsync(dataDirectory: ours.Data);
    }

    private static byte[] Key => """<key id="00000000-0000-0000-0000-000000000000" version="1"/>"""u8.ToArray();

    private static string Database(string folder) => Path.Combine(folder, "scimify.db");

    private static string Hash(Member member) => Convert.ToHexStringLower(SHA256.HashData(member.Content));

    private async Task BackedUpAsync()
    {
        await _world.MakeDataAsync();
        await _world.BackUpAsync();
    }

    private void NothingIsThere()
    {
        Assert.Empty(Directory.GetFileSystemEntries(_world.Target, "*restoring*"));
        Assert.Empty(Directory.GetFiles(Path.Combine(_world.Target, "keys")));
        Assert.Equal(0, new FileInfo(Database(_world.Target)).Length);
    }

    /// <summary>Gives somebody else the backup's people, with a manifest that says so.</summary>
    /// <returns>The new manifest.</returns>
    private async Task<byte[]> ForgeAsync()
    {
        var members = await BackupWorld.MembersAsync(_world.BackupFile);
        var before = Hash(members[2]);
        var place = members[2].Content.AsSpan().IndexOf("ada@example.com"u8);
        "eve"u8.CopyTo(members[2].Content.AsSpan(place));
        members[0].Text = members[0].Text.Replace(before, Hash(members[2]), StringComparison.Ordinal);
        await BackupWorld.WriteAsync(_world.BackupFile, members);
        return members[0].Content;
    }

    private async Task SealAsync(string seal)
    {
        var members = await BackupWorld.MembersAsync(_world.BackupFile);
        members[1].Text = seal;
        await BackupWorld.WriteAsync(_world.BackupFile, members);
    }

    /// <summary>A key ring that the attacker has, and whose keys the data directory does not know.</summary>
    private async Task<string> OtherRingAsync()
    {
        using var theirs = new BackupWorld();
        await theirs.MakeDataAsync();
        var kept = Path.Combine(_world.Folder, "their-keys");
        Directory.Move(theirs.KeyRing, kept);
        return kept;
    }

    /// <summary>What an operator can let the server encrypt, and read from a copy of the database: the manifest's hash as a client secret.</summary>
    private async Task<string> AsSecretAsync(byte[] manifest)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddScimifyKeyRing(BackupWorld.Settings(_world.Data));
        await using var provider = services.BuildServiceProvider();
        return System.Buffers.Text.Base64Url.EncodeToString(provider.GetDataProtector("Scimify.Secrets.v1").Protect(SHA256.HashData(manifest)));
    }
}
