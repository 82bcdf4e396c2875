using System.CommandLine;
using Scimify.Core.Persistence;
using Scimify.Portal.CommandLine.Backups;

namespace Scimify.Portal.CommandLine;

/// <summary><c>backup</c>: writes one file from which <c>restore</c> brings everything back.</summary>
internal static class BackupVerb
{
    public static Command Command(Terminal terminal)
    {
        var to = new Option<string>("--to") { Required = true, Description = "The file to write.", HelpName = "FILE" };
        var force = new Option<bool>("--force") { Description = "Overwrite the file if it exists." };
        var command = new Command("backup", "Copy the database and the key ring into one file. The server may be running.") { to, force };
        command.SetAction((result, ct) => Verb.RunAsync(terminal, () => WriteAsync(result.GetRequiredValue(to), result.GetValue(force), terminal, ct)));
        return command;
    }

    private static async Task WriteAsync(string to, bool force, Terminal terminal, CancellationToken ct)
    {
        var settings = CommandServices.Settings(terminal);
        if (settings.Database.Provider != DatabaseProvider.Sqlite)
        {
            throw new VerbException(
                "backup is for SQLite. With PostgreSQL, everything is in the database, including the key ring, and pg_dump backs it up while the servers run. "
                + "Keep the certificate of Scimify:KeyRing:CertificateFile elsewhere.");
        }

        var file = FilePath.Require("--to", to);
        var manifest = await FilePath.GuardAsync(file, () => new BackupWriter(settings, TimeProvider.System).WriteAsync(file, force, ct));
        await terminal.Output.WriteLineAsync($"Wrote {file}: the database with the migration {manifest.LastMigration}, and the key ring ({(manifest.Members.Count == 2 ? "1 file" : $"{manifest.Members.Count - 1} files")}).");
        await terminal.Error.WriteLineAsync(
            manifest.CertificateEncryptsKeys
                ? "Its key ring opens only with the certificate of Scimify:KeyRing:CertificateFile, which is not in the backup. Keep the certificate elsewhere."
                : "The backup contains Looker's secrets together with their keys, and only you can read it. Keep it as safe as the server.");
    }
}
