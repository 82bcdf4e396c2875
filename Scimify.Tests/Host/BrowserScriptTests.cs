using System.Diagnostics;
using System.Net;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Host;

/// <summary>The console needs Blazor's script, which the SDK takes from a package of its own and lists in a manifest.</summary>
public sealed class BrowserScriptTests : IDisposable
{
    private const string Script = "/_framework/blazor.web.js";

    private readonly TempFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Portal => Path.Combine(Repository.Root, "Scimify.Portal");

    /// <summary><c>Debug</c> or <c>Release</c>, like the tests themselves: bin/CONFIGURATION/FRAMEWORK.</summary>
    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    [Fact]
    public async Task The_script_is_served_after_a_plain_build() =>
        await AssertServedAsync(Path.Combine(Portal, "bin", Configuration, new DirectoryInfo(AppContext.BaseDirectory).Name));

    [Fact]
    public async Task The_script_is_served_from_what_publish_writes()
    {
        var published = Path.Combine(_folder.Path, "published");
        await PublishAsync(published);

        Assert.True(File.Exists(Path.Combine(published, "wwwroot" + Script)));
        await AssertServedAsync(published);
    }

    public void Dispose() => _folder.Dispose();

    private async Task AssertServedAsync(string program)
    {
        var environment = new Dictionary<string, string?> { ["Scimify:DataDirectory"] = Path.Combine(_folder.Path, "data") };
        await using var server = await ScimifyProcess.ServeFromAsync(program, environment, ct: Ct);
        using var client = new HttpClient { BaseAddress = server.BaseAddress };

        using var answer = await client.GetAsync(Script, Ct);

        Assert.Equal((HttpStatusCode.OK, "text/javascript"), (answer.StatusCode, answer.Content.Headers.ContentType?.ToString()));
        Assert.Contains("Blazor", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    /// <summary>Publishes what is already built. Leaves out compressed copies, which would take half a minute.</summary>
    private static async Task PublishAsync(string target)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["publish", Portal, "-c", Configuration, "--no-build", "-p:CompressionEnabled=false", "-o", target])
        {
            start.ArgumentList.Add(argument);
        }

        using var publish = Process.Start(start)!;
        var output = publish.StandardOutput.ReadToEndAsync(Ct);
        var errors = publish.StandardError.ReadToEndAsync(Ct);
        await publish.WaitForExitAsync(Ct);
        Assert.True(publish.ExitCode == 0, await output + await errors);
    }
}
