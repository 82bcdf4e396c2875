using Scimify.Core.Persistence;
using Scimify.Tests.Endpoints.Scim;

namespace Scimify.Tests.Crash;

/// <summary>Several servers on one PostgreSQL database work for the same integration, and some of them die.</summary>
public sealed class NodeTests(ITestOutputHelper output)
{
    private const int Connections = 8;
    private const int WritesOfEachRound = 40;

    [Fact]
    public async Task Servers_that_share_a_database_lose_nothing_and_double_nothing_whichever_of_them_is_killed()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await ServedDatabase.CreateAsync(DatabaseProvider.Postgres);
        await using var bench = await CrashBench.StartAsync(ct, database: database.Settings);
        var random = new Random(Random.Shared.Next());
        var lanes = Enumerable.Range(1, Connections).Select(n => new Lane(n, new Random(random.Next()))).ToList();
        var (first, second) = (lanes[..(Connections / 2)], lanes[(Connections / 2)..]);

        using var one = await bench.ServeAsync(waitSeconds: 1, ct, "one");
        using var two = await bench.ServeAsync(waitSeconds: 0, ct, "two");
        var onOne = Task.WhenAll(first.Select(lane => lane.RunAsync(one, ct)));
        var onTwo = Task.WhenAll(second.Select(lane => lane.RunAsync(two, ct)));
        await Lane.AcknowledgedAsync(first, WritesOfEachRound);
        await Lane.AcknowledgedAsync(second, WritesOfEachRound);
        await bench.KillAsync();
        await onOne;

        using var three = await bench.ServeAsync(waitSeconds: 1, ct, "three");
        var onThree = Task.WhenAll(first.Select(lane => lane.RunAsync(three, ct)));
        await Lane.AcknowledgedAsync(first, WritesOfEachRound);
        await bench.KillAsync();
        await onTwo;
        await Lane.AcknowledgedAsync(first, WritesOfEachRound);
        await bench.KillAsync();
        await onThree;

        var differences = await bench.ConvergedDifferencesAsync(lanes, ct);
        output.WriteLine($"{lanes.Sum(l => l.Acknowledged)} writes were acknowledged.");
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }
}
