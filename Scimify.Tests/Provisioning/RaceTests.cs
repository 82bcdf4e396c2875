using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>Writes that meet others on the way to Looker.</summary>
public sealed class RaceTests
{
    private const string Grace = "grace@example.com";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_newer_write_during_a_refused_one_is_kept()
    {
        await using var bridge = await Bridge.StartAsync();
        var id = await bridge.NewUserAsync(Grace);
        Slowly(bridge, "update_user", 400, status: 422);
        var refused = bridge.PatchAsync($"/Users/{id}", Replace("name.givenName", "Refused"));
        await CalledAsync(bridge, "update_user", 0);

        var newer = await bridge.PatchAsync($"/Users/{id}", Replace("name.givenName", "Newer"));
        Assert.Equal(200, newer.Status);
        await refused;
        await bridge.SettledAsync();
        Assert.Equal("Newer", (string?)(await bridge.GetAsync($"/Users/{id}")).Body!["name"]!["givenName"]);
        Assert.Equal("Newer", bridge.LookerUser(Grace)!.FirstName);
    }

    [Fact]
    public async Task Taking_a_refused_write_back_leaves_what_was_acknowledged_meanwhile_though_it_does_not_concern_Looker()
    {
        await using var bridge = await Bridge.StartAsync();
        var id = await bridge.NewUserAsync(Grace);
        Slowly(bridge, "update_user", 700, status: 422);
        var refused = bridge.PatchAsync($"/Users/{id}", Replace("name.givenName", "Refused"));
        await CalledAsync(bridge, "update_user", 0);

        var title = await bridge.PatchAsync($"/Users/{id}", Replace("title", "Rear Admiral"));
        await refused;
        await bridge.SettledAsync();
        var stored = (await bridge.GetAsync($"/Users/{id}")).Body!;
        Assert.Equal(title.Status == 200 ? "Rear Admiral" : null, (string?)stored["title"]);
    }

