using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Benchmarks;

/// <summary>Scimify and the emulated Looker as processes of their own, with one integration.</summary>
internal sealed class BenchPair : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly ScimifyProcess _looker;
    private readonly ScimifyProcess _server;

    private BenchPair(TempFolder folder, ScimifyProcess looker, ScimifyProcess server, string token)
    {
        (_folder, _looker, _server) = (folder, looker, server);
        Looker = new HttpClient { BaseAddress = looker.BaseAddress };
        Scim = new HttpClient { BaseAddress = server.BaseAddress, Timeout = TimeSpan.FromMinutes(5) };
        Scim.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public HttpClient Looker { get; }

    public HttpClient Scim { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="settings">Beside those that a benchmark always needs.</param>
    public static async Task<BenchPair> StartAsync(IReadOnlyDictionary<string, string?> settings)
    {
        var folder = new TempFolder();
        var looker = await ScimifyProcess.SandboxAsync(ct: Ct);
        var all = new Dictionary<string, string?>(settings)
        {
            ["Scimify:DataDirectory"] = folder.Path,
            ["Scimify:Looker:AllowInsecureHttp"] = "true",
            ["Scimify:Sync:WaitSeconds"] = "0",
            ["Scimify:Scim:RequestsPerSecond"] = "0",
            ["Scimify:Metrics:Open"] = "true",
        };
        var token = await SetUpAsync(all, folder.Path, looker.BaseAddress!);
        return new(folder, looker, await ScimifyProcess.ServeAsync(all, ct: Ct), token);
    }

    /// <returns>The IDs, in order.</returns>
    public async Task<IReadOnlyList<string>> CreateAsync(string path, IEnumerable<string> resources)
    {
        var made = await BulkAsync(resources.Select((resource, i) => $$"""{"method":"POST","path":"{{path}}","bulkId":"b{{i}}","data":{{resource}}}"""), "201");
        return [.. made.Select(operation => ((string)operation!["location"]!).Split('/')[^1])];
    }

    public async Task<JsonArray> BulkAsync(IEnumerable<string> operations, string status)
    {
        using var body = new StringContent(
            $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[{{string.Join(',', operations)}}]}""", Encoding.UTF8, "application/scim+json");
        using var answer = await Scim.PostAsync("/scim/v2/Bulk", body, Ct);
        var made = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!["Operations"]!.AsArray();
        Assert.All(made, operation => Assert.Equal(status, (string?)operation!["status"]));
        return made;
    }

    public async Task BreakAsync(params JsonObject[] faults)
    {
        using var cleared = await Looker.DeleteAsync("/__sandbox/faults", Ct);
        cleared.EnsureSuccessStatusCode();
        using var answer = await Looker.PostAsJsonAsync("/__sandbox/faults", faults, Ct);
        answer.EnsureSuccessStatusCode();
    }

    public Task<string> MetricsAsync() => Scim.GetStringAsync("/metrics", Ct);

    public async Task<double> MetricAsync(string name) => BenchSettings.Metric(await MetricsAsync(), name);

    public async ValueTask DisposeAsync()
    {
        Scim.Dispose();
        Looker.Dispose();
        await _server.DisposeAsync();
        await _looker.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<string> SetUpAsync(IReadOnlyDictionary<string, string?> settings, string folder, Uri looker)
    {
        await using var app = await ScimifyApp.StartAsync(settings, dataDirectory: folder);
        var owner = await app.PersonAsync();
        var integration = await app.Services.GetRequiredService<IntegrationService>().CreateAsync(
            owner, new NewIntegration { Name = "Bench", BaseUrl = looker.OriginalString, ClientId = "sandbox-client", ClientSecret = "sandbox-secret" }, Ct);
        return (await app.ScimTokenAsync(owner, integration.Id)).Secret;
    }
}
