using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Provisioning.Held;
using Scimify.Core.Requests;
using Scimify.Portal.Sandbox;
using Scimify.Tests.Endpoints.Scim;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Crash;

/// <summary>
/// What a kill does to the engine, but many times a second and without a process. Attempts die between what they did in Looker
/// and the record of it, during random SCIM traffic and with a Looker that is ill.
/// </summary>
/// <remarks><c>SCIMIFY_DEATH_ROUNDS</c> (1) rounds for each case, each with a world of its own.</remarks>
public sealed class DyingAttemptsTests(ITestOutputHelper output)
{
    private const int Connections = 6;
    private const string WithRoles = "groups are given roles";
    private static readonly string[] Roles = ["4", "5"];

    /// <summary>On a busy machine, a round goes on until this many attempts have died.</summary>
    private const int FewestDeaths = 5;

    /// <summary>The duration of the traffic, which is a few hundred writes.</summary>
    private static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(2);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("everybody is taken over", DatabaseProvider.Sqlite)]
    [InlineData("everybody is taken over", DatabaseProvider.Postgres)]
    [InlineData("a person agrees to who is taken over", DatabaseProvider.Sqlite)]
    [InlineData("the guard holds what takes access away", DatabaseProvider.Sqlite)]
    [InlineData("leavers are deleted in Looker", DatabaseProvider.Sqlite)]
    [InlineData(WithRoles, DatabaseProvider.Sqlite)]
    public async Task Whatever_dies_at_work_nothing_is_lost_doubled_or_half_made(string policy, DatabaseProvider provider)
    {
        var rounds = int.Parse(Environment.GetEnvironmentVariable("SCIMIFY_DEATH_ROUNDS") ?? "1", CultureInfo.InvariantCulture);
        for (var round = 1; round <= rounds; round++)
        {
            await RoundAsync(policy, provider, round);
        }
    }

    [Fact]
    public async Task A_group_that_was_made_without_an_answer_and_found_again_is_not_lost_when_its_attempt_dies_after_renaming_it()
    {
        await using var world = await StartAsync(HeldChanges.NoGuard, database: null);
        var bridge = world.Bridge;
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.DropAfter, Operation: "create_group"));
        world.Store.Dies = (claim, _) => claim is SyncClaim.Group && world.Store.Deaths == 0 && bridge.LookerGroup("Second") is not null;
        var group = (await bridge.PostAsync("/Groups", """{"displayName":"First"}""")).Id;
        await SeenAsync(() => bridge.LookerGroup("First") is not null);
        await RenameAsync("Second");
        await SeenAsync(() => world.Store.Deaths == 1);

        await RenameAsync("Third");
        await bridge.SettledAsync();

        Assert.NotNull(bridge.LookerGroup("Third"));
        Assert.Null(bridge.LookerGroup("Second"));

        async Task RenameAsync(string name) => Assert.Equal(204, (await bridge.PatchAsync(
            $"/Groups/{group}", HeldChanges.Patch($$"""{"op":"replace","path":"displayName","value":"{{name}}"}"""))).Status);
    }

    private static PolicyChange PolicyOf(string name) => name switch
    {
        "a person agrees to who is taken over" => HeldChanges.NoGuard with { Adoption = AdoptionPolicy.Review },
        "the guard holds what takes access away" => new PolicyChange { DeletionGuard = new DeletionGuardChange { Enabled = true, MaxCount = 2, MaxPercent = 1, MemberMaxPercent = 20 } },
        "leavers are deleted in Looker" => HeldChanges.NoGuard with { OnDelete = DeletionPolicy.Delete },
        _ => HeldChanges.NoGuard,
    };

    private async Task RoundAsync(string policy, DatabaseProvider provider, int round)
    {
        var random = new Random();
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var world = await StartAsync(PolicyOf(policy), database.Settings);
        var bridge = world.Bridge;
        var trace = provider == DatabaseProvider.Sqlite ? Path.Combine(bridge.App.DataDirectory, "scimify.db") : null;
        if (trace is not null)
        {
            await RowTrace.KeepAsync(trace, Ct);
        }

        using var looker = new LookerControl(new HttpClient { BaseAddress = new Uri(bridge.Integration.BaseUrl) });
        await looker.FillAsync(Connections, Ct);
        await looker.BreakAsync([LookerControl.Fault("lateEffect", 0.005, ("delayMs", 1300)), .. LookerControl.Illness(rateLimited: 0.005)], Ct);
        var lanes = Enumerable.Range(1, Connections).Select(n => new Lane(n, new Random(random.Next()))).ToList();
        var (occasions, survived) = (0, random.Next(3, 20));
        world.Store.Dies = (_, _) => Interlocked.Increment(ref occasions) % (survived + 1) == 0;
        using (var end = new CancellationTokenSource())
        {
            var mapping = policy == WithRoles ? MapAsync(bridge, random, end.Token) : Task.CompletedTask;
            var traffic = Task.WhenAll([mapping, ReleaseAsync(bridge, end.Token), .. lanes.Select(lane => lane.RunAsync(bridge.Scim, end.Token))]);
            await Task.Delay(RoundTime, TimeProvider.System, Ct);
            await SeenAsync(() => world.Store.Deaths >= FewestDeaths);
            await end.CancelAsync();
            await traffic;
        }

        world.Store.Dies = null;
        await looker.MendAsync(Ct);
        await SeenAsync(() => bridge.Looker.Recorder.InFlight == 0);
        var differences = await new Convergence(bridge.App, bridge.Owner, bridge.Integration.Id, looker, trace).DifferencesAsync(bridge.Scim, lanes, Ct);
        output.WriteLine($"Round {round}: {lanes.Sum(l => l.Acknowledged)} writes were acknowledged, {world.Store.Deaths} attempts died.");
        Assert.True(differences.Count == 0, string.Join('\n', differences));
        await AssertRolesAsync(bridge);
    }

    /// <summary>Somebody changes group roles again and again. A Looker that is ill refuses some of it.</summary>
    private static async Task MapAsync(Bridge bridge, Random random, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, CancellationToken.None);
            var groups = (await bridge.GetAsync("/Groups?count=20&attributes=id")).Body!["Resources"]?.AsArray() ?? [];
            var some = groups.Where(_ => random.Next(2) == 0).Select(g => ((string)g!["id"]!, Roles.Where(_ => random.Next(2) == 0).ToArray()));
            try
            {
                await bridge.Mappings().SaveAsync(bridge.Owner, bridge.Integration, Mapped.Roles([.. some]), CancellationToken.None);
            }
            catch (RequestException)
            {
                // Looker did not answer, or the group is gone. Nothing is saved.
            }
        }
    }

    private static async Task AssertRolesAsync(Bridge bridge)
    {
        var mapped = (await bridge.Mappings().GetAsync(bridge.Owner, bridge.Integration, Ct)).Roles;
        foreach (var role in Roles)
        {
            Assert.Equal(string.Join(' ', mapped.Where(m => m.RoleId == role).Select(m => m.GroupName).Order(StringComparer.Ordinal)), bridge.GroupsWith(role));
        }
    }

    private static async Task ReleaseAsync(Bridge bridge, CancellationToken end)
    {
        var held = bridge.App.Services.GetRequiredService<HeldChangeService>();
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
            await held.ReleaseAsync(bridge.Owner, bridge.Integration, null, CancellationToken.None);
        }
    }

    private static async Task SeenAsync(Func<bool> isSeen)
    {
        for (var i = 0; i < 1500 && !isSeen(); i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        Assert.True(isSeen());
    }

    private static async Task<World> StartAsync(PolicyChange policies, IReadOnlyDictionary<string, string?>? database)
    {
        MortalStore? store = null;
        var bridge = await Bridge.StartAsync(
            waitSeconds: 0,
            policies: policies,
            longestRetry: TimeSpan.FromMilliseconds(200),
            settings: new Dictionary<string, string?>(database ?? new Dictionary<string, string?>())
            {
                ["Serilog:MinimumLevel:Default"] = "Fatal",
                ["Scimify:Looker:TimeoutSeconds"] = "1",
            },
            services: services =>
            {
                services.Remove(services.Single(service => service.ServiceType == typeof(ISyncStore)));
                services.AddSingleton<ISyncStore>(provider => store = new MortalStore(provider.GetRequiredService<ScimifyDatabase>(), provider.GetRequiredService<LookerCallCounter>(), TimeProvider.System));
            });
        store!.Wake = bridge.App.Services.GetRequiredService<SyncEngine>().Nudge;
        return new World(bridge, store);
    }

    private sealed record World(Bridge Bridge, MortalStore Store) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Bridge.DisposeAsync();
    }
}
