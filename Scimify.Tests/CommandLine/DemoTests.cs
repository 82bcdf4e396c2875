using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.CommandLine;

public sealed class DemoTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string?> _environment;

    public DemoTests() => _environment = new()
    {
        ["Scimify:DataDirectory"] = _folder.Path,
        ["Scimify:Sandbox:Url"] = $"http://127.0.0.1:{ScimifyProcess.FreePort()}",
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_demo_ends_its_output_with_what_is_needed_to_try_it_and_the_line_works_when_pasted()
    {
        await using var demo = await ScimifyProcess.ServeAsync(_environment, ["demo"], ct: Ct);
        var block = await BlockAsync(demo);

        Assert.Equal(["Console:", "Sign in:", "SCIM URL:", "Token:", "Try:"], block.Keys);
        Assert.Equal(demo.BaseAddress!.GetLeftPart(UriPartial.Authority), block["Console:"]);
        Assert.Equal(block["Console:"] + "/scim/v2", block["SCIM URL:"]);
        Assert.Matches("^owner@example.com / [A-Za-z0-9]{20}$", block["Sign in:"]);
        var answer = await PasteAsync(block["Try:"]);
        Assert.Contains("HTTP/1.1 201 Created", answer, StringComparison.Ordinal);
        Assert.Contains("Scimify-Sync: applied", answer, StringComparison.Ordinal);
        var email = Regex.Match(block["Try:"], "\"userName\":\"([^\"]+)\"").Groups[1].Value;
        using var looker = new HttpClient { BaseAddress = new Uri(_environment["Scimify:Sandbox:Url"]!) };
        Assert.Contains(email, await looker.GetStringAsync("/__sandbox/state", Ct), StringComparison.Ordinal);
        using var anybody = new HttpClient { BaseAddress = demo.BaseAddress };
        Assert.Contains("scimify_users", await anybody.GetStringAsync("/metrics", Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_start_reuses_the_data_and_says_how_to_start_over()
    {
        await using var first = await ScimifyProcess.ServeAsync(_environment, ["demo"], ct: Ct);
        var before = await BlockAsync(first);
        await PasteAsync(before["Try:"]);
        Assert.Equal(0, await first.TerminateAsync(TimeSpan.FromSeconds(10)));

        await using var second = await ScimifyProcess.ServeAsync(_environment, ["demo"], ct: Ct);
        var after = await BlockAsync(second);

        Assert.Equal((before["Sign in:"], before["Token:"]), (after["Sign in:"], after["Token:"]));
        Assert.Contains($"delete the folder {_folder.Path}", second.Output, StringComparison.Ordinal);
        Assert.Contains("an earlier start", second.Output, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 201 Created", await PasteAsync(after["Try:"]), StringComparison.Ordinal);
        using var scim = new HttpClient { BaseAddress = second.BaseAddress };
        scim.DefaultRequestHeaders.Authorization = new("Bearer", after["Token:"]);
        Assert.Contains("\"totalResults\":2", await scim.GetStringAsync("/scim/v2/Users", Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_leaves_data_alone_that_it_did_not_make()
    {
        await VerbRun.RunAsync(_environment, ["admin", "create", "--email", "ada@example.com", "--role", "Owner"], ct: Ct);
        var refused = await VerbRun.RunAsync(_environment, ["demo", "--urls", $"http://127.0.0.1:{ScimifyProcess.FreePort()}"], ct: Ct);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("has data that the demo did not create", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sandbox_runs_alone_until_it_is_told_to_end()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var address = $"http://127.0.0.1:{ScimifyProcess.FreePort()}";
        var sandbox = VerbRun.RunAsync(_environment, ["sandbox", "--urls", address, "--state", Path.Combine(_folder.Path, "looker.jsonl")], ct: stop.Token);
        using var client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(1) }) { BaseAddress = new Uri(address) };
        using var login = new FormUrlEncodedContent([new("client_id", "sandbox-client"), new("client_secret", "sandbox-secret")]);

        using var answer = await UntilItListensAsync(() => client.PostAsync("/api/4.0/login", login, Ct), sandbox);
        await stop.CancelAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal((0, $"The sandbox listens on {address}", ""), Parts(await sandbox));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The labelled lines. The block is printed a moment after the server is ready.</summary>
    private static async Task<Dictionary<string, string>> BlockAsync(ScimifyProcess demo)
    {
        await Eventually.TrueAsync(() => demo.Output.Contains("\nTry:", StringComparison.Ordinal));
        return demo.Output.Split('\n')
            .SkipWhile(line => !line.StartsWith("Console:", StringComparison.Ordinal))
            .TakeWhile(line => line.Length > 0)
            .ToDictionary(line => line[..(line.IndexOf(':', StringComparison.Ordinal) + 1)], line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
    }

    private static async Task<HttpResponseMessage> UntilItListensAsync(Func<Task<HttpResponseMessage>> send, Task server)
    {
        while (true)
        {
            try
            {
                return await send();
            }
            catch (HttpRequestException) when (!server.IsCompleted)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ct);
            }
        }
    }

    private static (int, string, string) Parts(VerbResult result) => (result.ExitCode, result.Output, result.Errors);

    private static async Task<string> PasteAsync(string line)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", line]) { RedirectStandardOutput = true })!;
        var output = await shell.StandardOutput.ReadToEndAsync(Ct);
        await shell.WaitForExitAsync(Ct);
        return output;
    }
}
