using System.CommandLine;
using Scimify.Portal.Host;

namespace Scimify.Portal.CommandLine;

/// <summary><c>health</c>: asks the server on this machine whether it is ready. For containers, whose image has no curl.</summary>
internal static class HealthVerb
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(4);

    public static Command Command(Terminal terminal, Option<string?> urls)
    {
        var command = new Command("health", "Ask a running server whether it is ready.");
        command.Hidden = true;
        command.SetAction((result, ct) => Verb.RunAsync(terminal, () => AskAsync(
            result.GetValue(urls) ?? Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? ServerBuilder.DefaultUrl, ct)));
        return command;
    }

    private static async Task AskAsync(string urls, CancellationToken ct)
    {
        var listening = BindingAddress.Parse(urls.Split(';')[0]);
        var host = listening.Host is "0.0.0.0" or "[::]" or "*" or "+" ? "127.0.0.1" : listening.Host;
        var address = new Uri($"{listening.Scheme}://{host}:{listening.Port}/readyz");
        using var client = new HttpClient { Timeout = Timeout };
        try
        {
            using var answer = await client.GetAsync(address, ct);
            if (!answer.IsSuccessStatusCode)
            {
                throw new VerbException($"{address} answered {(int)answer.StatusCode}");
            }
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is HttpRequestException or TaskCanceledException)
        {
            throw new VerbException($"{address} does not answer: {e.Message}");
        }
    }
}
