using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Scimify.Portal.CommandLine.Backups;

/// <summary>Reads a backup from start to end, and trusts nothing that is not in its manifest.</summary>
internal sealed partial class BackupReader : IAsyncDisposable
{
    private const int MaxManifestBytes = 16 * 1024 * 1024;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly TarReader _tar;

    private BackupReader(string path)
    {
        _path = path;
        _file = File.OpenRead(path);
        _tar = new TarReader(new GZipStream(_file, CompressionMode.Decompress));
    }

    public BackupManifest Manifest { get; private set; } = null!;

    /// <exception cref="VerbException">The file is not a backup, or has a later format.</exception>
    public static async Task<BackupReader> OpenAsync(string path, CancellationToken ct)
    {
        if (!File.Exists(path))
        {
            throw new VerbException($"There is no file {path}");
        }

        var reader = new BackupReader(path);
        try
        {
            reader.Manifest = await reader.GuardAsync(() => reader.ReadManifestAsync(ct));
            return reader;
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    /// <summary>Unpacks every member. When it returns, each is on disk and matches the manifest.</summary>
    /// <param name="target">The path for a member. Its folder exists, and the file does not.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="VerbException">Something is missing, or does not match the manifest.</exception>
    public Task UnpackAsync(Func<BackupMember, string> target, CancellationToken ct) => GuardAsync(async () =>
    {
        foreach (var member in Manifest.Members)
        {
            var entry = await _tar.GetNextEntryAsync(copyData: false, ct);
            if (entry is null || entry.Name != member.Name || entry.Length != member.Bytes)
            {
                throw Damaged($"{member.Name} is not where it should be");
            }

            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerOnly;
            }

            await using var file = new FileStream(target(member), options);
            await (entry.DataStream ?? Stream.Null).CopyToAsync(file, ct);
            file.Flush(flushToDisk: true);
            file.Position = 0;
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct)) != member.Sha256)
            {
                throw Damaged($"the content of {member.Name} has changed");
            }
        }

        return true;
    });

    public async ValueTask DisposeAsync()
    {
        await _tar.DisposeAsync();
        await _file.DisposeAsync();
    }

    private async Task<BackupManifest> ReadManifestAsync(CancellationToken ct)
    {
        var entry = await _tar.GetNextEntryAsync(copyData: false, ct);
        if (entry is not { Name: BackupManifest.Name, Length: <= MaxManifestBytes, DataStream: { } json })
        {
            throw NoBackup();
        }

        using var text = new MemoryStream();
        await json.CopyToAsync(text, ct);
        text.Position = 0;
        var manifest = BackupManifest.Parse(text);
        if (manifest is not { Members: not null, LastMigration: not null })
        {
            throw NoBackup();
        }

        if (manifest.Format != BackupManifest.CurrentFormat)
        {
            throw new VerbException($"{_path} was written by Scimify {manifest.Version}, in a format that this version ({BackupManifest.ThisVersion}) does not know");
        }

        var names = manifest.Members.Select(m => m.Name).ToList();
        return names.Count(name => name == BackupManifest.Database) == 1 && names.Distinct().Count() == names.Count
            && names.All(name => name == BackupManifest.Database || KeyFile().IsMatch(name))
            ? manifest
            : throw NoBackup();
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw Damaged(e.Message);
        }
        catch (JsonException)
        {
            throw NoBackup();
        }
    }

    private VerbException NoBackup() => new($"{_path} is not a backup that Scimify wrote");

    private VerbException Damaged(string how) => new($"{_path} is not a backup that Scimify wrote, or is damaged: {how}");

    /// <summary>The framework's names of key files. Excludes anything that leads to another folder.</summary>
    [GeneratedRegex(@"\Akeys/[A-Za-z0-9_-]{1,100}\.xml\z")]
    private static partial Regex KeyFile();
}
