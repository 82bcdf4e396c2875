using Scimify.Portal.Host;

namespace Scimify.Portal.CommandLine;

/// <summary>No verb: serve until SIGTERM or Ctrl+C.</summary>
internal static class ServeVerb
{
    public static async Task RunAsync(string? urls, Terminal terminal, CancellationToken ct)
    {
        await using var app = ScimifyApplication.Build(new ApplicationOptions { Urls = urls, Settings = terminal.Settings, OwnsProcess = terminal.OwnsProcess });
        await ScimifyServer.StartAsync(app, null, ct);
        if (ScimifyServer.InvitationOfFirstOwner(app) is { } invitation)
        {
            // Not through the logger, because no log file may contain the code.
            await terminal.Output.WriteLineAsync(invitation);
        }

        await app.WaitForShutdownAsync(ct);
    }
}
