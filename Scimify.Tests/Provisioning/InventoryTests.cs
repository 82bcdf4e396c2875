using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence;
using Scimify.Core.Provisioning.Adoption;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Requests;
using Scimify.Portal.Sandbox;
using Scimify.Tests.Endpoints.Scim;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>Looker's users and groups next to the SCIM directory, read in bulk and stored.</summary>
public sealed class InventoryTests
{
    private const string Bert = "bert.baker@example.com";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Everything_in_Looker_is_listed_with_what_it_is_to_scim_and_why(DatabaseProvider provider)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var bridge = await Bridge.StartAsync(policies: new PolicyChange { Adoption = AdoptionPolicy.Review }, settings: database.Settings);
        await bridge.NewUserAsync("grace@example.com");
        await bridge.PostAsync("/Users", Bridge.UserJson(Bert, "Albert", "Baker"));
        await bridge.PostAsync("/Groups", """{"displayName":"analysts"}""");
        await bridge.PostAsync("/Groups", """{"displayName":"Pioneers"}""");
        await bridge.App.Services.GetRequiredService<ProtectedAccountService>().AddAsync(bridge.Owner, bridge.Integration, "dan.dormant@example.com", Ct);
        var calls = bridge.LastCall;
        await ReadAsync(bridge);
        Assert.Equal(["GET /groups/search/with_roles", "GET /roles", "GET /user", "GET /users"], bridge.CallsSince(calls).Select(call => call.Split('?')[0]).Order(StringComparer.Ordinal));

        var items = await ListAsync(bridge, "");
        Assert.Equal(
            [
                "User notAdoptable : it is a service account",
                "User notAdoptable Ada Admin: it owns Scimify's API key",
                "User matches Bert Baker: bert.baker@example.com held",
                "User lookerOnly Cleo Chandler: ",
                "User notAdoptable Dan Dormant: it is on this integration's list of protected accounts",
                "User notAdoptable Embedded Visitor: it is an embed user",
                "User linked Grace Hopper: grace@example.com applied",
                "User notAdoptable Lou Looker: it belongs to a Looker employee",
                "User notAdoptable Olga Operator: it is a Looker administrator",
                "User lookerOnly Sam Lee: ",
                "Group notAdoptable All Users: it is managed outside Scimify (by SAML, LDAP, embedding or Looker itself)",
                "Group matches Analysts: analysts held",
                "Group linked Pioneers: Pioneers applied",
                "Group notAdoptable SAML Finance: it is managed outside Scimify (by SAML, LDAP, embedding or Looker itself)",
            ],
            items.Select(Shown));
        Assert.Equal(["Bert Baker", "Analysts"], (await ListAsync(bridge, "?state=matches")).Select(i => (string?)i["name"]));
        Assert.Equal(["Cleo Chandler"], (await ListAsync(bridge, "?q=CLEO_")).Select(i => (string?)i["name"]));
        Assert.Equal(["All Users", "Analysts"], (await ListAsync(bridge, "?resourceType=Group&pageSize=2")).Select(i => (string?)i["name"]));
        Assert.Equal(["Sam Lee", "All Users", "Analysts"], (await ListAsync(bridge, "?pageSize=3&page=4")).Concat(await ListAsync(bridge, "?pageSize=3&page=5")).Select(i => (string?)i["name"]).Take(3));

