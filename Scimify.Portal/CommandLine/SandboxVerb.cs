using System.CommandLine;
using Scimify.Portal.Sandbox;

namespace Scimify.Portal.CommandLine;

/// <summary><c>sandbox</c>: runs the emulated Looker as a process of its own, for trials that kill the server.</summary>
internal static class SandboxVerb
{
    public static Command Command(Terminal terminal, Option<string?> urls)
    {
        var state = new Option<FileInfo?>("--state") { Description = "Keep the state in this file. Default: in memory." };
        var command = new Command("sandbox", "Serve an emulated Looker.") { state };
        command.Hidden = true;
        command.SetAction((result, ct) => Verb.RunAsync(terminal, () => ServeAsync(result.GetValue(urls), result.GetValue(state), terminal, ct)));
        return command;
    }

    private static async Task ServeAsync(string? url, FileInfo? state, Terminal terminal, CancellationToken ct)
    {
        await using var app = SandboxHost.Build(new SandboxOptions { Url = url ?? SandboxOptions.DefaultUrl, StateFile = state?.FullName });
        await app.StartAsync(ct);
        await terminal.Output.WriteLineAsync($"The sandbox listens on {string.Join(", ", app.Urls)}");
        await app.WaitForShutdownAsync(ct);
    }
}
