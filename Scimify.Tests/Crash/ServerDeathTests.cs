using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Database;
using Scimify.Tests.Endpoints.Scim;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Crash;

/// <summary>A server stands still, dies or is stopped while it has changes in its hands, and another one goes on with them.</summary>
public sealed class ServerDeathTests
{
    private const int TakeOverSeconds = 2;

    private static readonly Dictionary<string, string?> Quick = new() { ["Scimify:Sync:TakeOverSeconds"] = $"{TakeOverSeconds}" };

    private static readonly Dictionary<string, string?> Slow = new(Quick) { ["Scimify:Looker:CallsPerSecond"] = "1" };

    private const string WaitingForLock = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

    private const string InTransaction = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_wakes_up_enables_nobody_who_was_disabled_meanwhile()
    {
        await using var database = await ServedDatabase.CreateAsync(DatabaseProvider.Postgres);
        await using var bench = await CrashBench.StartAsync(Ct, database: database.Settings);
        using var frozen = await bench.ServeAsync(waitSeconds: 0, Ct, "one", Slow);
        using var other = await bench.ServeAsync(waitSeconds: 10, Ct, "two", Quick);
        var ids = await Task.WhenAll(Enumerable.Range(1, 6).Select(n => CreateAsync(other, n)));
        await Task.WhenAll(ids.Select(id => SetActiveAsync(other, id, false)));

        // Its calls wait for their turn, one in a second.
        await Task.WhenAll(ids.Select(id => SetActiveAsync(frozen, id, true)));
        await bench.FreezeAsync();
        await EnabledAsync(bench, ids.Length);
        await Task.WhenAll(ids.Select(id => SetActiveAsync(other, id, false)));
        Assert.Equal(0, await EnabledAsync(bench));
        await bench.Oldest.ThawAsync();

        // It goes on with new work, so it would have sent the old by now.
        var late = await CreateAsync(frozen, 7);
        Assert.Equal(1, await Eventually.ReadAsync(() => EnabledAsync(bench), enabled => enabled > 0));
        await SetActiveAsync(other, late, false);
        await EnabledAsync(bench, 0);
    }

    [Fact]
    public async Task A_leaver_is_disabled_although_the_server_that_worked_on_the_person_was_killed()
    {
        await using var database = await ServedDatabase.CreateAsync(DatabaseProvider.Postgres);
        await using var bench = await CrashBench.StartAsync(Ct, lookerTimeoutSeconds: 60, database: database.Settings);
        using var killed = await bench.ServeAsync(waitSeconds: 0, Ct, "one", Quick);
        using var other = await bench.ServeAsync(waitSeconds: 0, Ct, "two", Quick);
        var id = await CreateAsync(killed, 1);
        await EnabledAsync(bench, 1);
        await HangAsync(bench);
        await PatchAsync(killed, id, "name.givenName", "\"Changed\"");
        await Eventually.TrueAsync(() => bench.Looker.AreFaultsUsedUpAsync(Ct));

        await bench.KillAsync();
        await SetActiveAsync(other, id, false);

        await EnabledAsync(bench, 0);
    }

    [Fact]
    public async Task A_server_that_is_stopped_hands_back_what_hangs_and_another_takes_it_at_once()
    {
        await using var database = await ServedDatabase.CreateAsync(DatabaseProvider.Postgres);
        await using var bench = await CrashBench.StartAsync(Ct, lookerTimeoutSeconds: 60, database: database.Settings);
        using var stopped = await bench.ServeAsync(waitSeconds: 10, Ct, "one");
        using var other = await bench.ServeAsync(waitSeconds: 0, Ct, "two");
        var id = await CreateAsync(stopped, 1);
        await HangAsync(bench);
        var waiting = PatchAsync(stopped, id, "name.givenName", "\"Changed\"");
        await Eventually.TrueAsync(() => bench.Looker.AreFaultsUsedUpAsync(Ct));

        // Its identity provider is answered, although Looker has not been heard of.
        await bench.TerminateAsync();

        Assert.Equal("pending", await waiting);
        await Eventually.TrueAsync(async () => (await bench.Looker.StateAsync(Ct))["users"]!.AsArray().Any(u => (string?)u!["first_name"] == "Changed"));
    }

