using Scimify.Portal.Host;

namespace Scimify.Portal.CommandLine;

/// <summary>No verb: serve until SIGTERM or Ctrl+C.</summary>
internal static class ServeVerb
{
    public static async Task RunAsync(string? urls, CancellationToken ct)
    {
        await using var app = ScimifyApplication.Build(new ApplicationOptions { Urls = urls });
        await ScimifyServer.StartAsync(app, null, ct);
        await app.WaitForShutdownAsync(ct);
    }
}
