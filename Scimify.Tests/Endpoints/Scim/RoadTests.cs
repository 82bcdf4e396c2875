using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>End to end: what is pushed over SCIM arrives in Looker.</summary>
public sealed class RoadTests
{
    private const string Disable = """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}""";
    private const string Enable = """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":true}]}""";

    [Fact]
    public async Task A_new_user_is_in_Looker_with_names_and_email_credential_after_three_calls()
    {
        await using var bridge = await Bridge.StartAsync();
        var reply = await bridge.PostAsync("/Users", Bridge.UserJson("grace@example.com"));

        Assert.Equal(201, reply.Status);
        Assert.Equal("applied", reply.Sync);
        Assert.Equal("application/scim+json", reply.ContentType);
        Assert.EndsWith($"/scim/v2/Users/{reply.Id}", reply.Location);
        Assert.Equal("W/\"1\"", reply.ETag);
        var user = bridge.LookerUser("grace@example.com")!;
        Assert.Equal(("Grace", "Hopper", false), (user.FirstName, user.LastName, user.IsDisabled));
        Assert.Equal(3, bridge.CallsSince(0).Count);
        Assert.Empty(bridge.Looker.Recorder.Violations);
    }

    [Fact]
    public async Task Disabling_and_enabling_keep_both_ids_and_cost_one_call_each_and_one_for_the_sessions()
    {
        await using var bridge = await Bridge.StartAsync();
        var id = await bridge.NewUserAsync("grace@example.com");
        var looker = bridge.LookerUser("grace@example.com")!.Id;
        var seq = bridge.LastCall;

        var disabled = await bridge.PatchAsync($"/Users/{id}", Disable);
        Assert.Equal((200, "applied"), (disabled.Status, disabled.Sync));
        Assert.False((bool)disabled.Body!["active"]!);
        Assert.True(bridge.LookerUser("grace@example.com")!.IsDisabled);

        var enabled = await bridge.PatchAsync($"/Users/{id}", Enable);
        Assert.Equal((200, "applied"), (enabled.Status, enabled.Sync));
        Assert.Equal((looker, false), (bridge.LookerUser("grace@example.com")!.Id, bridge.LookerUser("grace@example.com")!.IsDisabled));
        Assert.Equal(["PATCH", "GET", "PATCH"], bridge.CallsSince(seq).Select(call => call.Split(' ')[0]));
    }

    [Fact]
    public async Task Deleting_disables_by_default_and_the_same_person_comes_back_under_a_new_scim_id()
    {
        await using var bridge = await Bridge.StartAsync();
        var id = await bridge.NewUserAsync("grace@example.com");
        var looker = bridge.LookerUser("grace@example.com")!.Id;

        var deleted = await bridge.DeleteAsync($"/Users/{id}");
        Assert.Equal((204, "applied"), (deleted.Status, deleted.Sync));
        Assert.Equal(404, (await bridge.GetAsync($"/Users/{id}")).Status);
        Assert.True(bridge.LookerUser("grace@example.com")!.IsDisabled);

        var again = await bridge.NewUserAsync("grace@example.com");
        Assert.NotEqual(id, again);
        Assert.Equal((looker, false), (bridge.LookerUser("grace@example.com")!.Id, bridge.LookerUser("grace@example.com")!.IsDisabled));
    }

    [Fact]
    public async Task A_group_with_members_is_in_Looker_with_them()
    {
        await using var bridge = await Bridge.StartAsync();
        var grace = await bridge.NewUserAsync("grace@example.com");
        var ada = await bridge.NewUserAsync("ada@example.com", "Ada", "Lovelace");

        var reply = await bridge.PostAsync("/Groups", $$"""{"displayName":"Pioneers","members":[{"value":"{{grace}}"},{"value":"{{ada}}"}]}""");
        Assert.Equal((201, "applied"), (reply.Status, reply.Sync));
        Assert.Equal(["ada@example.com", "grace@example.com"], bridge.LookerMembers("Pioneers"));
        Assert.Equal(2, reply.Body!["members"]!.AsArray().Count);

        var user = await bridge.GetAsync($"/Users/{grace}");
        Assert.Equal("Pioneers", (string?)user.Body!["groups"]![0]!["display"]);
    }

