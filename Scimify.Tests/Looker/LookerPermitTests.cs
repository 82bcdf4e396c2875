using Microsoft.Extensions.Logging.Abstractions;
using Scimify.Core.Looker;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Looker;

/// <summary>A call whose right has ended does not leave the process.</summary>
public sealed class LookerPermitTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_that_waited_for_its_turn_while_its_right_ended_is_not_sent()
    {
        await using var bench = await LookerBench.StartAsync(limits: LookerBench.Unlimited with { CallsInFlight = 1 });
        await bench.Client.GetMeAsync(Ct);
        bench.Sandbox.Faults.Add(new FaultRule(FaultKind.DelayBefore, "create_group", DelayMs: 200));
        var before = bench.Client.CreateGroupAsync("Before", Ct);
        var permit = new Permit();
        var waiting = bench.Client.Under(permit).CreateGroupAsync("Late", Ct);
        permit.Holds = false;

        var refused = await Assert.ThrowsAsync<LookerNotSentException>(() => waiting);

        await before;
        Assert.False(refused.MayHaveHappened);
        Assert.Single(bench.Operations, "create_group");
        Assert.Single(bench.Calls, call => call.Operation == "create_group");
    }

    [Fact]
    public async Task The_last_question_is_asked_when_nothing_is_left_to_wait_for()
    {
        await using var bench = await LookerBench.StartAsync();
        await bench.Client.GetMeAsync(Ct);
        var permit = new Permit { HoldsFor = 2 };

        await bench.Client.Under(permit).CreateGroupAsync("First", Ct);
        await Assert.ThrowsAsync<LookerNotSentException>(() => bench.Client.Under(permit).CreateGroupAsync("Second", Ct));

        // Once before its turn, once at the connection.
        Assert.Equal(3, permit.Asked);
        Assert.Single(bench.Operations, "create_group");
    }

    [Fact]
    public async Task Connections_that_were_open_while_the_process_stood_still_are_not_used_again()
    {
        var clock = new FakeTimeProvider();
        await using var looker = await SandboxHost.StartAsync(new SandboxOptions { Url = "http://127.0.0.1:0" }, Ct);
        await using var clients = new LookerClients(
            new LookerNetworkPolicy(AllowInsecureHttp: true), TimeProvider.System, NullLogger<LookerClients>.Instance, [], new LookerConnections(clock));
        var client = clients.Get(new LookerConnection(Guid.NewGuid(), looker.Url, "sandbox-client", "sandbox-secret", LookerBench.Unlimited));
        await client.GetMeAsync(Ct);
        looker.Sandbox.Faults.Add(new FaultRule(FaultKind.DelayBefore, "create_group", DelayMs: 60_000));
        var underWay = client.CreateGroupAsync("Under way", Ct);
        await Eventually.TrueAsync(() => looker.Sandbox.Recorder.InFlight == 1);

        clock.StandStill(LookerConnections.LongestPause + TimeSpan.FromSeconds(1));

        var lost = await Assert.ThrowsAsync<LookerUnavailableException>(() => underWay);
        Assert.Equal((LookerFailure.ConnectionLost, true), (lost.Failure, lost.MayHaveHappened));
        await client.CreateGroupAsync("Afterwards", Ct);
        Assert.Equal(["Afterwards"], looker.Sandbox.With(world => world.Groups.Values.Select(g => g.Name).Where(name => name is "Under way" or "Afterwards").ToList()));
    }

    private sealed class Permit : ILookerPermit
    {
        private volatile bool _holds = true;
        private int _asked;

        public int HoldsFor { get; init; } = int.MaxValue;

        public int Asked => _asked;

        public bool Holds
        {
            get => Interlocked.Increment(ref _asked) <= HoldsFor && _holds;
            set => _holds = value;
        }
    }
}
