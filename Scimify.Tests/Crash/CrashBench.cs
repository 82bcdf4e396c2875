using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Engine;
using Scimify.Tests.Endpoints.Scim;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Crash;

/// <summary>Scimify and the sandbox as two processes. Scimify is killed and started again on the same data.</summary>
internal sealed class CrashBench : IAsyncDisposable
{
    private const string Connection = "ConnectionStrings:Scimify";

    private readonly TempFolder _folder;
    private readonly ScimifyProcess _looker;
    private readonly Dictionary<string, string?> _settings;
    private readonly Guid _integration;
    private readonly Actor _owner;
    private readonly string _token;
    private readonly string _apiKey;
    private readonly List<(ScimifyProcess Process, string Name)> _servers = [];

    private CrashBench(
        TempFolder folder, ScimifyProcess looker, LookerControl control, Dictionary<string, string?> settings, Actor owner, Guid integration, string token, string apiKey)
    {
        (_folder, _looker, Looker, _settings, _owner, _integration, _token, _apiKey) = (folder, looker, control, settings, owner, integration, token, apiKey);
    }

    public LookerControl Looker { get; }

    public Actor Owner => _owner;

    public Guid Integration => _integration;

    /// <summary>How many held adoptions were released.</summary>
    public int Released { get; private set; }

