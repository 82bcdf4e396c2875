using System.CommandLine;
using Scimify.Portal.Host;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.CommandLine.Demo;

/// <summary><c>demo</c>: serves with the emulated Looker, an owner, an integration and a token.</summary>
internal static class DemoVerb
{
    private const string DataDirectory = "Scimify:DataDirectory";
    private const string DataDirectoryVariable = "Scimify__DataDirectory";
    private const string DefaultDataDirectory = "./data/demo";

    public static Command Command(Terminal terminal, Option<string?> urls)
    {
        var command = new Command("demo", "Serve with an emulated Looker and everything that is needed to try it.");
        command.SetAction((result, ct) => Verb.RunAsync(terminal, () => ServeAsync(result.GetValue(urls), terminal, ct)));
        return command;
    }

    private static async Task ServeAsync(string? urls, Terminal terminal, CancellationToken ct)
    {
        var settings = new Dictionary<string, string?>(terminal.Settings) { ["Scimify:Sandbox:Enabled"] = "true", ["Scimify:Metrics:Open"] = "true" };
        if (string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(DataDirectoryVariable)))
        {
            settings.TryAdd(DataDirectory, DefaultDataDirectory);
        }

        await using var app = ScimifyApplication.Build(new ApplicationOptions { Urls = urls, Settings = settings, OwnsProcess = terminal.OwnsProcess });
        DemoAccount? account = null;
        await ScimifyServer.StartAsync(app, async services => account = await DemoSetup.EnsureAsync(services, ct), ct);
        var dataDirectory = app.Services.GetRequiredService<ScimifySettings>().DataDirectory;
        await terminal.Output.WriteAsync(DemoText.Of(account!, ScimifyServer.ShownAddress(app), dataDirectory));
        await app.WaitForShutdownAsync(ct);
    }
}
