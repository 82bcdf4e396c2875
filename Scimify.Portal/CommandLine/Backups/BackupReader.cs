using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Scimify.Portal.CommandLine.Backups;

/// <summary>Reads a backup from front to back, and believes nothing that its manifest does not say.</summary>
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

    /// <exception cref="VerbException">It is no backup, or one of a later format.</exception>
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

    /// <summary>Unpacks every member; each is on disk, and as the manifest says, when this returns.</summary>
    /// <param name="target">Where a member goes; its folder exists and there is no such file.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="VerbException">Something is missing, or is not what the manifest says.</exception>
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
                throw Damaged($"{member.Name} has another content than it was given");
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
            throw new VerbException($"{_path} was made by Scimify {manifest.Version}, in a format that this version ({BackupManifest.ThisVersion}) does not know");
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

    private VerbException NoBackup() => new($"{_path} is not a backup that Scimify made");

    private VerbException Damaged(string how) => new($"{_path} is not a backup that Scimify made, or is damaged: {how}");

    /// <summary>As the framework names them; nothing that leads elsewhere.</summary>
    [GeneratedRegex(@"\Akeys/[A-Za-z0-9_-]{1,100}\.xml\z")]
    private static partial Regex KeyFile();
}
