using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Scimify.Core.Integrations;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Benchmarks;

/// <summary>
/// Compares a large directory with its Looker. Measures time, calls and memory, checks that every difference is found and
/// nothing else, and does it again after a kill half-way. Runs only by hand.
/// </summary>
/// <remarks><c>SCIMIFY_BENCH_USERS</c> (100000), <c>SCIMIFY_BENCH_GROUPS</c> (500), of 20 members each.</remarks>
public sealed class ComparisonBenchmark(ITestOutputHelper output)
{
    private const int Members = 20;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task A_comparison_finds_what_differs_in_few_calls_and_little_memory()
    {
        await using var looker = await ScimifyProcess.SandboxAsync(ct: Ct);
        using var control = new HttpClient { BaseAddress = looker.BaseAddress };
        using var folder = new TempFolder();
        var filled = await FilledDirectory.CreateAsync(
            folder.Path, looker.BaseAddress!, IntegrationMode.Live, BenchSettings.Of("USERS", 100_000), BenchSettings.Of("GROUPS", 500), _ => Members, Ct);
        await JoinAsync(filled, control);
        await using var server = await ScimifyProcess.ServeAsync(filled.Settings, ct: Ct);
        using var api = Api(server, filled);

        Assert.Empty(await CompareAsync("Nothing differs", api, control, filled));
        var expected = await DriftAsync(filled, control);
        Assert.Equal(expected, await CompareAsync($"{expected.Count} differences", api, control, filled));

        var run = await StartAsync(api, filled);
        await UntilAsync(api, filled, run, state => (int)state["done"]! >= (int)state["total"]! / 3 && (int)state["total"]! > 0);
        await server.KillAsync();
        await EditAsync(control, HttpMethod.Patch, $"users/{filled.LookerUser(filled.Users - 1)}", """{"first_name":"Late"}""");
        await EditAsync(control, HttpMethod.Patch, $"users/{filled.LookerUser(filled.Users / 2)}", $$"""{"first_name":"First{{filled.Users / 2}}"}""");
        expected.Remove($"UserChanged {filled.LookerUser(filled.Users / 2)}");
        expected.Add($"UserChanged {filled.LookerUser(filled.Users - 1)}");
        expected.Sort(StringComparer.Ordinal);
        await using var again = await ScimifyProcess.ServeAsync(filled.Settings, ct: Ct);
        using var second = Api(again, filled);
        var clock = Stopwatch.StartNew();
        await UntilAsync(second, filled, run, IsOver);
        output.WriteLine($"Killed in the middle and started again: the same comparison was over after {clock.Elapsed.TotalSeconds:0.0} s.");
        Assert.Equal(expected, await FoundAsync(second, filled));
    }

    /// <summary>Edits Looker by hand, in every way.</summary>
    /// <returns>The kind of each difference and the Looker ID (of the group, for a member), sorted.</returns>
    private static async Task<List<string>> DriftAsync(FilledDirectory filled, HttpClient control)
    {
        var (half, expected) = (filled.Users / 2, new List<string>());                  // these are in no group
        await UsersAsync("UserChanged", half, 5, """{"first_name":"Somebody"}""");
        await UsersAsync("UserDisabled", half + 10, 4, """{"is_disabled":true}""");
        await UsersAsync("CredentialMissing", half + 20, 2, """{"email":null}""");
        await UsersAsync("EmailChanged", half + 30, 1, """{"email":"somebody.else@many.example"}""");
        for (var n = half + 40; n < half + 43; n++)
        {
            await NoteAsync("UserMissing", filled.LookerUser(n), HttpMethod.Delete, $"users/{filled.LookerUser(n)}");
        }

        for (var g = 10; g < 16; g++)
        {
            await NoteAsync("MemberMissing", filled.LookerGroup(g), HttpMethod.Delete, $"groups/{filled.LookerGroup(g)}/users/{filled.LookerUser(Member(filled, g, 3))}");
            await NoteAsync("MemberAdded", filled.LookerGroup(g), HttpMethod.Put, $"groups/{filled.LookerGroup(g)}/users/{filled.LookerUser(half + 50)}");
        }

        await NoteAsync("GroupRenamed", filled.LookerGroup(17), HttpMethod.Patch, $"groups/{filled.LookerGroup(17)}", """{"name":"Somewhat else"}""");
        await NoteAsync("GroupMissing", filled.LookerGroup(18), HttpMethod.Delete, $"groups/{filled.LookerGroup(18)}");
        expected.Sort(StringComparer.Ordinal);
        return expected;

        async Task UsersAsync(string kind, int from, int count, string edit)
        {
            for (var n = from; n < from + count; n++)
            {
                await NoteAsync(kind, filled.LookerUser(n), HttpMethod.Patch, $"users/{filled.LookerUser(n)}", edit);
            }
        }

        Task NoteAsync(string kind, string lookerId, HttpMethod method, string path, string? body = null)
        {
            expected.Add($"{kind} {lookerId}");
            return EditAsync(control, method, path, body);
        }
    }