    /// <param name="database">Null for SQLite, which one server uses at a time.</param>
    public static async Task<CrashBench> StartAsync(
        CancellationToken ct, AdoptionPolicy adoption = AdoptionPolicy.Auto, int lookerTimeoutSeconds = 2, IReadOnlyDictionary<string, string?>? database = null)
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
                BaseUrl = control.Address.OriginalString,
                ClientId = "sandbox-client",
                ClientSecret = "sandbox-secret",
                Policies = HeldChanges.NoGuard with { Adoption = adoption },
            },
            ct);
        var token = await app.ScimTokenAsync(owner, integration.Id);
        return new(folder, looker, control, settings, owner, integration.Id, token.Secret, await app.PersonalAccessTokenAsync(owner));
    }

    /// <summary>Starts Scimify, again after a kill, or beside the servers that are running.</summary>
    /// <param name="folder">The server's own folder in the data directory; empty for the directory itself.</param>
    /// <returns>A client of the new process.</returns>
    /// <param name="own">Settings of this server alone.</param>
    public async Task<HttpClient> ServeAsync(int waitSeconds, CancellationToken ct, string folder = "", IReadOnlyDictionary<string, string?>? own = null)
    {
        _settings["Scimify:Sync:WaitSeconds"] = waitSeconds.ToString(CultureInfo.InvariantCulture);
        var settings = new Dictionary<string, string?>(_settings) { ["Scimify:DataDirectory"] = Path.Combine(_folder.Path, folder) };
        foreach (var (key, value) in own ?? new Dictionary<string, string?>())
        {
            settings[key] = value;
        }

        var name = $"scimify {Guid.NewGuid():N}";
        if (_settings.GetValueOrDefault(Connection) is { } connection)
        {
            settings[Connection] = new NpgsqlConnectionStringBuilder(connection) { ApplicationName = name }.ConnectionString;
        }

        var server = await ScimifyProcess.ServeAsync(settings, ct: ct);
        _servers.Add((server, name));
        return NewClient(server.BaseAddress!);
    }

    /// <summary>Kills the server that has run the longest. What it had sent to PostgreSQL is committed, or never will be.</summary>
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

    /// <summary>Why something may not happen: what waits in a PostgreSQL database, and what the servers said last.</summary>
    public async Task<string> WordsAsync()
    {
        await using var connection = new NpgsqlConnection(_settings[Connection]);
        await connection.OpenAsync();
        var lines = new List<string>();
        foreach (var sql in (string[])
        [
            "SELECT concat_ws(' ', now(), 'server', id, beat_at) FROM servers",
            "SELECT concat_ws(' ', 'user', key, 'state', sync_state, 'due', due, 'until', lease_until, lease_owner, 'not before', not_before, 'attempts', attempts, sync_error) FROM scim_users",
            "SELECT concat_ws(' ', 'session', application_name, state, wait_event_type, wait_event, left(query, 120)) FROM pg_stat_activity WHERE datname = current_database()",
        ])
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                lines.Add(reader.GetString(0));
            }
        }

        return string.Join('\n', [.. lines, .. _servers.Select(server => $"{server.Name}:\n{string.Join('\n', server.Process.Output.Split('\n').TakeLast(30))}")]);
    }

    /// <summary>The process IDs of the servers.</summary>
    public IEnumerable<int> Servers => _servers.Select(server => server.Process.Id);

    /// <summary>The server that has run the longest.</summary>
    public ScimifyProcess Oldest => _servers[0].Process;

    /// <summary>SIGSTOP to the server that has run the longest, at a moment when it holds no lock of the database.</summary>
    public async Task FreezeAsync()
    {
        var (server, name) = _servers[0];
        await server.FreezeAsync();
        while (await ServedDatabase.IsInTransactionAsync(_settings[Connection]!, name))
        {
            await server.ThawAsync();
            await server.FreezeAsync();
        }
    }

    /// <summary>SIGTERM to the server that has run the longest. Returns when it has ended.</summary>
    public async Task TerminateAsync()
    {
        var (server, _) = _servers[0];
        _servers.RemoveAt(0);
        await server.TerminateAsync(TimeSpan.FromSeconds(20));
        await server.DisposeAsync();
    }

    /// <summary>A client for the REST API of the running server.</summary>
    public HttpClient NewApiClient() => NewApiClient(_servers[0].Process.BaseAddress!);

    /// <summary>Opens the same data in this process, once every server is gone.</summary>
    public Task<ScimifyApp> OpenAsync() => ScimifyApp.StartAsync(_settings, dataDirectory: _folder.Path);

    /// <summary>A person releases everything that is held, over the REST API.</summary>
    public Task ReleaseAsync(CancellationToken ct) => ReleaseAsync(_servers[0].Process.BaseAddress!, ct);

    private async Task ReleaseAsync(Uri address, CancellationToken ct)
    {
        using var client = NewApiClient(address);
        using var answer = await client.PostAsJsonAsync($"/api/v1/integrations/{_integration}/held/release", new { all = true }, ct);
        Released += (int)(await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>(ct))!["results"]!["released"]!;
    }

    /// <summary>Somebody releases again and again, until the server is gone.</summary>
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
            // Killed: decisions that were made count, and the others are made later.
        }
    }

    /// <summary>Looker is well again. Waits in this process until everything is applied, and compares the result with what the lanes know.</summary>
    public async Task<IReadOnlyList<string>> ConvergedDifferencesAsync(IReadOnlyList<Lane> lanes, CancellationToken ct)
    {
        await Looker.MendAsync(ct);
        // No other server is running. What the killed ones had claimed is free at once, and not only when its lease has ended.
        await using var app = await ScimifyApp.StartAsync(
            _settings, dataDirectory: _folder.Path, services: services => services.AddSingleton(new EngineSettings(TimeSpan.Zero, OwnsDatabase: true)));
        using var client = NewClient(app.BaseAddress);
        var convergence = new Convergence(app, _owner, _integration, Looker, _settings.ContainsKey(Connection) ? null : SqliteFile(_folder));
        var differences = await convergence.DifferencesAsync(client, lanes, ct);
        Released += convergence.Released;
        return differences;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (server, _) in _servers)
        {
            await server.DisposeAsync();
        }

        Looker.Dispose();
        await _looker.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<(ScimifyProcess, LookerControl)> StartLookerAsync(TempFolder folder, CancellationToken ct)
    {
        var looker = await ScimifyProcess.ServeAsync(
            new Dictionary<string, string?>(), ["sandbox", "--state", Path.Combine(folder.Path, "looker.jsonl")], "/alive", ct: ct);
        return (looker, new LookerControl(new HttpClient { BaseAddress = looker.BaseAddress }));
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

    private static string SqliteFile(TempFolder folder) => Path.Combine(folder.Path, "scimify.db");
}
