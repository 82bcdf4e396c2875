using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Scimify.Core.Integrations;
using Scimify.Core.Provisioning;
using Scimify.Core.Requests;
using Scimify.Tests.Endpoints.Scim;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Crash;

/// <summary>Scimify and Looker's sandbox as processes of their own: Scimify is killed and started again on the same data.</summary>
internal sealed class CrashBench : IAsyncDisposable
{
    private const string Connection = "ConnectionStrings:Scimify";

    private readonly TempFolder _folder;
    private readonly ScimifyProcess _looker;
    private readonly HttpClient _control;
    private readonly Dictionary<string, string?> _settings;
    private readonly Guid _integration;
    private readonly Actor _owner;
    private readonly string _token;
    private readonly string _apiKey;
    private readonly HashSet<string> _earlierUsers = [];
    private readonly HashSet<string> _earlierGroups = [];
    private readonly List<(ScimifyProcess Process, string Name)> _servers = [];

    private CrashBench(
        TempFolder folder, ScimifyProcess looker, HttpClient control, Dictionary<string, string?> settings, Actor owner, Guid integration, string token, string apiKey)
    {
        (_folder, _looker, _control, _settings, _owner, _integration, _token, _apiKey) = (folder, looker, control, settings, owner, integration, token, apiKey);
    }

    public Actor Owner => _owner;

    public Guid Integration => _integration;

    /// <summary>Held adoptions that were released.</summary>
    public int Released { get; private set; }

    /// <param name="database">Null: SQLite, on which one server works at a time.</param>
    public static async Task<CrashBench> StartAsync(
        CancellationToken ct, string adoption = "auto", int lookerTimeoutSeconds = 2, IReadOnlyDictionary<string, string?>? database = null)
    {
        var folder = new TempFolder();
        var (looker, control) = await StartLookerAsync(folder, ct);
        var settings = new Dictionary<string, string?>
        {
            ["Scimify:DataDirectory"] = folder.Path,
            ["Scimify:Looker:AllowInsecureHttp"] = "true",
            ["Scimify:Looker:CallsPerSecond"] = "1000",
            ["Scimify:Looker:TimeoutSeconds"] = lookerTimeoutSeconds.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (key, value) in database ?? new Dictionary<string, string?>())
        {
            settings[key] = value;
        }

        await using var app = await ScimifyApp.StartAsync(settings, dataDirectory: folder.Path);
        if (database is null)
        {
            await RowTrace.KeepAsync(SqliteFile(folder), ct);
        }

        var owner = await app.PersonAsync();
        var integration = await app.Services.GetRequiredService<IntegrationService>().CreateAsync(
            owner,
            new NewIntegration
            {
                Name = "Sandbox",
                BaseUrl = control.BaseAddress!.OriginalString,
                ClientId = "sandbox-client",
                ClientSecret = "sandbox-secret",
                Policies = HeldChanges.NoGuard with { Adoption = adoption },
            },
            ct);
        var token = await app.ScimTokenAsync(owner, integration.Id);
        return new(folder, looker, control, settings, owner, integration.Id, token.Secret, await app.PersonalAccessTokenAsync(owner));
    }

    /// <summary>Starts Scimify, again after a kill, or beside the servers that run already.</summary>
    /// <param name="folder">Of the server's own, in the data directory; empty: that itself.</param>
    /// <returns>A client of the new process.</returns>
    public async Task<HttpClient> ServeAsync(int waitSeconds, CancellationToken ct, string folder = "")
    {
        _settings["Scimify:Sync:WaitSeconds"] = waitSeconds.ToString(CultureInfo.InvariantCulture);
        var settings = new Dictionary<string, string?>(_settings) { ["Scimify:DataDirectory"] = Path.Combine(_folder.Path, folder) };
        var name = $"scimify {Guid.NewGuid():N}";
        if (_settings.GetValueOrDefault(Connection) is { } connection)
        {
            settings[Connection] = new NpgsqlConnectionStringBuilder(connection) { ApplicationName = name }.ConnectionString;
        }

        var server = await ScimifyProcess.ServeAsync(settings, ct: ct);
        _servers.Add((server, name));
        return NewClient(server.BaseAddress!);
    }

    /// <summary>The server that runs for the longest time. What it had sent to PostgreSQL is committed, or never will be.</summary>
    public async Task KillAsync()
    {
        var (server, name) = _servers[0];
        _servers.RemoveAt(0);
        await server.KillAsync();
        await server.DisposeAsync();
        if (_settings.GetValueOrDefault(Connection) is { } connection)
        {
            await ServedDatabase.WaitUntilGoneAsync(connection, name);
        }
    }