    [Fact]
    public async Task The_callers_of_a_server_that_stood_still_in_a_transaction_get_503()
    {
        await using var database = await ServedDatabase.CreateAsync(DatabaseProvider.Postgres);
        await using var bench = await CrashBench.StartAsync(Ct, database: database.Settings);
        using var frozen = await bench.ServeAsync(waitSeconds: 0, Ct, "one");
        await CreateAsync(frozen, 1);
        await using var other = new PostgresDatabase(database.Settings!["ConnectionStrings:Scimify"]!, TestDatabase.Key);
        var waiting = new TaskCompletionSource<Task<HttpStatusCode>>();
        await Eventually.TrueAsync(async () => await other.ReadAsync(session => session.Count("SELECT count(*) FROM scim_users WHERE due > 0 OR lease_until > 0"), Ct) == 0);

        // It has begun its transaction, and waits for the lock of another server's when it is stopped. So it holds the lock from then on.
        await other.WriteAsync(
            await other.ReadAsync(session => (int)session.Count("SELECT MAX(key) FROM integrations"), Ct),
            session =>
            {
                waiting.SetResult(AnswerAsync(frozen, 2));
                Eventually.TrueAsync(() => session.Count(WaitingForLock) > 0).GetAwaiter().GetResult();
                bench.Oldest.FreezeAsync().GetAwaiter().GetResult();
            },
            Ct);
        await Eventually.TrueAsync(async () => await other.ReadAsync(session => session.Count(InTransaction), Ct) > 0);
        await Eventually.TrueAsync(async () => await other.ReadAsync(session => session.Count(InTransaction), Ct) == 0);
        await bench.Oldest.ThawAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await await waiting.Task);
        Assert.Equal(HttpStatusCode.Created, await AnswerAsync(frozen, 2));
    }

    /// <summary>The next change of a person hangs.</summary>
    private static Task HangAsync(CrashBench bench) => bench.Looker.BreakAsync(
        [new JsonObject { ["kind"] = "delayBefore", ["operation"] = "update_user", ["count"] = 1, ["delayMs"] = 60_000 }], Ct);

    private static async Task<string> CreateAsync(HttpClient server, int number)
    {
        using var answer = await PostAsync(server, number);
        return (string)(await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>(Ct))!["id"]!;
    }

    private static async Task<HttpStatusCode> AnswerAsync(HttpClient server, int number)
    {
        using var answer = await PostAsync(server, number);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient server, int number)
    {
        using var body = new StringContent(Bridge.UserJson($"person{number}@example.com"), new MediaTypeHeaderValue("application/scim+json"));
        return await server.PostAsync("/scim/v2/Users", body, Ct);
    }

    private static Task<string> SetActiveAsync(HttpClient server, string id, bool active) => PatchAsync(server, id, "active", active ? "true" : "false");

    private static async Task<string> PatchAsync(HttpClient server, string id, string path, string value)
    {
        using var body = new StringContent(
            $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"{{path}}","value":{{value}}}]}""",
            new MediaTypeHeaderValue("application/scim+json"));
        using var answer = await server.PatchAsync($"/scim/v2/Users/{id}", body, Ct);
        return answer.EnsureSuccessStatusCode().Headers.GetValues("Scimify-Sync").Single();
    }

    /// <summary>Waits until so many of the people can sign in to Looker.</summary>
    private static async Task EnabledAsync(CrashBench bench, int expected)
    {
        var (isMet, enabled) = await Eventually.TryReadAsync(() => EnabledAsync(bench), enabled => enabled == expected);
        Assert.True(isMet, isMet ? "" : $"{enabled} are enabled, not {expected}.\n{await bench.WordsAsync()}");
    }

    /// <summary>How many of the people can sign in to Looker.</summary>
    private static async Task<int> EnabledAsync(CrashBench bench) => (await bench.Looker.StateAsync(Ct))["users"]!.AsArray()
        .Count(u => (string?)u!["last_name"] == "Hopper" && !(bool)u["is_disabled"]!);
}
