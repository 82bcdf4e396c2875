using System.CommandLine;

namespace Scimify.Portal.CommandLine;

/// <summary><c>migrate</c>: upgrades the database, as serving does anyway, for those who want a separate step.</summary>
internal static class MigrateVerb
{
    public static Command Command(Terminal terminal)
    {
        var command = new Command("migrate", "Upgrade the database to this version, and exit.");
        command.SetAction((_, ct) => Verb.RunAsync(terminal, async () =>
        {
            await using var services = await CommandServices.OpenAsync(terminal, ct);
            await terminal.Error.WriteLineAsync("The database is up to date.");
        }));
        return command;
    }
}
