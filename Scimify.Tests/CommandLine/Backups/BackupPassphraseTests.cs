using System.IO.Compression;
using System.Text;
using Scimify.Portal.CommandLine;
using Scimify.Portal.CommandLine.Backups;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.CommandLine.Backups;

/// <summary>A backup with a passphrase says nothing without it, and opens only as it was written.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class BackupPassphraseTests : IDisposable
{
    private const int Chunk = BackupCipher.ChunkBytes + BackupCipher.TagBytes;

    private readonly BackupWorld _world = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static int Start => BackupCipher.Line.Length + BackupCipher.SaltBytes;

    private Dictionary<string, string?> Settings => new() { ["Scimify:DataDirectory"] = _world.Data };

    private Dictionary<string, string?> Elsewhere => new() { ["Scimify:DataDirectory"] = _world.Target };

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task It_restores_on_any_machine_with_its_passphrase_and_on_none_without()
    {
        await _world.MakeDataAsync();
        await _world.BackUpAsync(passphrase: BackupWorld.Passphrase);

        foreach (var (trust, problem) in new[]
        {
            (new BackupTrust(KeyRing: _world.KeyRing, Unproven: true), "is encrypted"),
            (new BackupTrust("another passphrase than that"), "does not open"),
        })
        {
            var refused = await Assert.ThrowsAsync<VerbException>(() => _world.RestoreAsync(trust: trust));
            Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
            Assert.False(Directory.Exists(_world.Target));
        }

        await _world.RestoreAsync(trust: new BackupTrust(BackupWorld.Passphrase));
        Assert.Equal("ada@example.com", await BackupWorld.EmailAsync(Path.Combine(_world.Target, "scimify.db")));
        Assert.Contains("\"proof\":\"passphrase\"", await BackupWorld.TextAsync(Path.Combine(_world.Target, "scimify.db"), "SELECT after FROM audit_log WHERE action = 'backup.restore'"), StringComparison.Ordinal);
        await using var app = await ScimifyApp.StartAsync(dataDirectory: _world.Target);
    }

    [Fact]
    public async Task Nothing_in_it_can_be_read_and_two_of_the_same_data_have_nothing_in_common()
    {
        await _world.MakeDataAsync();
        await _world.BackUpAsync(passphrase: BackupWorld.Passphrase);
        var first = await File.ReadAllBytesAsync(_world.BackupFile, Ct);
        await _world.BackUpAsync(force: true, passphrase: BackupWorld.Passphrase);
        var second = await File.ReadAllBytesAsync(_world.BackupFile, Ct);

        foreach (var text in new[] { "manifest.json", "scimify.db", "SQLite format 3", "masterKey", "ada@example.com" })
        {
            Assert.True(first.AsSpan().IndexOf(Encoding.ASCII.GetBytes(text)) < 0, text);
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_world.BackupFile));
        Assert.True(first.AsSpan(Start, 32).IndexOf(second.AsSpan(Start, 32)) < 0);
        Assert.NotEqual(first[BackupCipher.Line.Length..Start], second[BackupCipher.Line.Length..Start]);
    }

    [Theory]
    [InlineData("the salt", "does not open")]
    [InlineData("the first chunk", "does not open")]
    [InlineData("a later chunk", "changed or cut off")]
    [InlineData("the last tag", "changed or cut off")]
    [InlineData("cut between chunks", "changed or cut off")]
    [InlineData("cut in a chunk", "changed or cut off")]
    [InlineData("cut in a tag", "cut off")]
    [InlineData("cut in the salt", "cut off")]
    [InlineData("two chunks swapped", "changed or cut off")]
    [InlineData("a chunk repeated", "changed or cut off")]
    [InlineData("a byte more", "changed or cut off")]
    [InlineData("another backup's chunk", "changed or cut off")]
    public async Task A_byte_that_is_not_as_it_was_written_is_refused(string change, string problem)
    {
        await _world.MakeDataAsync();
        await PadAsync();
        await _world.BackUpAsync(passphrase: BackupWorld.Passphrase);
        var other = await File.ReadAllBytesAsync(_world.BackupFile, Ct);
        await _world.BackUpAsync(force: true, passphrase: BackupWorld.Passphrase);
        var bytes = await File.ReadAllBytesAsync(_world.BackupFile, Ct);
        Assert.True(bytes.Length > Start + (3 * Chunk), $"Only {bytes.Length} bytes");
        var (second, third) = (Start + Chunk, Start + (2 * Chunk));
        await File.WriteAllBytesAsync(_world.BackupFile, change switch
        {
            "the salt" => Flipped(bytes, BackupCipher.Line.Length),
            "the first chunk" => Flipped(bytes, Start + 100),
            "a later chunk" => Flipped(bytes, second + 100),
            "the last tag" => Flipped(bytes, bytes.Length - 1),
            "cut between chunks" => bytes[..third],
            "cut in a chunk" => bytes[..(third + 1000)],
            "cut in a tag" => bytes[..(second + 5)],
            "cut in the salt" => bytes[..(Start - 3)],
            "two chunks swapped" => [.. bytes[..second], .. bytes[third..(third + Chunk)], .. bytes[second..third], .. bytes[(third + Chunk)..]],
            "a chunk repeated" => [.. bytes[..third], .. bytes[second..]],
            "a byte more" => [.. bytes, 0],
            "another backup's chunk" => [.. bytes[..second], .. other[second..third], .. bytes[third..]],
            _ => bytes,
        }, Ct);

        var refused = await Assert.ThrowsAsync<VerbException>(() => _world.RestoreAsync(trust: new BackupTrust(BackupWorld.Passphrase, Unproven: true)));

        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.Exists(_world.Target) ? Directory.GetFileSystemEntries(_world.Target, "*restoring*") : []);
        Assert.Equal(0, new FileInfo(Path.Combine(_world.Target, "scimify.db")) is { Exists: true } file ? file.Length : 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(BackupCipher.ChunkBytes - 1)]
    [InlineData(BackupCipher.ChunkBytes)]
    [InlineData(BackupCipher.ChunkBytes + 1)]
    [InlineData(3 * BackupCipher.ChunkBytes)]
    public void What_is_encrypted_comes_back_whatever_its_length(int length)
    {
        var (text, path) = (new byte[length], Path.Combine(_world.Folder, "stream"));
        new Random(length).NextBytes(text);
        using (var file = File.Create(path))
        {
            using var encrypting = new EncryptingStream(file, BackupWorld.Passphrase);
            encrypting.Write(text, 0, length / 3);
            encrypting.Write(text, length / 3, length - (length / 3));
            encrypting.Complete();
        }

        using var read = File.OpenRead(path);
        read.Position = BackupCipher.Line.Length;
        using var decrypting = new DecryptingStream(read, BackupWorld.Passphrase);
        using var back = new MemoryStream();
        decrypting.CopyTo(back);
        Assert.Equal(text, back.ToArray());
    }

    [Fact]
    public async Task The_passphrase_comes_from_a_file_from_stdin_or_from_the_environment()
    {
        await _world.MakeDataAsync();
        var file = Path.Combine(_world.Folder, "passphrase");
        await File.WriteAllTextAsync(file, BackupWorld.Passphrase + "\nsecond line\n", Ct);
        (string[] Options, string Stdin, string? Variable)[] ways =
        [
            (["--passphrase-file", file], "", "something else that is long enough"),
            (["--passphrase-stdin"], BackupWorld.Passphrase + "\n", "something else that is long enough"),
            ([], "", BackupWorld.Passphrase),
        ];
        foreach (var (options, stdin, variable) in ways)
        {
            var written = await VerbRun.RunAsync(Settings, ["backup", "--force", "--to", _world.BackupFile, .. options], stdin, _ => variable, ct: Ct);
            Assert.Equal((0, "The backup is encrypted. Without its passphrase it is of no use: keep the passphrase elsewhere."), (written.ExitCode, written.Errors));
            foreach (var (others, othersStdin, othersVariable) in ways)
            {
                var restored = await VerbRun.RunAsync(Elsewhere, ["restore", "--force", "--from", _world.BackupFile, .. others], othersStdin, _ => othersVariable, ct: Ct);
                Assert.True(restored.ExitCode == 0, restored.Errors);
                Assert.Contains("Its passphrase proves that nobody else changed it.", restored.Output, StringComparison.Ordinal);
                Directory.Delete(_world.Target, recursive: true);
            }
        }
    }

    [Theory]
    [InlineData("stdin", "stdin has no passphrase")]
    [InlineData("file", "has no passphrase in its first line")]
    [InlineData("no file", "Could not find file")]
    [InlineData("both", "not by both")]
    [InlineData("short", "at least 16 characters")]
    public async Task A_passphrase_that_is_missing_or_easily_guessed_is_refused(string case_, string problem)
    {
        await _world.MakeDataAsync();
        var file = Path.Combine(_world.Folder, "passphrase");
        if (case_ != "no file")
        {
            await File.WriteAllTextAsync(file, "\n", Ct);
        }

        string[] options = case_ switch
        {
            "stdin" or "short" => ["--passphrase-stdin"],
            "both" => ["--passphrase-stdin", "--passphrase-file", file],
            _ => ["--passphrase-file", file],
        };
        var refused = await VerbRun.RunAsync(Settings, ["backup", "--to", _world.BackupFile, .. options], case_ == "short" ? "fifteen letters\n" : "", ct: Ct);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(problem, refused.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(_world.BackupFile));
    }

    private static byte[] Flipped(byte[] bytes, int index)
    {
        bytes[index] ^= 1;
        return bytes;
    }

    /// <summary>Enough that cannot be compressed for several chunks.</summary>
    private Task PadAsync() => BackupWorld.ExecuteAsync(
        _world.Data, $"INSERT INTO notice_marks (organization_key, subject, value) SELECT key, hex(randomblob({4 * BackupCipher.ChunkBytes})), 1 FROM organizations");
}
