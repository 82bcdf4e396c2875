using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Scimify.Core.Looker;
using Scimify.Portal.Sandbox;

namespace Scimify.Tests.TestKit;

/// <summary>A sandbox on a free port and a client for it, over real HTTP.</summary>
public sealed class LookerBench : IAsyncDisposable, ILookerCallObserver
{
    private readonly RunningSandbox _running;

    private LookerBench(RunningSandbox running, LookerLimits limits, TimeProvider clock, ILogger<LookerClients>? logger)
    {
        _running = running;
        Connection = new LookerConnection(Guid.NewGuid(), running.Url, "sandbox-client", "sandbox-secret", limits);
        Clients = new LookerClients(new LookerNetworkPolicy(AllowInsecureHttp: true), clock, logger ?? NullLogger<LookerClients>.Instance, [this]);
    }

    /// <summary>Too high to be noticed.</summary>
    public static LookerLimits Unlimited { get; } = new(64, 100_000, TimeSpan.FromSeconds(20));

    public LookerConnection Connection { get; }

    public LookerClients Clients { get; }

    public LookerClient Client => Clients.Get(Connection);

    public LookerSandbox Sandbox => _running.Sandbox;

    public Uri Url => _running.Url;

    /// <summary>What the client reported to its observers.</summary>
    public ConcurrentQueue<LookerCall> Calls { get; } = new();

    /// <summary>The operations that reached the sandbox, without logins.</summary>
    public IEnumerable<string> Operations => Sandbox.Recorder.Calls.Select(c => c.Operation ?? "unknown").Where(o => o != "login");

    public static async Task<LookerBench> StartAsync(SandboxSwitches? switches = null, LookerLimits? limits = null, TimeProvider? clock = null,
        ILogger<LookerClients>? logger = null, TimeProvider? sandboxClock = null)
    {
        var options = new SandboxOptions { Url = "http://127.0.0.1:0", Switches = switches ?? new SandboxSwitches(), Clock = sandboxClock ?? TimeProvider.System };
        return new LookerBench(await SandboxHost.StartAsync(options, TestContext.Current.CancellationToken), limits ?? Unlimited, clock ?? TimeProvider.System, logger);
    }

    public void OnCall(LookerCall call) => Calls.Enqueue(call);

    /// <summary>A call that the product has no use for, by a session of its own.</summary>
    /// <param name="method">As Looker's document has it.</param>
    /// <param name="path">With the query, below <c>/api/4.0</c>.</param>
    /// <param name="body">Null: none.</param>
    /// <returns>Null for an empty answer.</returns>
    /// <exception cref="HttpRequestException">Looker refused.</exception>
    public async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        var ct = TestContext.Current.CancellationToken;
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["client_id"] = Connection.ClientId, ["client_secret"] = Connection.ClientSecret });
        using var login = await http.PostAsync(new Uri(Url, "/api/4.0/login"), form, ct);
        var token = (string?)JsonNode.Parse(await login.EnsureSuccessStatusCode().Content.ReadAsStringAsync(ct))!["access_token"];
        using var request = new HttpRequestMessage(method, new Uri(Url, "/api/4.0" + path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = body is null ? null : JsonContent.Create(body);
        using var answer = await http.SendAsync(request, ct);
        var text = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(ct);
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    public async ValueTask DisposeAsync()
    {
        // Remaining faults would disturb the logout.
        Sandbox.Faults.Clear();
        await Clients.DisposeAsync();
        Assert.Empty(Sandbox.Recorder.Violations);
        await _running.DisposeAsync();
    }
}