    public async Task AddFaultsAsync(JsonArray faults, CancellationToken ct)
    {
        using var answer = await _control.PostAsJsonAsync("/__sandbox/faults", faults, ct);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Looker had people and groups before, of whom the lanes will ask for some, others never.</summary>
    public async Task FillLookerAsync(int lanes, CancellationToken ct)
    {
        for (var lane = 1; lane <= lanes; lane++)
        {
            for (var i = 1; i <= 30; i++)
            {
                _earlierGroups.Add(await AddToLookerAsync("groups", new JsonObject { ["name"] = Lane.GroupName(lane, i) }, ct));
                if (i % 2 == 0)
                {
                    _earlierUsers.Add(await AddToLookerAsync("users", EarlierUser(Lane.UserName(lane, i), isDisabled: i % 4 == 0), ct));
                }
            }
        }
    }

    /// <summary>An account that a person made in Looker, before there was SCIM.</summary>
    public static JsonObject EarlierUser(string email, bool isDisabled) =>
        new() { ["first_name"] = Comparison.EarlierName, ["last_name"] = "Account", ["email"] = email, ["is_disabled"] = isDisabled };

    /// <returns>The id in Looker.</returns>
    public async Task<string> AddToLookerAsync(string kind, JsonObject item, CancellationToken ct)
    {
        using var answer = await _control.PostAsJsonAsync($"/__sandbox/{kind}", item, ct);
        return (string)(await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>(ct))!["id"]!;
    }

    public async Task<JsonObject> LookerAsync(CancellationToken ct) => (await _control.GetFromJsonAsync<JsonObject>("/__sandbox/state", ct))!;

    /// <summary>Of the REST API of the server that runs.</summary>
    public HttpClient NewApiClient() => NewApiClient(_servers[0].Process.BaseAddress!);

    /// <summary>The same data in this process, once every server is gone.</summary>
    public Task<ScimifyApp> OpenAsync() => ScimifyApp.StartAsync(_settings, dataDirectory: _folder.Path);

    /// <summary>A person agrees to all that is held, over the REST API.</summary>
    public Task ReleaseAsync(CancellationToken ct) => ReleaseAsync(_servers[0].Process.BaseAddress!, ct);

    private async Task ReleaseAsync(Uri address, CancellationToken ct)
    {
        using var client = NewApiClient(address);
        using var answer = await client.PostAsJsonAsync($"/api/v1/integrations/{_integration}/held/release", new { all = true }, ct);
        Released += (int)(await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>(ct))!["results"]!["released"]!;
    }

    /// <summary>Somebody agrees again and again, until the server is gone.</summary>
    public async Task ReleaseUntilGoneAsync(CancellationToken ct)
    {
        var address = _servers[0].Process.BaseAddress!;
        try
        {
            while (!ct.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, ct);
                await ReleaseAsync(address, CancellationToken.None);
            }
        }
        catch (Exception e) when (e is HttpRequestException { StatusCode: null } or IOException or OperationCanceledException)
        {
            // Killed: whatever was decided counts, what was not is decided later.
        }
    }

    public async Task ClearFaultsAsync(CancellationToken ct)
    {
        using var cleared = await _control.DeleteAsync("/__sandbox/faults", ct);
        cleared.EnsureSuccessStatusCode();
    }

    /// <summary>Looker is well again; waits in this process until all is applied, and compares with what the lanes know.</summary>
    public async Task<IReadOnlyList<string>> ConvergedDifferencesAsync(IReadOnlyList<Lane> lanes, CancellationToken ct)
    {
        await ClearFaultsAsync(ct);
        // No other server runs any more: what the killed ones had taken is free at once, and not only when its lease has ended.
        await using var app = await ScimifyApp.StartAsync(
            _settings, dataDirectory: _folder.Path, services: services => services.AddSingleton(new SyncSettings(TimeSpan.Zero, OwnsDatabase: true)));
        using var client = NewClient(app.BaseAddress);
        foreach (var lane in lanes)
        {
            await lane.ResolveAsync(client, ct);
        }

        var settled = await SettleAsync(app, ct);
        await SecondLook.TakeAsync(app, await KeyAsync(app));
        settled = [.. settled, .. await SettleAsync(app, ct)];
        var violations = await _control.GetFromJsonAsync<JsonArray>("/__sandbox/violations", ct);
        var comparison = await Comparison.ReadAsync(client, await LookerAsync(ct), _earlierUsers, _earlierGroups, ct);
        IReadOnlyList<string> differences = [.. settled, .. comparison.Differences(lanes), .. violations!.Select(v => $"Not allowed by Looker: {v}")];
        return differences.Count == 0 ? [] : [
            "What was done in Looker:", .. await CallsAsync(app), "What became of members:", .. await MembersAsync(comparison.DifferentGroups, ct), "Differences:", .. differences];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (server, _) in _servers)
        {
            await server.DisposeAsync();
        }

