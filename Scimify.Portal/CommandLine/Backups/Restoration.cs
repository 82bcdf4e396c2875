using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Backups;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Tokens;
using Scimify.Portal.Host;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.CommandLine.Backups;

/// <summary>
/// Replaces the data with a backup. First, everything is unpacked, checked, upgraded to this version and made safe beside the
/// data, with the backup's own key ring. Then the keys are added to the key ring, and one rename puts the database in its place. If
/// that fails, the keys are taken out again. If the process is killed before the rename, the old data are complete, with some keys
/// more; afterwards, the restored data are.
/// </summary>
internal sealed class Restoration(ScimifySettings settings, TimeProvider clock)
{
    /// <summary>The suffixes of the files that SQLite keeps beside a database.</summary>
    private static readonly string[] Beside = ["-wal", "-shm", "-journal"];

    private readonly string _database = settings.Database.Target;
    private readonly string _staged = settings.Database.Target + ".restoring";
    private readonly string _stagedKeys = Path.Combine(settings.DataDirectory, "keys.restoring");
    private readonly string _stamp = $"{clock.GetUtcNow().UtcDateTime:yyyyMMdd'T'HHmmss'Z'}";

    /// <summary>Where the previous database is now; null if there was none.</summary>
    public string? Former { get; private set; }

    /// <summary>What proved that the backup is what was written.</summary>
    public BackupProof Proof { get; private set; }

    /// <param name="file">The backup.</param>
    /// <param name="trust">What must prove that it is what was written, before anything else happens.</param>
    /// <param name="force">Sets existing data aside.</param>
    /// <param name="ct">Cancels, and leaves the old data in place.</param>
    /// <exception cref="VerbException">The backup cannot be restored. Nothing has changed.</exception>
    /// <exception cref="DataDirectoryException">A server is running on the data.</exception>
    public async Task<(BackupManifest Manifest, RestoreSummary Summary)> RunAsync(string file, BackupTrust trust, bool force, CancellationToken ct)
    {
        await using var backup = await BackupReader.OpenAsync(file, trust, settings, ct);
        Proof = backup.Proof;
        DataDirectory.Prepare(settings);
        using var server = new ServerLock(settings, clock);
        await server.TakeAsync(TimeSpan.Zero, ct);
        await using var migration = LockMigration();
        if (HasData() && !force)
        {
            throw new VerbException($"{_database} already has data. Add --force to set them aside and restore the backup.");
        }

        Clear();
        try
        {
            RequireRoom(backup.Manifest);
            DataDirectory.MakePrivate(_stagedKeys);
            await backup.UnpackAsync(member => member.Name == BackupManifest.Database ? _staged : Path.Combine(_stagedKeys, Path.GetFileName(member.Name)), ct);
            backup.RequireOwnSeal(new BackupSeal(settings, _stagedKeys));
            SqliteFile.Check(_staged);
            var summary = await BringUpAsync(backup.Manifest, Path.GetFileName(file), ct);
            TakePlace();
            return (backup.Manifest, summary);
        }
        finally
        {
            Clear();
        }
    }

    private bool HasData() => Length(_database) > 0 || Length(_database + "-wal") > 0;

    private static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    /// <summary>Verbs that start now wait for it before they open the database.</summary>
    private FileStream LockMigration()
    {
        try
        {
            return SqliteDatabase.LockMigration(_database);
        }
        catch (IOException)
        {
            throw new VerbException($"Another Scimify is opening the database {_database}. Try again when it is done.");
        }
    }

    /// <summary>Deletes our own files, and those of an attempt that was killed. The server's lock says that nobody else is restoring.</summary>
    private void Clear()
    {
        foreach (var suffix in (string[])["", ".migrating", .. Beside])
        {
            File.Delete(_staged + suffix);
        }

        if (Directory.Exists(_stagedKeys))
        {
            Directory.Delete(_stagedKeys, recursive: true);
        }
    }