    /// <summary>Adds the people of the copied memberships to Looker's groups.</summary>
    private static Task JoinAsync(FilledDirectory filled, HttpClient control) => Parallel.ForEachAsync(
        Enumerable.Range(1, filled.Groups), Ct, async (g, _) =>
        {
            for (var i = 0; i < Members; i++)
            {
                await EditAsync(control, HttpMethod.Put, $"groups/{filled.LookerGroup(g)}/users/{filled.LookerUser(Member(filled, g, i))}");
            }
        });

    private static int Member(FilledDirectory filled, int group, int i) => 1 + ((((group - 1) * Members) + i) % filled.Users);

    private static async Task EditAsync(HttpClient control, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, $"/__sandbox/{path}") { Content = body is null ? null : JsonContent.Create(JsonNode.Parse(body)) };
        using var answer = await control.SendAsync(request, Ct);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<List<string>> CompareAsync(string what, HttpClient api, HttpClient control, FilledDirectory filled)
    {
        using (await control.DeleteAsync("/__sandbox/calls", Ct))
        {
        }

        var (before, clock) = (await MemoryAsync(api), Stopwatch.StartNew());
        var (most, seen) = (before, new SortedSet<int>());
        await UntilAsync(api, filled, await StartAsync(api, filled), state =>
        {
            seen.Add((int)state["done"]!);
            return IsOver(state);
        }, async () => most = Math.Max(most, await MemoryAsync(api)));
        var counts = (await control.GetFromJsonAsync<JsonObject>("/__sandbox/calls/counts", Ct))!["counts"]!.AsObject();
        output.WriteLine(
            $"{what}: {clock.Elapsed.TotalSeconds:0.0} s, {counts.Sum(c => (int)c.Value!)} calls ({counts.ToJsonString()}), " +
            $"memory {before:0} MiB before, {most:0} at most, {await MemoryAsync(api):0} after; progress seen at {seen.Count} points.");
        return await FoundAsync(api, filled);
    }

    private static async Task<string> StartAsync(HttpClient api, FilledDirectory filled)
    {
        using var answer = await api.PostAsJsonAsync($"/api/v1/integrations/{filled.Integration}/reconcile", new JsonObject { ["repair"] = false }, Ct);
        return (string)(await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>(Ct))!["results"]!["runUuid"]!;
    }

    private static async Task UntilAsync(HttpClient api, FilledDirectory filled, string run, Func<JsonNode, bool> isReached, Func<Task>? meanwhile = null)
    {
        for (var i = 0; i < 6_000; i++)
        {
            if (isReached((await api.GetFromJsonAsync<JsonObject>($"/api/v1/integrations/{filled.Integration}/runs/{run}", Ct))!["results"]!))
            {
                return;
            }

            await (meanwhile?.Invoke() ?? Task.CompletedTask);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Ct);
        }

        throw new TimeoutException("The comparison did not end.");
    }

    private static bool IsOver(JsonNode state)
    {
        Assert.NotEqual("failed", (string?)state["state"]);
        return (string?)state["state"] == "done";
    }

    private static async Task<List<string>> FoundAsync(HttpClient api, FilledDirectory filled)
    {
        var drift = (await api.GetFromJsonAsync<JsonObject>($"/api/v1/integrations/{filled.Integration}/drift?pageSize=500", Ct))!["results"]!["items"]!.AsArray();
        List<string> found = [.. drift.Select(item => $"{(string)item!["kind"]!} {(string)item["lookerId"]!}")];
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    private static HttpClient Api(ScimifyProcess server, FilledDirectory filled)
    {
        var api = new HttpClient { BaseAddress = server.BaseAddress };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("ApiKey", filled.ApiKey);
        return api;
    }

    private static async Task<double> MemoryAsync(HttpClient api) =>
        BenchSettings.Metric(await api.GetStringAsync("/metrics", Ct), "process_resident_memory_bytes") / 1024 / 1024;
}