        await bridge.DecideAsync("release");
        await bridge.SettledAsync();
        Assert.Empty(await ListAsync(bridge, "?state=matches"));
        Assert.Equal(4, (await ListAsync(bridge, "?state=linked")).Count);
        bridge.Looker.With(w => w.Delete(w.Users.Values.Single(u => u.LastName == "Chandler")));
        await ReadAsync(bridge);
        Assert.Empty(await ListAsync(bridge, "?q=cleo"));
    }

    [Fact]
    public async Task Accounts_without_an_email_credential_and_accounts_that_share_an_address_are_named()
    {
        await using var bridge = await Bridge.StartAsync(policies: new PolicyChange { Adoption = AdoptionPolicy.Review });
        Assert.Equal("held", (await bridge.PostAsync("/Users", Bridge.UserJson("sam.lee@example.com", "Sam", "Lee"))).Sync);
        await ReadAsync(bridge);
        var alone = Assert.Single(await ListAsync(bridge, "?q=sam.lee@example.com"));
        Assert.Equal(("matches", false, false), ((string?)alone["state"], (bool?)alone["emailCredential"], (bool?)alone["sharesAddress"]));

        bridge.Looker.With(w => SandboxEdits.AddUser(w, new() { ["first_name"] = "Samuel", ["email"] = "Sam.Lee@example.com" }));
        await ReadAsync(bridge);
        var both = await ListAsync(bridge, "?q=sam.lee@example.com");
        Assert.Equal([("matches", false, true), ("matches", true, true)], both.Select(i => ((string?)i["state"], (bool?)i["emailCredential"], (bool?)i["sharesAddress"])));
        var group = (await ListAsync(bridge, "?resourceType=Group"))[0];
        Assert.Equal((null, null), ((bool?)group["emailCredential"], (bool?)group["sharesAddress"]));
    }

    [Fact]
    public async Task A_comparison_of_every_day_keeps_nothing_and_calls_for_no_roles()
    {
        await using var bridge = await Bridge.StartAsync();
        await bridge.NewUserAsync("grace@example.com");
        var calls = bridge.LastCall;
        var service = bridge.App.Services.GetRequiredService<DriftService>();
        await ReconcileTests.EndedAsync(bridge, await service.StartAsync(bridge.Owner, bridge.Integration, false, Ct));
        Assert.Equal(2, bridge.CallsSince(calls).Count);
        Assert.Empty(await ListAsync(bridge, ""));
    }

    [Fact]
    public async Task While_Looker_is_away_the_reading_fails_with_the_reason_and_the_older_one_stays()
    {
        await using var bridge = await Bridge.StartAsync();
        await ReadAsync(bridge);
        var before = (await ListAsync(bridge, "")).Count;
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "all_users", Status: 500));
        var service = bridge.App.Services.GetRequiredService<DriftService>();
        var run = await ReconcileTests.EndedAsync(bridge, await service.ReadInventoryAsync(bridge.Owner, bridge.Integration, Ct));
        Assert.Equal(ReconcileState.Failed, run.State);
        Assert.Contains("all_users answered 500", run.Error);
        Assert.Equal(before, (await ListAsync(bridge, "")).Count);
    }

    [Fact]
    public async Task While_a_comparison_is_under_way_that_keeps_nothing_it_is_refused()
    {
        await using var bridge = await Bridge.StartAsync();
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.DelayBefore, Operation: "all_users", DelayMs: 60_000));
        var service = bridge.App.Services.GetRequiredService<DriftService>();
        var calls = bridge.LastCall;
        var run = await service.StartAsync(bridge.Owner, bridge.Integration, false, Ct);
        await Eventually.TrueAsync(() => bridge.Looker.Recorder.InFlight > 0 || bridge.LastCall != calls);
        await Assert.ThrowsAsync<ConflictException>(() => service.ReadInventoryAsync(bridge.Owner, bridge.Integration, Ct));
        bridge.Looker.Faults.Release();
        await ReconcileTests.EndedAsync(bridge, run);
        Assert.Empty(await ListAsync(bridge, ""));
    }

    [Fact]
    public async Task The_table_is_safe_for_a_spreadsheet_and_whole()
    {
        await using var bridge = await Bridge.StartAsync();
        bridge.Looker.With(w =>
        {
            SandboxSeed.AddMany(w, 1_100, 5);
            var user = w.Users.Values.First(u => u.LastName == "Chandler");
            (user.FirstName, user.LastName) = ("=HYPERLINK(\"http://x\")", "Chandler");
        });
        await ReadAsync(bridge);
        using var client = bridge.App.NewClient(apiKey: await bridge.App.PersonalAccessTokenAsync(bridge.Owner));
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        using var answer = await client.GetAsync(new Uri($"/api/v1/integrations/{bridge.Integration.Id}/inventory", UriKind.Relative), Ct);
        Assert.Equal("text/csv; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        var lines = (await answer.Content.ReadAsStringAsync(Ct)).TrimEnd().Split("\r\n");
        Assert.Equal("\"type\",\"lookerId\",\"name\",\"email\",\"state\",\"reason\",\"disabled\",\"members\",\"scimId\",\"scimName\",\"syncState\"", lines[0]);
        Assert.Contains(lines, line => line.Contains("\"'=HYPERLINK(\"\"http://x\"\") Chandler\"", StringComparison.Ordinal));
        Assert.Equal(bridge.Looker.With(w => w.Users.Count + w.Groups.Count), lines.Length - 1);
        Assert.Equal(lines.Length - 1, lines.Skip(1).Select(line => string.Join(',', line.Split(',')[..2])).Distinct().Count());
    }

    private static string Shown(JsonObject item) =>
        $"{item["resourceType"]} {item["state"]} {item["name"]}: {(string?)item["reason"] ?? $"{item["scimName"]} {item["syncState"]}".TrimStart()}";

    private static async Task<IReadOnlyList<JsonObject>> ListAsync(Bridge bridge, string query)
    {
        using var client = bridge.App.NewClient(apiKey: await bridge.App.PersonalAccessTokenAsync(bridge.Owner));
        var answer = JsonNode.Parse(await client.GetStringAsync($"/api/v1/integrations/{bridge.Integration.Id}/inventory{query}", Ct))!;
        return [.. answer["results"]!["items"]!.AsArray().Select(item => (JsonObject)item!)];
    }

    private static async Task ReadAsync(Bridge bridge) => Assert.Equal(
        ReconcileState.Done,
        (await ReconcileTests.EndedAsync(bridge, await bridge.App.Services.GetRequiredService<DriftService>().ReadInventoryAsync(bridge.Owner, bridge.Integration, Ct))).State);
}
