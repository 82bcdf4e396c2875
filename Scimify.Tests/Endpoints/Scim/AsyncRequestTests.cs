using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scimify.Core.Directory;
using Scimify.Core.Errors;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Sync;
using Scimify.Core.Tokens;
using Scimify.Portal.Sandbox;
using Scimify.Tests.Crash;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>Asynchronous requests (RFC 9967 section 2.5.1): docs/contracts.md, "Asynchronous requests".</summary>
public sealed class AsyncRequestTests
{
    private const string Event = "urn:ietf:params:scim:event:misc:asyncresp";
    private const string Group = """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Pioneers"}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_write_is_answered_before_Looker_has_it_and_its_outcome_can_be_asked_for(DatabaseProvider provider)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var bridge = await Bridge.StartAsync(settings: database.Settings);
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.DelayBefore, Operation: "create_user", DelayMs: 600_000));

        var accepted = await SendAsync(bridge, "POST", "/Users", Bridge.UserJson("ada@example.com"));
        var pending = await SendAsync(bridge, "GET", Outcome(accepted));
        await Eventually.TrueAsync(() => bridge.Looker.Faults.Rules.All(rule => rule.Count == 0));
        bridge.Looker.Faults.Release();
        var ended = await EndedAsync(bridge, accepted);

        Assert.All([accepted, pending], reply =>
        {
            Assert.Equal((202, "", "pending"), (reply.Status, reply.Text, reply.Headers["Scimify-Sync"]));
            Assert.Equal(accepted.Headers["Scimify-Request-Id"], reply.Headers["Set-Txn"]);
            Assert.EndsWith($"/scim/v2/Outcomes/{reply.Headers["Set-Txn"]}", reply.Headers["Location"], StringComparison.Ordinal);
        });
        Assert.Equal(("respond-async", null), (accepted.Headers["Preference-Applied"], pending.Headers.GetValueOrDefault("Preference-Applied")));
        Assert.Equal("1", pending.Headers["Retry-After"]);
        var user = (await bridge.GetAsync("/Users")).Body!["Resources"]![0]!;
        Assert.Equal(
            new JsonObject { ["location"] = (string)user["meta"]!["location"]!, ["method"] = "POST", ["status"] = "201" }.ToJsonString(),
            ended.Body!["events"]![Event]!.ToJsonString());
        Assert.Equal($$"""{"format":"scim","uri":"/Users/{{(string)user["id"]!}}"}""", ended.Body["sub_id"]!.ToJsonString());
        Assert.Equal((accepted.Headers["Set-Txn"], "applied"), ((string)ended.Body["txn"]!, ended.Headers["Scimify-Sync"]));
        Assert.Equal(ended.Text, (await SendAsync(bridge, "GET", Outcome(accepted))).Text);
        Assert.NotNull(bridge.LookerUser("ada@example.com"));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task What_Looker_refuses_is_undone_and_the_outcome_is_the_error(DatabaseProvider provider)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var bridge = await Bridge.StartAsync(settings: database.Settings);
        var id = await bridge.NewUserAsync("grace@example.com");
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "create_user", Status: 422));
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "update_user", Status: 403));

        var created = await EndedAsync(bridge, await SendAsync(bridge, "POST", "/Users", Bridge.UserJson("ada@example.com")));
        var replaced = await EndedAsync(bridge, await SendAsync(bridge, "PUT", $"/Users/{id}", Bridge.UserJson("grace@example.com", "Amazing")));

        Assert.Equal(("400", "invalidValue"), (Text(created, "status"), (string)created.Body!["events"]![Event]!["response"]!["scimType"]!));
        Assert.Equal(("400", null), (Text(created, "status"), Text(created, "location")));
        Assert.Equal("403", Text(replaced, "status"));
        Assert.EndsWith($"/Users/{id}", Text(replaced, "location"), StringComparison.Ordinal);
        Assert.Contains($"[{ErrorCodes.LookerForbidden}]", (string)replaced.Body!["events"]![Event]!["response"]!["detail"]!, StringComparison.Ordinal);
        Assert.All([created, replaced], reply => Assert.False(reply.Headers.ContainsKey("Scimify-Sync")));
        var left = (await bridge.GetAsync("/Users")).Body!["Resources"]!.AsArray();
        Assert.Equal(("grace@example.com", "Grace"), ((string)Assert.Single(left)!["userName"]!, (string)left[0]!["name"]!["givenName"]!));
    }

    [Fact]
    public async Task A_refusal_after_the_waiting_time_is_told_and_the_resource_stays()
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 0);
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "create_user", Status: 422));
        var accepted = await SendAsync(bridge, "POST", "/Users", Bridge.UserJson("ada@example.com"));
        await bridge.SettledAsync();
        Assert.Equal(202, (await SendAsync(bridge, "GET", Outcome(accepted))).Status);

        await using (var context = bridge.App.NewContext())
        {
            await context.ProvisioningLog.ExecuteUpdateAsync(set => set.SetProperty(e => e.At, e => DateTimeOffset.UnixEpoch), Ct);
        }

        var ended = await SendAsync(bridge, "GET", Outcome(accepted));
        Assert.Equal((200, "400"), (ended.Status, Text(ended, "status")));
        Assert.Contains("SCIM keeps what was asked for", (string)ended.Body!["events"]![Event]!["response"]!["detail"]!, StringComparison.Ordinal);
        using var user = await bridge.Scim.GetAsync(new Uri(Text(ended, "location")!), Ct);
        Assert.True(user.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData(SyncState.Pending, 201, null, 3600, null)]
    [InlineData(SyncState.Applied, 201, null, 0, 201)]
    [InlineData(SyncState.Held, 200, null, 0, 200)]
    [InlineData(SyncState.Planned, 200, null, 0, 200)]
    [InlineData(SyncState.Unforwardable, 201, null, 0, 201)]
    [InlineData(SyncState.Failed, 409, "LOOKER_ADDRESS_TAKEN", 0, 409)]
    [InlineData(SyncState.Failed, 200, "LOOKER_ADDRESS_TAKEN", 14, null)]
    [InlineData(SyncState.Failed, 200, "LOOKER_ADDRESS_TAKEN", 15, 409)]
    [InlineData(SyncState.Failed, 200, "ACCOUNT_PROTECTED", 15, 403)]
    [InlineData(SyncState.Failed, 200, "LOOKER_VALUE_REFUSED", 15, 400)]
    [InlineData(SyncState.Failed, 200, null, 15, 400)]
    public void An_outcome_is_known_once_nothing_can_change_it(SyncState sync, int status, string? code, int secondsLater, int? outcome)
    {
        var at = DateTimeOffset.UnixEpoch;
        var request = new RequestOutcome { RequestId = Guid.NewGuid(), Method = "PUT", Status = status, Sync = sync, ErrorCode = code, At = at };

        var isPending = request.IsPending(at.AddSeconds(secondsLater), TimeSpan.FromSeconds(5));

        Assert.Equal(outcome, isPending ? null : request.Refusal()?.Status ?? request.Status);
    }

    [Fact]
    public async Task Every_write_of_a_user_or_a_group_can_be_asynchronous()
    {
        await using var bridge = await Bridge.StartAsync();
        var user = await bridge.NewUserAsync("grace@example.com");
        const string patch = """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"displayName","value":"Veterans"}]}""";
        var made = await EndedAsync(bridge, await SendAsync(bridge, "POST", "/Groups", Group.Replace("}", $$""","members":[{"value":"{{user}}"},{"value":"nobody"}]}""", StringComparison.Ordinal)));
        var group = Text(made, "location")!.Split('/')[^1];

        foreach (var (method, path, body, status) in ((string, string, string?, string)[])
        [
            ("PUT", $"/Users/{user}", Bridge.UserJson("grace@example.com", "Amazing"), "200"),
            ("PATCH", $"/Users/{user}", patch, "200"),
            ("PUT", $"/Groups/{group}", Group, "200"),
            ("PATCH", $"/Groups/{group}", patch, "200"),
            ("DELETE", $"/Groups/{group}", null, "204"),
            ("DELETE", $"/Users/{user}", null, "204"),
        ])
        {
            var accepted = await SendAsync(bridge, method, path, body);
            Assert.Equal((202, ""), (accepted.Status, accepted.Text));
            Assert.Equal((method, status), (Text(await EndedAsync(bridge, accepted), "method"), Text(await EndedAsync(bridge, accepted), "status")));
        }

        Assert.Equal(0, (await bridge.GetAsync("/")).Body!["totalResults"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_client_that_waits_gets_the_ordinary_answer_if_it_is_there_in_time()
    {
        await using var bridge = await Bridge.StartAsync();

        var created = await SendAsync(bridge, "POST", "/Users", Bridge.UserJson("ada@example.com"), "respond-async, wait=30");
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "create_user", Status: 422));
        var refused = await SendAsync(bridge, "POST", "/Users", Bridge.UserJson("grace@example.com"), "respond-async, wait=30");
        bridge.Looker.Faults.Replace(new FaultRule(FaultKind.DelayBefore, Operation: "create_user", DelayMs: 600_000));
        var accepted = await SendAsync(bridge, "POST", "/Users", Bridge.UserJson("mary@example.com"), "respond-async, wait=1");
        bridge.Looker.Faults.Release();

        Assert.Equal((201, "applied"), (created.Status, created.Headers["Scimify-Sync"]));
        Assert.Equal(400, refused.Status);
        Assert.All([created, refused], reply => Assert.False(reply.Headers.ContainsKey("Set-Txn")));
        Assert.Equal((202, "respond-async, wait=1"), (accepted.Status, accepted.Headers["Preference-Applied"]));
    }

    [Fact]
    public async Task What_Scimify_itself_refuses_is_refused_at_once()
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 0);
        await bridge.NewUserAsync("ada@example.com");

        Assert.Equal(400, (await SendAsync(bridge, "POST", "/Users", "{}")).Status);
        Assert.Equal(409, (await SendAsync(bridge, "POST", "/Users", Bridge.UserJson("ada@example.com"))).Status);
        Assert.Equal(404, (await SendAsync(bridge, "DELETE", $"/Users/{Guid.NewGuid()}")).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wait=1")]
    [InlineData("respond-async=yes")]
    [InlineData("return=minimal; respond-async")]
    public async Task Without_the_preference_nothing_changes(string? prefer)
    {
        await using var bridge = await Bridge.StartAsync();

        var reply = await SendAsync(bridge, "POST", "/Users", Bridge.UserJson("ada@example.com"), prefer);

        Assert.Equal((201, "applied", "ada@example.com"), (reply.Status, reply.Headers["Scimify-Sync"], (string)reply.Body!["userName"]!));
        Assert.False(reply.Headers.ContainsKey("Set-Txn") || reply.Headers.ContainsKey("Preference-Applied"));
    }

    [Fact]
    public async Task Reads_and_Bulk_requests_are_answered_as_without_it()
    {
        await using var bridge = await Bridge.StartAsync();

        var list = await SendAsync(bridge, "GET", "/Users");
        var bulk = await SendAsync(bridge, "POST", "/Bulk", $$"""
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[{"method":"POST","path":"/Users","bulkId":"a","data":{{Bridge.UserJson("ada@example.com")}}}]}
            """);

        Assert.Equal((200, 0L), (list.Status, list.Total));
        Assert.Equal((200, "201", "applied"), (bulk.Status, (string)bulk.Body!["Operations"]![0]!["status"]!, bulk.Headers["Scimify-Sync"]));
        Assert.All([list, bulk], reply => Assert.False(reply.Headers.ContainsKey("Preference-Applied")));
    }

    [Fact]
    public async Task A_server_that_follows_too_many_already_gives_the_ordinary_answer()
    {
        await using var bridge = await Bridge.StartAsync(services: services => services.AddSingleton(s =>
            new DetachedSettler(s.GetRequiredService<SyncSettler>(), s.GetRequiredService<ILogger<DetachedSettler>>()) { AtOnce = 0 }));

        Assert.Equal(201, (await SendAsync(bridge, "POST", "/Users", Bridge.UserJson("ada@example.com"))).Status);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Nobody_but_the_integration_sees_the_outcome(DatabaseProvider provider)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var bridge = await Bridge.StartAsync(waitSeconds: 0, settings: database.Settings);
        var outcome = Outcome(await SendAsync(bridge, "POST", "/Users", Bridge.UserJson("ada@example.com")));
        var other = await bridge.App.ScimTokenAsync(bridge.Owner, (await bridge.App.IntegrationRowAsync(bridge.Owner, "Other")).Id);

        Assert.Equal((404, 403, 401), (await StatusAsync(other.Secret), await StatusAsync(await ScopedAsync(TokenScopes.Groups)), await StatusAsync(null)));
        Assert.Contains(await StatusAsync(await ScopedAsync(TokenScopes.Users | TokenScopes.ReadOnly)), (int[])[200, 202]);
        Assert.Equal(404, (await SendAsync(bridge, "GET", "/Outcomes/nothing")).Status);
        Assert.Equal(404, (await SendAsync(bridge, "GET", $"/Outcomes/{Guid.NewGuid()}")).Status);

        async Task<int> StatusAsync(string? secret)
        {
            using var client = bridge.App.NewClient(scimToken: secret);
            using var answer = await client.GetAsync(new Uri($"/scim/v2{outcome}", UriKind.Relative), Ct);
            return (int)answer.StatusCode;
        }

        async Task<string> ScopedAsync(TokenScopes scopes) => (await bridge.App.Services.GetRequiredService<TokenService>()
            .CreateAsync(bridge.App.Fresh(bridge.Owner), new NewScimToken(bridge.Integration.Id, $"{scopes}", null) { Scopes = scopes }, Ct)).Secret;
    }

    [Fact]
    public async Task The_outcome_is_an_event_token_for_whoever_asks_for_one()
    {
        await using var bridge = await Bridge.StartAsync(policies: new PolicyChange { Strict = true });
        var accepted = await SendAsync(bridge, "POST", "/Groups", Group.Replace("}", ""","externalId":"g-1"}""", StringComparison.Ordinal));
        var claims = await EndedAsync(bridge, accepted);

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/scim/v2{Outcome(accepted)}");
        request.Headers.Accept.ParseAdd("application/secevent+jwt");
        using var answer = await bridge.Scim.SendAsync(request, Ct);

        Assert.Equal("application/secevent+jwt", answer.Content.Headers.ContentType!.MediaType);
        var parts = (await answer.Content.ReadAsStringAsync(Ct)).Split('.');
        Assert.Equal(["""{"typ":"secevent+jwt","alg":"none"}""", claims.Text, ""], parts.Select(part => Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(part))));
        Assert.Equal("g-1", (string)claims.Body!["sub_id"]!["externalId"]!);
    }

    [Fact]
    public async Task In_plan_mode_the_outcome_is_known_at_once()
    {
        await using var bridge = await Bridge.StartAsync();
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Plan });

        var accepted = await SendAsync(bridge, "POST", "/Users", Bridge.UserJson("ada@example.com"));
        var ended = await SendAsync(bridge, "GET", Outcome(accepted));

        Assert.Equal((202, 200, "planned"), (accepted.Status, ended.Status, ended.Headers["Scimify-Sync"]));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public async Task Discovery_says_so_unless_a_setting_says_otherwise(string setting, bool isAnnounced)
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 0, settings: new Dictionary<string, string?> { ["Scimify:Discovery:SecurityEvents"] = setting });

        Assert.Equal(isAnnounced, (await bridge.GetAsync("/ServiceProviderConfig")).Body!["securityEvents"] is not null);
        Assert.Equal(202, (await SendAsync(bridge, "POST", "/Users", Bridge.UserJson("ada@example.com"))).Status);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Killed_before_the_outcome_is_known_it_is_there_after_the_next_start(DatabaseProvider provider)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var bench = await CrashBench.StartAsync(Ct, lookerTimeoutSeconds: 60, database: database.Settings);
        await bench.Looker.BreakAsync([LookerControl.Fault("delayBefore", 1, ("operation", "create_user"), ("delayMs", 60_000))], Ct);
        string outcome;
        using (var client = await bench.ServeAsync(waitSeconds: 20, Ct))
        {
            var accepted = await SendAsync(client, "POST", "/Users", Bridge.UserJson("ada@example.com"), "respond-async");
            Assert.Equal(202, accepted.Status);
            outcome = Outcome(accepted);
            Assert.Equal(202, (await SendAsync(client, "GET", outcome, null, null)).Status);
            await bench.KillAsync();
        }

        await bench.Looker.MendAsync(Ct);
        using var next = await bench.ServeAsync(waitSeconds: 20, Ct);
        var ended = await Eventually.ReadAsync(() => SendAsync(next, "GET", outcome, null, null), reply => reply.Status != 202);

        Assert.Equal((200, "201", "applied"), (ended.Status, Text(ended, "status"), ended.Headers["Scimify-Sync"]));
        Assert.Contains("ada@example.com", (await bench.Looker.StateAsync(Ct))["users"]!.ToJsonString(), StringComparison.Ordinal);
    }

    private static string Outcome(WireReply accepted) => $"/Outcomes/{accepted.Headers["Set-Txn"]}";

    private static string? Text(WireReply ended, string member) => (string?)ended.Body!["events"]![Event]![member];

    private static Task<WireReply> EndedAsync(Bridge bridge, WireReply accepted) =>
        Eventually.ReadAsync(() => SendAsync(bridge, "GET", Outcome(accepted)), reply => reply.Status != 202);

    private static Task<WireReply> SendAsync(Bridge bridge, string method, string path, string? body = null, string? prefer = "respond-async") =>
        SendAsync(bridge.Scim, method, path, body, prefer);

    private static async Task<WireReply> SendAsync(HttpClient client, string method, string path, string? body, string? prefer)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri("/scim/v2" + path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/scim+json"));
        }

        if (prefer is not null)
        {
            request.Headers.TryAddWithoutValidation("Prefer", prefer);
        }

        using var response = await client.SendAsync(request, Ct);
        return await WireReply.ReadAsync(response);
    }
}
