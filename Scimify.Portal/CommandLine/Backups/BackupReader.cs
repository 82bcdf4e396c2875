using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Scimify.Core.Persistence.Backups;
using Scimify.Portal.Host;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.CommandLine.Backups;

/// <summary>
/// Reads a backup from start to end. It asks first what proves that the backup is what was written, and then trusts nothing that is
/// not in the manifest.
/// </summary>
internal sealed partial class BackupReader : IAsyncDisposable
{
    private const int MaxManifestBytes = 1024 * 1024;
    private const int MaxSealBytes = 4096;

    /// <summary>Many times what the framework writes.</summary>
    private const long MaxKeyBytes = 1024 * 1024;

    /// <summary>More than SQLite can hold.</summary>
    private const long MaxDatabaseBytes = 1L << 48;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;
    private readonly Stream _content;
    private readonly TarReader _tar;
    private (string Seal, byte[] Manifest) _sealed;

    private BackupReader(string path, Stream content)
    {
        _path = path;
        _content = content;
        _tar = new TarReader(new GZipStream(content, CompressionMode.Decompress));
    }

    public BackupManifest Manifest { get; private set; } = null!;

    public BackupProof Proof { get; private set; }

    /// <param name="settings">Those of the server. Nothing in its data directory changes.</param>
    /// <exception cref="VerbException">The file is not a backup, has a later format, or nothing proves that it is what was written.</exception>
    public static async Task<BackupReader> OpenAsync(string path, BackupTrust trust, ScimifySettings settings, CancellationToken ct)
    {
        if (!File.Exists(path))
        {
            throw new VerbException($"There is no file {path}");
        }

        var file = File.OpenRead(path);
        try
        {
            var isEncrypted = IsEncrypted(file);
            var reader = new BackupReader(path, isEncrypted ? Decrypting(file, path, trust) : file);
            (reader.Manifest, reader.Proof) = await reader.GuardAsync(() => reader.ReadStartAsync(isEncrypted, trust, settings, ct));
            return reader;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>Unpacks every member. When it returns, each is on disk and matches the manifest.</summary>
    /// <param name="target">The path for a member. Its folder exists, and the file does not.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="VerbException">Something is missing, is more, or does not match the manifest.</exception>
    public Task UnpackAsync(Func<BackupMember, string> target, CancellationToken ct) => GuardAsync(async () =>
    {
        foreach (var member in Manifest.Members)
        {
            var entry = await _tar.GetNextEntryAsync(copyData: false, ct);
            if (entry is null || entry.Name != member.Name)
            {
                throw Damaged($"{member.Name} is not where it should be");
            }

            RequireFile(entry, member.Bytes);
            await UnpackAsync(entry, member, target(member), ct);
        }

        if (await _tar.GetNextEntryAsync(copyData: false, ct) is { } more)
        {
            throw Damaged($"it contains {more.Name}, of which its manifest says nothing");
        }

        // The last chunk of an encrypted backup says that nothing was cut off.
        await _content.CopyToAsync(Stream.Null, ct);
        return true;
    });

    /// <summary>To be called when everything is unpacked.</summary>
    /// <param name="ring">The key ring that was in the backup.</param>
    /// <exception cref="VerbException">That ring is to prove the backup, and does not.</exception>
    public void RequireOwnSeal(BackupSeal ring)
    {
        if (Proof == BackupProof.OwnKeyRing && !ring.Fits(_sealed.Seal, _sealed.Manifest))
        {
            throw SealDoesNotFit();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _tar.DisposeAsync();
        await _content.DisposeAsync();
    }

    private static bool IsEncrypted(FileStream file)
    {
        Span<byte> start = stackalloc byte[BackupCipher.Line.Length];
        var isEncrypted = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual(BackupCipher.Line);
        file.Position = isEncrypted ? start.Length : 0;
        return isEncrypted;
    }

    private static DecryptingStream Decrypting(FileStream file, string path, BackupTrust trust)
    {
        if (trust.Passphrase is not { } passphrase)
        {
            throw new VerbException($"{path} is encrypted. Give its passphrase with --passphrase-file, --passphrase-stdin or the variable {BackupPassphrase.Variable}.");
        }

        try
        {
            return new DecryptingStream(file, passphrase);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new VerbException($"{path} does not open: the passphrase is not the one that it was written with, or the file was changed");
        }
        catch (EndOfStreamException)
        {
            throw new VerbException($"{path} is not a backup that Scimify wrote, or is damaged: it was cut off");
        }
    }

    private async Task<(BackupManifest Manifest, BackupProof Proof)> ReadStartAsync(bool isEncrypted, BackupTrust trust, ScimifySettings settings, CancellationToken ct)
    {
        var json = await ReadAsync(BackupManifest.Name, MaxManifestBytes, ct);
        var manifest = Check(BackupManifest.Parse(json));
        if (isEncrypted)
        {
            return (manifest, BackupProof.Passphrase);
        }

        if (manifest.Format == BackupManifest.FormatWithoutSeal)
        {
            return trust.Unproven
                ? (manifest, BackupProof.None)
                : throw new VerbException($"{_path} has no seal: it was written by Scimify {manifest.Version}, or its seal was taken away. {Vouch}");
        }

        var seal = Encoding.ASCII.GetString(await ReadAsync(BackupManifest.SealName, MaxSealBytes, ct));
        _sealed = (seal, json);
        return (manifest, Prove(new BackupSeal(settings, trust.KeyRing ?? DataDirectory.Keys(settings.DataDirectory)), settings, trust));
    }

    private BackupProof Prove(BackupSeal ring, ScimifySettings settings, BackupTrust trust) =>
        ring.HasKeyOf(_sealed.Seal) ? ring.Fits(_sealed.Seal, _sealed.Manifest) ? BackupProof.KeyRing : throw SealDoesNotFit()
        : trust.Unproven ? BackupProof.None
        : trust.KeyRing is null && DataDirectory.IsEmpty(settings) ? BackupProof.OwnKeyRing
        : throw new VerbException(
            $"{_path} was sealed by a key ring that is not here, so that nothing proves who wrote it. Name the folder with a copy of that key ring by --key-ring. {Vouch}");

    private VerbException SealDoesNotFit() => Damaged("its seal does not fit. It was changed, or the certificate of Scimify:KeyRing:CertificateFile is another");

    private static string Vouch => "If you know that nobody could change the file since it was written, add --trust-unproven.";

    private async Task<byte[]> ReadAsync(string name, int most, CancellationToken ct)
    {
        if (await _tar.GetNextEntryAsync(copyData: false, ct) is not { EntryType: TarEntryType.RegularFile, DataStream: { } data } entry || entry.Name != name || entry.Length > most)
        {
            throw NoBackup();
        }

        using var content = new MemoryStream();
        await data.CopyToAsync(content, ct);
        return content.ToArray();
    }

    private BackupManifest Check(BackupManifest? manifest)
    {
        if (manifest is not { Members: not null, LastMigration: not null })
        {
            throw NoBackup();
        }

        if (manifest.Format is not (BackupManifest.CurrentFormat or BackupManifest.FormatWithoutSeal))
        {
            throw new VerbException($"{_path} was written by Scimify {manifest.Version}, in a format that this version ({BackupManifest.ThisVersion}) does not know");
        }

        var names = manifest.Members.Select(m => m.Name).ToList();
        if (names.Count(name => name == BackupManifest.Database) != 1 || names.Distinct().Count() != names.Count
            || !names.All(name => name == BackupManifest.Database || KeyFile().IsMatch(name)))
        {
            throw NoBackup();
        }

        return manifest.Members.FirstOrDefault(m => m.Bytes < 0 || m.Bytes > (m.Name == BackupManifest.Database ? MaxDatabaseBytes : MaxKeyBytes)) is { } large
            ? throw Damaged($"{large.Name} has {large.Bytes} bytes")
            : manifest;
    }

    /// <summary>Nothing but a plain file is unpacked, and no more of it than the manifest says.</summary>
    private void RequireFile(TarEntry entry, long bytes)
    {
        if (entry.EntryType != TarEntryType.RegularFile)
        {
            throw Damaged($"{entry.Name} is no file, but of the kind {entry.EntryType}");
        }

        if (entry.Length != bytes)
        {
            throw Damaged($"{entry.Name} has {entry.Length} bytes instead of {bytes}");
        }
    }

    private async Task UnpackAsync(TarEntry entry, BackupMember member, string path, CancellationToken ct)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        await using var file = new FileStream(path, options);
        await (entry.DataStream ?? Stream.Null).CopyToAsync(file, ct);
        file.Flush(flushToDisk: true);
        file.Position = 0;
        if (Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct)) != member.Sha256)
        {
            throw Damaged($"the content of {member.Name} has changed");
        }
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