    /// <summary>Before anything is unpacked: a full disk would stop others as well.</summary>
    private void RequireRoom(BackupManifest manifest)
    {
        var needed = manifest.Members.Sum(m => m.Bytes);
        var folder = Path.GetDirectoryName(Path.GetFullPath(_staged))!;
        var free = new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;
        if (needed > free)
        {
            throw new VerbException($"The backup needs {needed} bytes, but there are only {free} bytes free in {folder}");
        }
    }

    private async Task<RestoreSummary> BringUpAsync(BackupManifest manifest, string fileName, CancellationToken ct)
    {
        RestoreSummary summary;
        await using (var services = await CommandServices.OpenAsync(settings with { Database = settings.Database with { Target = _staged }, KeyRing = settings.KeyRing with { Folder = _stagedKeys } }, ct))
        {
            await RequireKeysAsync(services, manifest, ct);
            summary = await new RestoredData(services.GetRequiredService<ScimifyDatabase>(), clock).MakeSafeAsync(manifest.MadeAt, fileName, Proof, ct);
        }

        using (SqliteFile.TakeAlone(_staged))
        {
        }

        await using var file = new FileStream(_staged, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
        return summary;
    }

    private static async Task RequireKeysAsync(ServiceProvider services, BackupManifest manifest, CancellationToken ct)
    {
        try
        {
            await services.GetRequiredService<TokenHasher>().LoadAsync(ct);
            var protector = services.GetRequiredService<ISecretProtector>();
            await using var db = services.GetRequiredService<ScimifyDatabase>().CreateDbContext();
            foreach (var integration in db.Integrations.Where(i => i.DeletedAt == null).ToList())
            {
                protector.Unprotect(integration.ProtectedClientSecret);
            }
        }
        catch (CryptographicException e)
        {
            throw new VerbException(
                manifest.CertificateEncryptsKeys
                    ? $"The backup's key ring does not open. Set Scimify:KeyRing:CertificateFile to the certificate of the server that wrote it ({e.Message})"
                    : $"The backup's key ring does not open its database. The secrets in it are lost ({e.Message})");
        }
    }

    private void TakePlace()
    {
        var keys = new RestoredKeys(_stagedKeys, DataDirectory.Keys(settings.DataDirectory), Aside);
        try
        {
            if (!HasData())
            {
                keys.Add();
                File.Move(_staged, _database, overwrite: true);
                return;
            }

            var aside = Aside(_database);
            if (SqliteFile.IsDatabase(_database))
            {
                Replace(keys, aside);
            }
            else
            {
                ReplaceDamaged(keys, aside);
            }

            Former = aside;
        }
        catch
        {
            keys.Undo();
            throw;
        }
    }

    /// <summary>Makes the old database one file that nobody uses. A write-ahead log that stayed behind would be taken as the restored database's.</summary>
    private void Replace(RestoredKeys keys, string aside)
    {
        try
        {
            using (SqliteFile.TakeAlone(_database))
            {
                keys.Add();
                File.Replace(_staged, _database, aside);
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED)
        {
            throw new VerbException($"Another program has the database {_database} open. Stop it first.");
        }
        catch (SqliteException e)
        {
            throw new VerbException($"The database {_database} is damaged ({e.Message}). Move it away, together with the files whose names begin with its name, and restore again.");
        }
    }

    /// <summary>The old database cannot be opened, which is why somebody restores. Its files are set aside as they are.</summary>
    private void ReplaceDamaged(RestoredKeys keys, string aside)
    {
        var moved = new List<string>();
        try
        {
            foreach (var suffix in Beside.Where(suffix => File.Exists(_database + suffix)))
            {
                File.Move(_database + suffix, aside + suffix);
                moved.Add(suffix);
            }

            keys.Add();
            File.Replace(_staged, _database, aside);
        }
        catch
        {
            moved.ForEach(suffix => File.Move(aside + suffix, _database + suffix));
            throw;
        }
    }

    private string Aside(string path) => $"{path}.before-restore-{_stamp}";
}
