using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Scimify.Core.Integrations;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Crash;

/// <summary>
/// The promises under kill -9. Scimify is killed at random moments of random SCIM traffic and started again on the same data. In
/// the end, acknowledged writes, SCIM and Looker agree.
/// </summary>
/// <remarks>
/// <c>SCIMIFY_CRASH_KILLS</c> (7) kills for each case, <c>SCIMIFY_CRASH_SEED</c> repeats a case as far as chance allows.
/// </remarks>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Connections = 8;

    [Theory]
    [InlineData(false, AdoptionPolicy.Auto)]
    [InlineData(true, AdoptionPolicy.Auto)]
    [InlineData(true, AdoptionPolicy.Review)]
    public async Task Killed_at_any_moment_nothing_acknowledged_is_lost_and_nothing_is_doubled_or_half_made(bool isLookerIll, AdoptionPolicy adoption)
    {
        var ct = TestContext.Current.CancellationToken;
        var seed = Setting("SCIMIFY_CRASH_SEED", Random.Shared.Next());
        output.WriteLine($"SCIMIFY_CRASH_SEED={seed}");
        var random = new Random(seed);
        var lanes = Enumerable.Range(1, Connections).Select(n => new Lane(n, new Random(random.Next()))).ToList();
        await using var bench = await CrashBench.StartAsync(ct, adoption);
        var isReview = adoption == AdoptionPolicy.Review;
        if (isReview)
        {
            await bench.Looker.FillAsync(Connections, ct);
        }

        if (isLookerIll)
        {
            await bench.Looker.BreakAsync(LookerControl.Illness(), ct);
        }

        for (var kill = Setting("SCIMIFY_CRASH_KILLS", 7); kill > 0; kill--)
        {
            using var client = await bench.ServeAsync(waitSeconds: random.Next(2), ct);
            var traffic = Task.WhenAll(lanes.Select(lane => lane.RunAsync(client, ct)));
            var decisions = isReview ? bench.ReleaseUntilGoneAsync(ct) : Task.CompletedTask;
            await Lane.AcknowledgedAsync(lanes, random.Next(10, 100));
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(300)), TimeProvider.System, ct);
            await bench.KillAsync();
            await Task.WhenAll(traffic, decisions);
        }

        var differences = await bench.ConvergedDifferencesAsync(lanes, ct);
        output.WriteLine($"{lanes.Sum(l => l.Acknowledged)} writes were acknowledged.");
        Assert.True(differences.Count == 0, $"Seed {seed}:\n{string.Join('\n', differences)}");
        Assert.NotEqual(0, lanes.Sum(l => l.Acknowledged));
        Assert.Equal(isReview, bench.Released > 0);
    }

    /// <summary>The moment between the first change of a released account in Looker and the record of it.</summary>
    [Fact]
    public async Task Killed_while_a_released_account_is_changed_its_person_can_still_leave()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var bench = await CrashBench.StartAsync(ct, AdoptionPolicy.Review, lookerTimeoutSeconds: 60);
        var account = await bench.Looker.AddAsync("users", LookerControl.EarlierUser("late@example.com", isDisabled: true), ct);
        string id;
        using (var client = await bench.ServeAsync(waitSeconds: 20, ct))
        {
            id = await CreateAsync(client, ct);
            await bench.Looker.BreakAsync([LookerControl.Fault("delayAfter", 1, ("operation", "update_user"), ("delayMs", 60_000))], ct);
            await bench.ReleaseAsync(ct);
            await EnabledAsync(bench, account, ct);
            await bench.KillAsync();
        }

        await bench.Looker.MendAsync(ct);
        using (var client = await bench.ServeAsync(waitSeconds: 0, ct))
        {
            using var left = await client.DeleteAsync(new Uri($"/scim/v2/Users/{id}", UriKind.Relative), ct);
            left.EnsureSuccessStatusCode();
            await bench.KillAsync();
        }

        Assert.Empty(await bench.ConvergedDifferencesAsync([], ct));
        Assert.Equal((1, false), (bench.Released, await IsEnabledAsync(bench, account, ct)));
    }

    private static async Task<string> CreateAsync(HttpClient client, CancellationToken ct)
    {
        using var body = new StringContent(Bridge.UserJson("late@example.com"), Encoding.UTF8, "application/scim+json");
        using var created = await client.PostAsync(new Uri("/scim/v2/Users", UriKind.Relative), body, ct);
        Assert.Equal("held", created.EnsureSuccessStatusCode().Headers.GetValues("Scimify-Sync").Single());
        return (string)JsonNode.Parse(await created.Content.ReadAsStringAsync(ct))!["id"]!;
    }

    private static Task EnabledAsync(CrashBench bench, string account, CancellationToken ct) => Eventually.TrueAsync(() => IsEnabledAsync(bench, account, ct));

    private static async Task<bool> IsEnabledAsync(CrashBench bench, string account, CancellationToken ct) =>
        !(bool)(await bench.Looker.StateAsync(ct))["users"]!.AsArray().Single(u => (string)u!["id"]! == account)!["is_disabled"]!;

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;
}
