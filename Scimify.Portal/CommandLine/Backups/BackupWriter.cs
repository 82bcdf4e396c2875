using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Scimify.Core.Persistence.Backups;
using Scimify.Portal.Host;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.CommandLine.Backups;

/// <summary>
/// Writes database and key ring into one file (tar, gzip), while a server may go on writing. The database is copied first, so
/// that the keys of everything encrypted in it are on disk when they are copied. A passphrase encrypts the file; without one, the
/// key ring seals it.
/// </summary>
/// <param name="passphrase">Null for none.</param>
internal sealed class BackupWriter(ScimifySettings settings, string? passphrase, TimeProvider clock)
{
    private readonly BackupSeal _seal = new(settings, DataDirectory.Keys(settings.DataDirectory));

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The file gets its name only when it is complete and on disk.</summary>
    /// <exception cref="VerbException">There is nothing to copy, nothing to seal it with, or the file exists.</exception>
    public async Task<BackupManifest> WriteAsync(string file, bool overwrite, CancellationToken ct)
    {
        var database = settings.Database.Target;
        if (!File.Exists(database) || new FileInfo(database).Length == 0)
        {
            throw new VerbException($"There is no database {database}, and so nothing to back up. Is Scimify:DataDirectory ('{settings.DataDirectory}') the server's?");
        }

        if (File.Exists(file) && !overwrite)
        {
            throw new VerbException($"{file} exists. Choose another name, or add --force to overwrite it.");
        }

        var partial = $"{file}.{Guid.NewGuid():N}.partial";
        var copy = partial + ".db";
        try
        {
            await using (New(copy))
            {
            }

            var madeAt = clock.GetUtcNow();
            SqliteFile.CopyTo(database, copy);
            SqliteFile.Check(copy);
            var migration = SqliteFile.LastMigration(copy) ?? throw new VerbException($"{database} is not a Scimify database");
            var members = await MembersAsync(copy, ct);
            var manifest = new BackupManifest(
                BackupManifest.CurrentFormat, BackupManifest.ThisVersion, madeAt, migration, settings.KeyRing.CertificateFile is not null, [.. members.Select(m => m.Member)]);
            await WriteAsync(partial, manifest, members, ct);
            File.Move(partial, file, overwrite);
            return manifest;
        }
        finally
        {
            File.Delete(partial);
            File.Delete(copy);
        }
    }

    private async Task<List<(BackupMember Member, string Path)>> MembersAsync(string copy, CancellationToken ct)
    {
        var members = new List<(BackupMember, string)> { (await MemberAsync(BackupManifest.Database, copy, ct), copy) };
        var keys = new DirectoryInfo(DataDirectory.Keys(settings.DataDirectory));
        foreach (var key in keys.Exists ? keys.GetFiles("*.xml").Select(f => f.FullName).Order(StringComparer.Ordinal).ToList() : [])
        {
            members.Add((await MemberAsync(BackupManifest.KeyFolder + Path.GetFileName(key), key, ct), key));
        }

        return members;
    }

    private static async Task<BackupMember> MemberAsync(string name, string path, CancellationToken ct)
    {
        await using var content = File.OpenRead(path);
        return new BackupMember(name, content.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(content, ct)));
    }

    private async Task WriteAsync(string path, BackupManifest manifest, List<(BackupMember Member, string Path)> members, CancellationToken ct)
    {
        await using var file = New(path);
        if (passphrase is null)
        {
            await WriteAsync(file, manifest, members, ct);
        }
        else
        {
            await using var encrypting = new EncryptingStream(file, passphrase);
            await WriteAsync(encrypting, manifest, members, ct);
            encrypting.Complete();
        }

        file.Flush(flushToDisk: true);
    }

    private async Task WriteAsync(Stream stream, BackupManifest manifest, List<(BackupMember Member, string Path)> members, CancellationToken ct)
    {
        await using var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        await using var tar = new TarWriter(gzip, TarEntryFormat.Pax, leaveOpen: true);
        var json = manifest.Serialize();
        await WriteAsync(tar, BackupManifest.Name, new MemoryStream(json), manifest.MadeAt, ct);
        if (passphrase is null)
        {
            await WriteAsync(tar, BackupManifest.SealName, new MemoryStream(Encoding.ASCII.GetBytes(_seal.Of(json))), manifest.MadeAt, ct);
        }

        foreach (var (member, source) in members)
        {
            await using var content = File.OpenRead(source);
            await WriteAsync(tar, member.Name, content, manifest.MadeAt, ct);
        }
    }

    private static Task WriteAsync(TarWriter tar, string name, Stream content, DateTimeOffset at, CancellationToken ct) => tar.WriteEntryAsync(
        new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content, Mode = OwnerOnly, ModificationTime = at }, ct);

    private static FileStream New(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }
}
