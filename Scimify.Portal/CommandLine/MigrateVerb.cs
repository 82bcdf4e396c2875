using System.CommandLine;

namespace Scimify.Portal.CommandLine;

/// <summary><c>migrate</c>: what serving does by itself, for those who want it as a step of its own.</summary>
internal static class MigrateVerb
{
    public static Command Command(Terminal terminal)
    {
        var command = new Command("migrate", "Bring the database up to this version, and end.");
        command.SetAction((_, ct) => Verb.RunAsync(terminal, async () =>
        {
            await using var services = await CommandServices.OpenAsync(terminal, ct);
            await terminal.Error.WriteLineAsync("The database is up to date.");
        }));
        return command;
    }
}
