using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Changes;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Tokens;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Host;

/// <summary>
/// Three servers on one PostgreSQL, in front of one Looker: each knows within moments what another one does. It knows by
/// notification, because none of them polls.
/// </summary>
public sealed class SeveralServersTests
{
    /// <summary>Sooner than a server would see it without being told: it forgets a person or a token after five seconds, and looks for work every fifteen.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(4);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whichever_server_calls_Looker_the_identity_provider_gets_its_answer()
    {
        await using var servers = await Servers.StartAsync();

        var started = TimeProvider.System.GetTimestamp();
        var created = await servers.CreateAsync("good", 24);
        var took = TimeProvider.System.GetElapsedTime(started);

        Assert.Equal(Enumerable.Repeat((201, "applied"), 24), created);
        Assert.True(took < Servers.Wait, $"Somebody waited in vain: {took}.");
        servers.Looker.Faults.Add(new FaultRule(FaultKind.Status, "create_user", Count: null, Status: 403));
        Assert.Equal(Enumerable.Repeat((403, ""), 24), await servers.CreateAsync("refused", 24));
        Assert.Equal(24, (int)(await servers.GetAsync(0))!["totalResults"]!);
    }

    [Fact]
    public async Task Every_server_obeys_at_once_what_is_decided_on_another()
    {
        await using var servers = await Servers.StartAsync();
        await servers.CreateAsync("before", 3);
        var integrations = servers.Apps[0].Services.GetRequiredService<IntegrationService>();

        await integrations.UpdateAsync(servers.Owner, servers.Integration.Id, new IntegrationChange { Mode = IntegrationMode.Paused }, Ct);
        await UntilAsync(async () => (await servers.CreateAsync($"paused{Guid.NewGuid():N}", 3)).All(answer => answer == (201, "pending")));
        var calls = servers.Looker.Recorder.Calls.Count;
        await servers.CreateAsync("later", 6);
        Assert.Equal(calls, servers.Looker.Recorder.Calls.Count);

        await integrations.UpdateAsync(servers.Owner, servers.Integration.Id, new IntegrationChange { Mode = IntegrationMode.Plan }, Ct);
        await UntilAsync(async () => (await servers.CreateAsync($"plan{Guid.NewGuid():N}", 3)).All(answer => answer == (201, "planned")));

        await servers.Apps[0].Services.GetRequiredService<TokenService>().RevokeAsync(servers.Owner, servers.Token.Token.Id, Ct);
        await UntilAsync(async () => (await servers.CreateAsync("revoked", 3)).All(answer => answer.Status == 401));
    }

    [Fact]
    public async Task Whoever_is_locked_on_one_server_is_out_on_the_others()
    {
        await using var servers = await Servers.StartAsync();
        var key = await servers.Apps[0].PersonalAccessTokenAsync(servers.Owner);
        using var client = servers.Apps[1].NewClient();
        client.DefaultRequestHeaders.Authorization = new("ApiKey", key);
        using var before = await client.GetAsync("/api/v1/integrations", Ct);
        var other = await servers.Apps[0].PersonAsync();

        await servers.Apps[2].Services.GetRequiredService<PeopleService>().LockAsync(other, servers.Owner.Id!.Value, Ct);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        await UntilAsync(async () =>
        {
            using var after = await client.GetAsync("/api/v1/integrations", Ct);
            return after.StatusCode == HttpStatusCode.Unauthorized;
        });
    }

    /// <summary>A page follows a write on another server within two seconds. The feed takes up to one of them.</summary>
    [Fact]
    public async Task Pages_of_one_server_hear_what_is_written_on_another()
    {
        await using var servers = await Servers.StartAsync();
        await Eventually.TrueAsync(() => servers.Apps.All(app => app.Services.GetRequiredService<ScimifyDatabase>().News.HasListeners));
        var told = new SemaphoreSlim(0);
        var strangers = 0;
        var feed = servers.Apps[1].Services.GetRequiredService<ChangeFeed>();
        using var ours = feed.Listen(c => c.Concerns(servers.Owner.OrganizationKey, servers.Integration.Id, ChangeTopics.Audit), () => told.Release());
        using var theirs = feed.Listen(c => c.Concerns(servers.Owner.OrganizationKey + 1, null, ChangeTopics.All), () => Interlocked.Increment(ref strangers));

        await servers.Apps[0].Services.GetRequiredService<IntegrationService>().UpdateAsync(servers.Owner, servers.Integration.Id, new IntegrationChange { Name = "Renamed" }, Ct);

        Assert.True(await told.WaitAsync(AtOnce, Ct), "It was not told.");
        Assert.Equal(0, strangers);
    }