    [Fact]
    public async Task Deleted_and_created_again_while_the_disabling_is_on_its_way_the_person_is_enabled_and_in_no_old_group()
    {
        await using var bridge = await Bridge.StartAsync();
        var id = await bridge.NewUserAsync(Grace);
        var looker = bridge.LookerUser(Grace)!.Id;
        await NewGroupAsync(bridge, "Pioneers", id);
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.DelayBefore, Operation: "update_user", DelayMs: 500));
        var deleted = bridge.DeleteAsync($"/Users/{id}");
        await CalledAsync(bridge, "update_user", 0);

        Assert.Equal(201, (await bridge.PostAsync("/Users", Bridge.UserJson(Grace))).Status);
        Assert.Equal(204, (await deleted).Status);
        await bridge.SettledAsync();
        Assert.Equal((looker, false), (bridge.LookerUser(Grace)!.Id, bridge.LookerUser(Grace)!.IsDisabled));
        Assert.Empty(bridge.LookerMembers("Pioneers"));
    }

    [Fact]
    public async Task Deleted_and_created_again_during_an_outage_the_person_is_in_no_old_group()
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 0);
        var id = await bridge.NewUserAsync(Grace);
        await NewGroupAsync(bridge, "Pioneers", id);
        await bridge.SettledAsync();
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Status: 503, Count: 4));

        await bridge.DeleteAsync($"/Users/{id}");
        await bridge.NewUserAsync(Grace, "Gracia");
        await bridge.SettledAsync();
        Assert.Equal(("Gracia", false), (bridge.LookerUser(Grace)!.FirstName, bridge.LookerUser(Grace)!.IsDisabled));
        Assert.Empty(bridge.LookerMembers("Pioneers"));
    }

    [Fact]
    public async Task A_group_deleted_and_created_again_while_the_deletion_is_on_its_way_is_there_once_with_its_new_members()
    {
        await using var bridge = await Bridge.StartAsync();
        var grace = await bridge.NewUserAsync(Grace);
        var ada = await bridge.NewUserAsync("ada@example.com", "Ada", "Lovelace");
        var group = await NewGroupAsync(bridge, "Pioneers", grace);
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.DelayBefore, Operation: "delete_group", DelayMs: 500));
        var deleted = bridge.DeleteAsync($"/Groups/{group}");
        await CalledAsync(bridge, "delete_group", 0);

        await NewGroupAsync(bridge, "Pioneers", ada);
        Assert.Equal(204, (await deleted).Status);
        await bridge.SettledAsync();
        Assert.Equal(["ada@example.com"], bridge.LookerMembers("Pioneers"));
    }

    [Fact]
    public async Task A_group_deleted_and_created_again_during_an_outage_has_its_new_members_only()
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 0);
        var grace = await bridge.NewUserAsync(Grace);
        var ada = await bridge.NewUserAsync("ada@example.com", "Ada", "Lovelace");
        var group = await NewGroupAsync(bridge, "Pioneers", grace);
        await bridge.SettledAsync();
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Status: 503, Count: 4));

        await bridge.DeleteAsync($"/Groups/{group}");
        await NewGroupAsync(bridge, "Pioneers", ada);
        await bridge.SettledAsync();
        Assert.Equal(["ada@example.com"], bridge.LookerMembers("Pioneers"));
    }

    [Fact]
    public async Task A_member_added_and_removed_while_the_adding_is_on_its_way_is_out()
    {
        await using var bridge = await Bridge.StartAsync();
        var grace = await bridge.NewUserAsync(Grace);
        var group = await NewGroupAsync(bridge, "Pioneers");
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.DelayBefore, Operation: "add_group_user", DelayMs: 500));
        var added = bridge.PatchAsync($"/Groups/{group}", Member("add", grace));
        await CalledAsync(bridge, "add_group_user", 0);

        var removed = await bridge.PatchAsync($"/Groups/{group}", Member("remove", grace));
        Assert.Equal((204, "applied"), (removed.Status, removed.Sync));
        await added;
        await bridge.SettledAsync();
        Assert.Empty(bridge.LookerMembers("Pioneers"));
    }

    [Fact]
    public async Task A_member_removed_and_added_again_is_said_to_be_applied_only_when_Looker_has_it()
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 1);
        var grace = await bridge.NewUserAsync(Grace);
        var group = await NewGroupAsync(bridge, "Pioneers", grace);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("applied", (await bridge.PatchAsync($"/Groups/{group}", Member("remove", grace))).Sync);
            Assert.Equal("applied", (await bridge.PatchAsync($"/Groups/{group}", Member("add", grace))).Sync);
            Assert.Single(bridge.LookerMembers("Pioneers"));
        }

        await bridge.PatchAsync($"/Groups/{group}", Member("remove", grace));
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.DelayBefore, Operation: "add_group_user", DelayMs: 1800));
        Assert.Equal("pending", (await bridge.PatchAsync($"/Groups/{group}", Member("add", grace))).Sync);
        await bridge.SettledAsync();
        Assert.Single(bridge.LookerMembers("Pioneers"));
    }

    [Fact]
    public async Task A_person_deleted_while_they_are_put_into_a_group_is_disabled_and_out_of_it()
    {
        await using var bridge = await Bridge.StartAsync();
        var grace = await bridge.NewUserAsync(Grace);
        var group = await NewGroupAsync(bridge, "Pioneers");
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.DelayBefore, Operation: "add_group_user", DelayMs: 700));
        var added = bridge.PatchAsync($"/Groups/{group}", Member("add", grace));
        await CalledAsync(bridge, "add_group_user", 0);

        Assert.Equal(204, (await bridge.DeleteAsync($"/Users/{grace}")).Status);
        await added;
        await bridge.SettledAsync();
        Assert.True(bridge.LookerUser(Grace)!.IsDisabled);
        Assert.Empty(bridge.LookerMembers("Pioneers"));
    }

    [Fact]
    public async Task A_group_renamed_while_the_answer_to_its_making_is_lost_is_there_once()
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 0);
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.DropAfter, Operation: "create_group"));
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "search_groups", Status: 500, Skip: 1, Count: 3));
        var group = await NewGroupAsync(bridge, "Pioneers");
        await CalledAsync(bridge, "create_group", 0);
        await bridge.PatchAsync($"/Groups/{group}", Replace("displayName", "Founders"));
        await bridge.SettledAsync();
        Assert.Null(bridge.LookerGroup("Pioneers"));
        Assert.NotNull(bridge.LookerGroup("Founders"));

        await bridge.DeleteAsync($"/Groups/{group}");
        await bridge.SettledAsync();
        Assert.Null(bridge.LookerGroup("Founders"));
    }

    [Fact]
    public async Task Of_two_people_with_one_address_pushed_at_once_one_gets_the_account_and_the_other_an_answer()
    {
        await using var bridge = await Bridge.StartAsync();
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.DelayBefore, Operation: "create_user", DelayMs: 200, Count: 2));
        var replies = await Task.WhenAll(
            bridge.PostAsync("/Users", WithAddress("grace")), bridge.PostAsync("/Users", WithAddress("hopper")));

        Assert.Equal([201, 409], replies.Select(r => r.Status).Order());
        Assert.Equal("uniqueness", replies.Single(r => r.Status == 409).ScimType);
        await bridge.SettledAsync();
        Assert.Equal(1, (int)(await bridge.GetAsync("/Users")).Body!["totalResults"]!);
        Assert.Single(bridge.Looker.With(w => w.Users.Values.Where(u => u.LastName == "Hopper").ToList()));
    }

    [Fact]
    public async Task Many_writes_to_one_person_at_once_end_with_what_scim_shows()
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 1);
        var id = await bridge.NewUserAsync(Grace);
        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => bridge.PatchAsync($"/Users/{id}", i % 3 == 0 ? Replace("active", i % 2 == 0) : Replace("name.givenName", $"Grace {i}"))));
        await bridge.SettledAsync();
        var stored = (await bridge.GetAsync($"/Users/{id}")).Body!;
        var looker = bridge.LookerUser(Grace)!;
        Assert.Equal(((string?)stored["name"]!["givenName"], !(bool)stored["active"]!), (looker.FirstName, looker.IsDisabled));
    }

    [Fact]
    public async Task What_is_written_while_provisioning_is_paused_is_applied_when_it_goes_on()
    {
        await using var bridge = await Bridge.StartAsync();
        var service = bridge.App.Services.GetRequiredService<IntegrationService>();
        await service.UpdateAsync(bridge.Owner, bridge.Integration.Id, new IntegrationChange { Mode = IntegrationMode.Paused }, Ct);
        var seq = bridge.LastCall;
        var id = (await bridge.PostAsync("/Users", Bridge.UserJson(Grace))).Id;
        Assert.Equal("pending", (await bridge.PatchAsync($"/Users/{id}", Replace("name.givenName", "Gracia"))).Sync);
        Assert.Empty(bridge.CallsSince(seq));

        await service.UpdateAsync(bridge.Owner, bridge.Integration.Id, new IntegrationChange { Mode = IntegrationMode.Live }, Ct);
        await bridge.SettledAsync();
        Assert.Equal("Gracia", bridge.LookerUser(Grace)!.FirstName);
        Assert.Equal(3, bridge.CallsSince(seq).Count);
    }

    private static void Slowly(Bridge bridge, string operation, int ms, int status)
    {
        bridge.Looker.Switches = bridge.Looker.Switches with { LatencyMs = ms };
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: operation, Status: status));
    }

    /// <summary>Waits until the operation is under way or done, after this many earlier calls.</summary>
    private static Task CalledAsync(Bridge bridge, string operation, int before) =>
        Eventually.TrueAsync(() => !bridge.Looker.Faults.Rules.Any(r => r.Operation == operation && r.Count > before));

    private static async Task<string> NewGroupAsync(Bridge bridge, string name, params string[] members)
    {
        var reply = await bridge.PostAsync("/Groups", new JsonObject { ["displayName"] = name, ["members"] = Members(members) }.ToJsonString());
        Assert.Equal(201, reply.Status);
        return reply.Id;
    }

    private static string WithAddress(string userName) => $$"""
        {"userName":"{{userName}}","name":{"givenName":"Grace","familyName":"Hopper"},"emails":[{"value":"{{Grace}}","primary":true}]}
        """;

    private static JsonArray Members(params string[] ids) => [.. ids.Select(id => (JsonNode)new JsonObject { ["value"] = id })];

    private static string Member(string op, string id) => Patch(op, op == "remove" ? $"members[value eq \"{id}\"]" : "members", op == "remove" ? null : Members(id));

    private static string Replace(string path, JsonNode value) => Patch("replace", path, value);

    private static string Patch(string op, string path, JsonNode? value)
    {
        var operation = new JsonObject { ["op"] = op, ["path"] = path };
        if (value is not null)
        {
            operation["value"] = value;
        }

        return new JsonObject
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:PatchOp"),
            ["Operations"] = new JsonArray(operation),
        }.ToJsonString();
    }
}
