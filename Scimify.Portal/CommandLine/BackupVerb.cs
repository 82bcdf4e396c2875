using System.CommandLine;
using System.Data.Common;
using System.Security.Cryptography;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Backups;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Requests;
using Scimify.Portal.CommandLine.Backups;
using Scimify.Portal.Host;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.CommandLine;

/// <summary><c>backup</c>: writes one file from which <c>restore</c> brings everything back.</summary>
internal static class BackupVerb
{
    public static Command Command(Terminal terminal)
    {
        var to = new Option<string>("--to") { Required = true, Description = "The file to write.", HelpName = "FILE" };
        var force = new Option<bool>("--force") { Description = "Overwrite the file if it exists." };
        var passphrase = new BackupPassphrase();
        var command = new Command("backup", "Copy the database and the key ring into one file. The server may be running. A passphrase encrypts it.") { to, force };
        passphrase.AddTo(command);
        command.SetAction((result, ct) => Verb.RunAsync(terminal, async () =>
            await WriteAsync(result.GetRequiredValue(to), result.GetValue(force), await passphrase.ReadAsync(result, terminal, ct), terminal, ct)));
        return command;
    }

    private static async Task WriteAsync(string to, bool force, string? passphrase, Terminal terminal, CancellationToken ct)
    {
        var settings = CommandServices.Settings(terminal);
        if (settings.Database.Provider != DatabaseProvider.Sqlite)
        {
            throw new VerbException(
                "backup is for SQLite. With PostgreSQL, everything is in the database, including the key ring, and pg_dump backs it up while the servers run. "
                + "Keep the certificate of Scimify:KeyRing:CertificateFile elsewhere.");
        }

        if (passphrase is { Length: < BackupPassphrase.MinLength })
        {
            throw new VerbException($"The passphrase must have at least {BackupPassphrase.MinLength} characters");
        }

        var file = FilePath.Require("--to", to);
        var manifest = await FilePath.GuardAsync(file, () => new BackupWriter(settings, passphrase, TimeProvider.System).WriteAsync(file, force, ct));
        await NoteAsync(settings, manifest.MadeAt, file, passphrase is not null, terminal, ct);
        await terminal.Output.WriteLineAsync($"Wrote {file}: the database with the migration {manifest.LastMigration}, and the key ring ({(manifest.Members.Count == 2 ? "1 file" : $"{manifest.Members.Count - 1} files")}).");
        await terminal.Error.WriteLineAsync(
            passphrase is not null ? "The backup is encrypted. Without its passphrase it is of no use: keep the passphrase elsewhere."
            : manifest.CertificateEncryptsKeys
                ? $"Its key ring opens only with the certificate of Scimify:KeyRing:CertificateFile, which is not in the backup. Keep the certificate elsewhere. {Sealed(settings)}"
                : $"The backup contains Looker's secrets together with their keys, and only you can read it. Keep it as safe as the server. {Sealed(settings)}");
    }

    /// <summary>A backup before an upgrade must not upgrade, and one of an installation that is broken is worth more than its entry.</summary>
    private static async Task NoteAsync(ScimifySettings settings, DateTimeOffset madeAt, string file, bool isEncrypted, Terminal terminal, CancellationToken ct)
    {
        const string NotNoted = "The audit log does not mention this backup";
        try
        {
            await using var services = await CommandServices.OpenIfCurrentAsync(settings, ct);
            if (services is null)
            {
                await terminal.Error.WriteLineAsync($"{NotNoted}, because the database is of another version.");
                return;
            }

            await BackupNote.WriteAsync(services.GetRequiredService<ScimifyDatabase>(), madeAt, Path.GetFileName(file), isEncrypted, ct);
        }
        catch (Exception e) when (e is CryptographicException or DbException or DatabaseUnavailableException)
        {
            await terminal.Error.WriteLineAsync($"{NotNoted}: {e.Message}");
        }
    }

    private static string Sealed(ScimifySettings settings) =>
        $"The key ring of this machine sealed it. To restore it on another one, keep a copy of {Path.GetFullPath(DataDirectory.Keys(settings.DataDirectory))} apart from the backups, or encrypt backups with a passphrase.";
}