    [Fact]
    public async Task A_server_alone_tells_nobody()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Postgres);
        await using var app = await Servers.AppAsync(database);
        await Eventually.TrueAsync(async () => await database.Database.ReadAsync(session => session.Count("SELECT COUNT(*) FROM servers"), Ct) == 1);

        Assert.False(app.Services.GetRequiredService<ScimifyDatabase>().News.HasListeners);
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var since = TimeProvider.System.GetTimestamp();
        for (var last = false; !await isSo();)
        {
            Assert.False(last, "It was not obeyed at once.");
            last = TimeProvider.System.GetElapsedTime(since) > AtOnce;
        }
    }

    private sealed class Servers(TestDatabase database, RunningSandbox looker, IReadOnlyList<ScimifyApp> apps, Actor owner, IntegrationView integration, IssuedToken token)
        : IAsyncDisposable
    {
        /// <summary>So long that nobody takes it for an answer.</summary>
        public static readonly TimeSpan Wait = TimeSpan.FromSeconds(60);

        public IReadOnlyList<ScimifyApp> Apps => apps;

        public Actor Owner => owner;

        public IntegrationView Integration => integration;

        public IssuedToken Token => token;

        public LookerSandbox Looker => looker.Sandbox;

        public static async Task<Servers> StartAsync()
        {
            var database = await TestDatabase.CreateAsync(DatabaseProvider.Postgres);
            var looker = await SandboxHost.StartAsync(new SandboxOptions { Url = "http://127.0.0.1:0" }, Ct);
            var apps = await Task.WhenAll(AppAsync(database), AppAsync(database), AppAsync(database));
            var owner = await apps[0].PersonAsync();
            var integration = await apps[0].Services.GetRequiredService<IntegrationService>().CreateAsync(
                owner,
                new NewIntegration { Name = "Sandbox", BaseUrl = looker.Url.OriginalString, ClientId = "sandbox-client", ClientSecret = "sandbox-secret" },
                Ct);
            return new(database, looker, apps, owner, integration, await apps[0].ScimTokenAsync(owner, integration.Id));
        }

        public static Task<ScimifyApp> AppAsync(TestDatabase database) => ScimifyApp.StartAsync(
            new Dictionary<string, string?>
            {
                ["Scimify:Database:Provider"] = "Postgres",
                ["ConnectionStrings:Scimify"] = database.PostgresConnectionString,
                ["Scimify:Looker:AllowInsecureHttp"] = "true",
                ["Scimify:Looker:CallsPerSecond"] = "1000",
            },
            services: services => services.AddSingleton(new EngineSettings(Wait, OwnsDatabase: false) { Poll = TimeSpan.FromHours(1) }));

        /// <summary>Creates people on all servers at once, three at a time on each.</summary>
        /// <returns>Status and <c>Scimify-Sync</c>.</returns>
        public async Task<IReadOnlyList<(int Status, string Sync)>> CreateAsync(string name, int count)
        {
            var answers = new List<(int, string)>();
            var next = 0;
            await Task.WhenAll(Enumerable.Range(0, 9).Select(async lane =>
            {
                using var client = apps[lane % apps.Count].NewClient(scimToken: token.Secret);
                while (Interlocked.Increment(ref next) is var number && number <= count)
                {
                    using var answer = await client.PostAsync(
                        "/scim/v2/Users", new StringContent(Bridge.UserJson($"{name}{number}@example.com"), new System.Net.Http.Headers.MediaTypeHeaderValue("application/scim+json")), Ct);
                    lock (answers)
                    {
                        answers.Add(((int)answer.StatusCode, answer.Headers.TryGetValues("Scimify-Sync", out var sync) ? sync.Single() : ""));
                    }
                }
            }));
            return answers;
        }

        public async Task<JsonNode?> GetAsync(int server)
        {
            using var client = apps[server].NewClient(scimToken: token.Secret);
            return await client.GetFromJsonAsync<JsonNode>("/scim/v2/Users?count=0", Ct);
        }

        public async ValueTask DisposeAsync()
        {
            await Task.WhenAll(apps.Select(app => app.DisposeAsync().AsTask()));
            await looker.DisposeAsync();
            await database.DisposeAsync();
        }
    }
}