    [Fact]
    public async Task One_member_more_costs_one_call_and_one_member_less_costs_one_call()
    {
        await using var bridge = await Bridge.StartAsync();
        var grace = await bridge.NewUserAsync("grace@example.com");
        var ada = await bridge.NewUserAsync("ada@example.com", "Ada", "Lovelace");
        var group = (await bridge.PostAsync("/Groups", $$"""{"displayName":"Pioneers","members":[{"value":"{{grace}}"}]}""")).Id;
        var seq = bridge.LastCall;

        var added = await bridge.PatchAsync(
            $"/Groups/{group}", $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"members","value":[{"value":"{{ada}}"}]}]}""");
        Assert.Equal((204, "applied"), (added.Status, added.Sync));
        Assert.Single(bridge.CallsSince(seq));

        var removed = await bridge.PatchAsync(
            $"/Groups/{group}", $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"remove","path":"members[value eq \"{{grace}}\"]"}]}""");
        Assert.Equal((204, "applied"), (removed.Status, removed.Sync));
        Assert.Equal(2, bridge.CallsSince(seq).Count);
        Assert.Equal(["ada@example.com"], bridge.LookerMembers("Pioneers"));
    }

    [Fact]
    public async Task A_deleted_user_leaves_the_groups_in_Looker_and_in_scim()
    {
        await using var bridge = await Bridge.StartAsync();
        var grace = await bridge.NewUserAsync("grace@example.com");
        var group = (await bridge.PostAsync("/Groups", $$"""{"displayName":"Pioneers","members":[{"value":"{{grace}}"}]}""")).Id;

        await bridge.DeleteAsync($"/Users/{grace}");
        await bridge.SettledAsync();
        Assert.Empty(bridge.LookerMembers("Pioneers"));
        Assert.Null((await bridge.GetAsync($"/Groups/{group}")).Body!["members"]);
    }

    [Fact]
    public async Task Deleting_a_group_that_was_made_here_deletes_it_in_Looker()
    {
        await using var bridge = await Bridge.StartAsync();
        var grace = await bridge.NewUserAsync("grace@example.com");
        var group = (await bridge.PostAsync("/Groups", $$"""{"displayName":"Pioneers","members":[{"value":"{{grace}}"}]}""")).Id;

        var deleted = await bridge.DeleteAsync($"/Groups/{group}");
        Assert.Equal((204, "applied"), (deleted.Status, deleted.Sync));
        Assert.Null(bridge.LookerGroup("Pioneers"));

        var again = await bridge.PostAsync("/Groups", """{"displayName":"Pioneers"}""");
        Assert.Equal((201, "applied"), (again.Status, again.Sync));
        Assert.NotNull(bridge.LookerGroup("Pioneers"));
    }

    [Fact]
    public async Task An_adopted_group_stays_in_Looker_without_the_members_that_scim_put_there()
    {
        await using var bridge = await Bridge.StartAsync();
        var grace = await bridge.NewUserAsync("grace@example.com");
        var before = bridge.LookerMembers("Analysts");
        var group = (await bridge.PostAsync("/Groups", $$"""{"displayName":"analysts","members":[{"value":"{{grace}}"}]}""")).Id;
        await bridge.SettledAsync();
        await bridge.DeleteAsync($"/Groups/{group}");
        await bridge.SettledAsync();
        Assert.Equal(before, bridge.LookerMembers(bridge.LookerGroup("Analysts")?.Name ?? "analysts"));
    }

    [Fact]
    public async Task Reads_never_call_Looker()
    {
        await using var bridge = await Bridge.StartAsync();
        var id = await bridge.NewUserAsync("grace@example.com");
        var seq = bridge.LastCall;
        await bridge.GetAsync($"/Users/{id}");
        await bridge.GetAsync("/Users?filter=userName%20eq%20%22GRACE@example.com%22");
        await bridge.GetAsync("/Groups");
        Assert.Empty(bridge.CallsSince(seq));
    }

    [Fact]
    public async Task What_Looker_refuses_for_good_reaches_the_identity_provider_and_leaves_nothing_behind()
    {
        await using var bridge = await Bridge.StartAsync();
        bridge.Looker.Faults.Add(new Portal.Sandbox.FaultRule(
            Portal.Sandbox.FaultKind.Status) { Operation = "create_user", Status = 422, Count = 1 });
        var refused = await bridge.PostAsync("/Users", Bridge.UserJson("grace@example.com"));
        Assert.Equal(400, refused.Status);
        Assert.Equal("invalidValue", refused.ScimType);
        Assert.Equal(0, (int)(await bridge.GetAsync("/Users")).Body!["totalResults"]!);

        Assert.Equal(201, (await bridge.PostAsync("/Users", Bridge.UserJson("grace@example.com"))).Status);
    }

    [Fact]
    public async Task While_Looker_is_down_writes_are_accepted_as_pending_and_arrive_when_it_is_back()
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 1);
        bridge.Looker.Faults.Add(new Portal.Sandbox.FaultRule(Portal.Sandbox.FaultKind.Status) { Status = 503, Count = 5 });
        var reply = await bridge.PostAsync("/Users", Bridge.UserJson("grace@example.com"));
        Assert.Equal((201, "pending"), (reply.Status, reply.Sync));
        await bridge.SettledAsync();
        Assert.NotNull(bridge.LookerUser("grace@example.com"));
    }

    [Fact]
    public async Task A_user_without_an_address_is_kept_and_said_to_be_unforwardable()
    {
        await using var bridge = await Bridge.StartAsync();
        var reply = await bridge.PostAsync("/Users", """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"grace"}""");
        Assert.Equal((201, "unforwardable"), (reply.Status, reply.Sync));
        Assert.Empty(bridge.CallsSince(0));
    }

    [Fact]
    public async Task Administrators_of_Looker_are_not_taken_over()
    {
        await using var bridge = await Bridge.StartAsync();
        var admin = bridge.Looker.With(w => w.Users.Values.First(u => u.RoleIds.Count > 0 && u.Email is not null && w.Roles.Values.Any(r => r.Name == "Admin" && u.RoleIds.Contains(r.Id))).Email!.Address);
        var reply = await bridge.PostAsync("/Users", Bridge.UserJson(admin));
        Assert.Equal(403, reply.Status);
        Assert.Contains("protected", reply.Detail);
        Assert.Equal(0, (int)(await bridge.GetAsync("/Users")).Body!["totalResults"]!);
    }
}