        _control.Dispose();
        await _looker.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<(ScimifyProcess, HttpClient)> StartLookerAsync(TempFolder folder, CancellationToken ct)
    {
        var looker = await ScimifyProcess.ServeAsync(
            new Dictionary<string, string?>(), ["sandbox", "--state", Path.Combine(folder.Path, "looker.jsonl")], "/alive", ct);
        return (looker, new HttpClient { BaseAddress = looker.BaseAddress });
    }

    private HttpClient NewApiClient(Uri address)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("ApiKey", _apiKey);
        return client;
    }

    private HttpClient NewClient(Uri address)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        return client;
    }

    /// <summary>Nothing may wait or have failed for good: all that was asked for can be done, and what is held is agreed to.</summary>
    private async Task<IReadOnlyList<string>> SettleAsync(ScimifyApp app, CancellationToken ct)
    {
        var service = app.Services.GetRequiredService<IntegrationService>();
        IntegrationStatus? status = null;
        for (var i = 0; i < 400; i++)
        {
            status = await service.StatusAsync(_owner, _integration, ct);
            if (status.Held > 0)
            {
                var integration = await service.GetAsync(_owner, _integration, ct);
                Released += await app.Services.GetRequiredService<HeldChangeService>().ReleaseAsync(_owner, integration, null, ct);
            }
            else if (status is { Pending: 0, Failed: 0 })
            {
                return [];
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, ct);
        }

        return [$"Not settled after 40 s: {status!.Pending} pending, {status.Failed} failed, {status.Held} held. {await UnsettledAsync(app)}"];
    }

    private async Task<IReadOnlyList<string>> MembersAsync(IEnumerable<string> groups, CancellationToken ct)
    {
        var lines = new List<string>();
        foreach (var group in _settings.ContainsKey(Connection) ? [] : groups)
        {
            lines.AddRange(await RowTrace.OfGroupAsync(SqliteFile(_folder), group, ct));
        }

        return lines;
    }

    private static string SqliteFile(TempFolder folder) => Path.Combine(folder.Path, "scimify.db");

    private static async Task<int> KeyAsync(ScimifyApp app)
    {
        await using var context = app.NewContext();
        return context.Integrations.Single().Key;
    }

    private static async Task<IReadOnlyList<string>> CallsAsync(ScimifyApp app)
    {
        await using var context = app.NewContext();
        return [.. context.LookerEffects.OrderBy(e => e.At).ToList().Select(e => $"{e.At:HH:mm:ss.fff} {e.Name} {e.Request} {e.Status} {e.Detail} ({e.Attempt})")];
    }

    private static async Task<string> UnsettledAsync(ScimifyApp app)
    {
        await using var context = app.NewContext();
        var users = context.ScimUsers.Where(u => u.SyncState != Core.Auditing.SyncState.Applied).ToList()
            .Select(u => $"{u.UserName}: {u.SyncState} {u.Due} {u.LinkState} deleted {u.DeletedAt} lease {u.LeaseOwner} {u.SyncError}");
        var groups = context.ScimGroups.Where(g => g.SyncState != Core.Auditing.SyncState.Applied).ToList()
            .Select(g => $"{g.DisplayName}: {g.SyncState} {g.Due} {g.LinkState} deleted {g.DeletedAt} lease {g.LeaseOwner} {g.SyncError}");
        var memberships = context.Memberships.Where(m => m.SyncState != Core.Auditing.SyncState.Applied).ToList()
            .Select(m => $"{m.GroupKey}/{m.UserKey}: {m.SyncState} {m.Due} desired {m.Desired} applied {m.Applied} lease {m.LeaseOwner} {m.SyncError}");
        return string.Join("; ", [.. users, .. groups, .. memberships]);
    }
}
