using System.CommandLine;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Backups;
using Scimify.Portal.CommandLine.Backups;

namespace Scimify.Portal.CommandLine;

/// <summary><c>restore</c>: brings data back from a backup, and pauses every live integration.</summary>
internal static class RestoreVerb
{
    public static Command Command(Terminal terminal)
    {
        var from = new Option<string>("--from") { Required = true, Description = "A file that backup wrote.", HelpName = "FILE" };
        var force = new Option<bool>("--force") { Description = "Set existing data aside." };
        var keyRing = new Option<string?>("--key-ring") { Description = "A copy of the key ring that sealed the backup, if it is not that of the data directory.", HelpName = "FOLDER" };
        var unproven = new Option<bool>("--trust-unproven") { Description = "Restore a backup of which nothing proves that nobody changed it." };
        var passphrase = new BackupPassphrase();
        var command = new Command("restore", "Bring the database and the key ring back from a backup. The server must be stopped.") { from, force, keyRing, unproven };
        passphrase.AddTo(command);
        command.SetAction((result, ct) => Verb.RunAsync(terminal, async () =>
        {
            var trust = new BackupTrust(await passphrase.ReadAsync(result, terminal, ct), Folder(result.GetValue(keyRing)), result.GetValue(unproven));
            await RestoreAsync(result.GetRequiredValue(from), trust, result.GetValue(force), terminal, ct);
        }));
        return command;
    }

    private static string? Folder(string? given) => given is null ? null
        : Directory.Exists(given) ? Path.GetFullPath(given)
        : throw new VerbException($"--key-ring must name a folder, but '{given}' is none");

    private static async Task RestoreAsync(string from, BackupTrust trust, bool force, Terminal terminal, CancellationToken ct)
    {
        var settings = CommandServices.Settings(terminal);
        if (settings.Database.Provider != DatabaseProvider.Sqlite)
        {
            throw new VerbException("restore is for SQLite. With PostgreSQL, pg_restore brings back what pg_dump wrote; pause every integration before a server starts on it.");
        }

        var file = FilePath.Require("--from", from);
        var restoration = new Restoration(settings, TimeProvider.System);
        var (manifest, summary) = await FilePath.GuardAsync(file, () => restoration.RunAsync(file, trust, force, ct));
        foreach (var line in Words(manifest, summary, restoration))
        {
            await terminal.Output.WriteLineAsync(line);
        }
    }

    private static IEnumerable<string> Words(BackupManifest manifest, RestoreSummary summary, Restoration restoration)
    {
        yield return $"Restored the state of {manifest.MadeAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC (Scimify {manifest.Version}, migration {manifest.LastMigration}).";
        yield return restoration.Proof switch
        {
            BackupProof.Passphrase => "Its passphrase proves that nobody else changed it.",
            BackupProof.OwnKeyRing => "It is as it was sealed, by the key ring inside it. Whoever could write where it was kept could have put another one there: a passphrase, or --key-ring, would show that.",
            BackupProof.KeyRing => "The seal of the key ring proves that nobody changed it.",
            _ => "Nothing proves that nobody changed it: you vouched for it.",
        };
        if (restoration.Former is { } former)
        {
            yield return $"The previous database is now {former}.";
        }

        foreach (var integration in summary.Integrations)
        {
            yield return $"Integration {integration.Name}: {State(integration)}";
        }

        yield return $"Valid again as of the backup: SCIM tokens {summary.ScimTokens}, OAuth clients {summary.OAuthClients}, personal access tokens {summary.PersonalAccessTokens}, "
            + $"people with their passwords {summary.People}. Revoke again what was revoked since.";
        if (summary.Integrations.Count > 0)
        {
            yield return "Looker has gone on since then. Start the server, compare each integration with Looker (Drift), let the identity provider send everything, then set it live.";
        }
    }

    private static string State(RestoredIntegration integration)
    {
        var aside = integration.SetAside == 0
            ? ""
            : $" {integration.SetAside} {(integration.SetAside == 1 ? "change that was waiting is" : "changes that were waiting are")} marked as failed. The identity provider's next write tries again.";
        return integration.Mode == IntegrationMode.Plan
            ? "still in plan mode; what is planned is as old as the backup."
            : $"paused; nothing is sent to Looker until an owner or operator sets it live.{aside}";
    }
}
