using Scimify.Core.Integrations;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>A mass removal stops at the threshold. The rest waits for a person, and Looker keeps it.</summary>
public sealed class DeletionGuardTests
{
    private static PolicyChange Guard(int maxCount = 50, int maxPercent = 10, int memberMaxPercent = 50, bool enabled = true) => new()
    {
        DeletionGuard = new DeletionGuardChange { Enabled = enabled, MaxCount = maxCount, MaxPercent = maxPercent, MemberMaxPercent = memberMaxPercent },
    };

    [Fact]
    public async Task Disabling_goes_on_up_to_the_threshold_and_the_rest_is_held_one_by_one()
    {
        await using var bridge = await Bridge.StartAsync();
        var people = await bridge.PeopleAsync(8);

        var said = new List<string?>();
        foreach (var id in people)
        {
            said.Add((await bridge.PatchAsync($"/Users/{id}", HeldChanges.Active(false))).Sync);
        }

        Assert.Equal(["applied", "applied", "applied", "applied", "applied", "held", "held", "held"], said);
        Assert.Equal([5, 6, 7], bridge.Enabled(8));
        Assert.False((bool)(await bridge.GetAsync($"/Users/{people[7]}")).Body!["active"]!);
        var held = await bridge.HeldAsync();
        Assert.Equal(["p05@example.com", "p06@example.com", "p07@example.com"], held.Select(h => (string?)h["name"]));
        Assert.All(held, h => Assert.Equal(("Disable", "User"), ((string?)h["action"], (string?)h["resourceType"])));
        Assert.Equal(people.Skip(5), held.Select(h => (string?)h["scimId"]));
        Assert.All(held, h => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", (string?)h["since"]));
        Assert.Equal((3, 0), ((await bridge.StatusAsync()).Held, (int)(await bridge.StatusAsync()).Pending));
    }

    [Fact]
    public async Task The_same_write_again_stays_held_and_another_attribute_reaches_Looker()
    {
        await using var bridge = await Bridge.StartAsync(policies: Guard(maxCount: 0));
        var id = (await bridge.PeopleAsync(1))[0];
        await bridge.PatchAsync($"/Users/{id}", HeldChanges.Active(false));

        Assert.Equal((200, "held"), await SyncOf(bridge.PatchAsync($"/Users/{id}", HeldChanges.Active(false))));
        Assert.Equal((200, "held"), await SyncOf(bridge.PatchAsync($"/Users/{id}", HeldChanges.Patch("""{"op":"replace","path":"name.givenName","value":"Ada"}"""))));
        Assert.Single(await bridge.HeldAsync());
        Assert.Equal(("Ada", false), (bridge.LookerUser(HeldChanges.Address(0))!.FirstName, bridge.LookerUser(HeldChanges.Address(0))!.IsDisabled));

        Assert.Equal((200, 1), await bridge.DecideAsync("reject"));
        await bridge.SettledAsync();
        Assert.Equal(("Ada", false), (bridge.LookerUser(HeldChanges.Address(0))!.FirstName, bridge.LookerUser(HeldChanges.Address(0))!.IsDisabled));
    }

    [Fact]
    public async Task Some_can_be_released_and_then_all()
    {
        await using var bridge = await Bridge.StartAsync(policies: Guard(maxCount: 0));
        var people = await bridge.PeopleAsync(3);
        foreach (var id in people)
        {
            Assert.Equal((200, "held"), await SyncOf(bridge.PatchAsync($"/Users/{id}", HeldChanges.Active(false))));
        }

        var held = await bridge.HeldAsync();
        Assert.Equal((200, 1), await bridge.DecideAsync("release", held[1]));
        await bridge.SettledAsync();
        Assert.Equal([0, 2], bridge.Enabled(3));
        Assert.Equal((200, 0), await bridge.DecideAsync("release", held[1]));

        Assert.Equal((200, 2), await bridge.DecideAsync("release"));
        await bridge.SettledAsync();
        Assert.Empty(bridge.Enabled(3));
        Assert.Empty(await bridge.HeldAsync());
        Assert.Equal(0, (await bridge.StatusAsync()).Held);
    }

    [Fact]
    public async Task Rejecting_puts_the_desired_state_back_and_the_next_write_is_weighed_again()
    {
        await using var bridge = await Bridge.StartAsync(policies: Guard(maxCount: 0));
        var id = (await bridge.PeopleAsync(1))[0];
        await bridge.PatchAsync($"/Users/{id}", HeldChanges.Active(false));

        Assert.Equal((200, 1), await bridge.DecideAsync("reject"));
        await bridge.SettledAsync();
        Assert.True((bool)(await bridge.GetAsync($"/Users/{id}")).Body!["active"]!);
        Assert.Equal([0], bridge.Enabled(1));

        Assert.Equal((200, "held"), await SyncOf(bridge.PatchAsync($"/Users/{id}", HeldChanges.Active(false))));
        await bridge.SetAsync(new IntegrationChange { Policies = Guard(maxCount: 1) });
        await bridge.DecideAsync("reject");
        Assert.Equal((200, "applied"), await SyncOf(bridge.PatchAsync($"/Users/{id}", HeldChanges.Active(false))));
        Assert.Empty(bridge.Enabled(1));
    }

    [Fact]
    public async Task A_reactivation_takes_the_held_change_away_and_no_longer_counts()
    {
        await using var bridge = await Bridge.StartAsync(policies: Guard(maxCount: 1));
        var people = await bridge.PeopleAsync(2);
        Assert.Equal((200, "applied"), await SyncOf(bridge.PatchAsync($"/Users/{people[0]}", HeldChanges.Active(false))));
        Assert.Equal((200, "held"), await SyncOf(bridge.PatchAsync($"/Users/{people[1]}", HeldChanges.Active(false))));

        Assert.Equal((200, "applied"), await SyncOf(bridge.PatchAsync($"/Users/{people[1]}", HeldChanges.Active(true))));
        Assert.Empty(await bridge.HeldAsync());
        Assert.Equal((200, "applied"), await SyncOf(bridge.PatchAsync($"/Users/{people[0]}", HeldChanges.Active(true))));
        Assert.Equal((200, "applied"), await SyncOf(bridge.PatchAsync($"/Users/{people[1]}", HeldChanges.Active(false))));
        Assert.Equal([0], bridge.Enabled(2));
    }

    [Fact]
    public async Task A_held_deletion_is_gone_for_the_identity_provider_and_nothing_in_Looker_until_it_is_released()
    {
        await using var bridge = await Bridge.StartAsync(policies: Guard(maxCount: 0));
        var id = (await bridge.PeopleAsync(1))[0];
        var team = await bridge.TeamAsync("Pioneers", [id]);

        Assert.Equal((204, "held"), await SyncOf(bridge.DeleteAsync($"/Users/{id}")));
        Assert.Equal(404, (await bridge.GetAsync($"/Users/{id}")).Status);
        Assert.Null((await bridge.GetAsync($"/Groups/{team}")).Body!["members"]);
        Assert.Equal([0], bridge.Enabled(1));
        Assert.Equal([HeldChanges.Address(0)], bridge.LookerMembers("Pioneers"));
        var held = Assert.Single(await bridge.HeldAsync());
        Assert.Equal(("Delete", id), ((string?)held["action"], (string?)held["scimId"]));

        Assert.Equal((200, 1), await bridge.DecideAsync("release", held));
        await bridge.SettledAsync();
        Assert.Empty(bridge.Enabled(1));
        Assert.Empty(bridge.LookerMembers("Pioneers"));
    }

    [Fact]
    public async Task Rejecting_a_deletion_brings_the_same_user_back_with_the_groups()
    {
        await using var bridge = await Bridge.StartAsync(policies: Guard(maxCount: 0));
        var id = (await bridge.PeopleAsync(1))[0];
        var team = await bridge.TeamAsync("Pioneers", [id]);
        await bridge.PatchAsync($"/Users/{id}", HeldChanges.Active(false));
        await bridge.DeleteAsync($"/Users/{id}");
        Assert.Single(await bridge.HeldAsync());
        var seq = bridge.LastCall;

        Assert.Equal((200, 1), await bridge.DecideAsync("reject"));
        await bridge.SettledAsync();
        Assert.True((bool)(await bridge.GetAsync($"/Users/{id}")).Body!["active"]!);
        Assert.Equal(id, (string?)(await bridge.GetAsync($"/Groups/{team}")).Body!["members"]![0]!["value"]);
        Assert.Equal([HeldChanges.Address(0)], bridge.LookerMembers("Pioneers"));
        Assert.Empty(bridge.CallsSince(seq));
    }

    [Fact]
    public async Task A_person_who_was_held_for_deletion_and_is_created_again_gets_the_old_account_back()
    {
        await using var bridge = await Bridge.StartAsync(policies: Guard(maxCount: 0));
        var id = (await bridge.PeopleAsync(1))[0];
        await bridge.TeamAsync("Pioneers", [id]);
        var looker = bridge.LookerUser(HeldChanges.Address(0))!.Id;
        await bridge.DeleteAsync($"/Users/{id}");

        var again = await bridge.NewUserAsync(HeldChanges.Address(0));
        await bridge.SettledAsync();
        Assert.NotEqual(id, again);
        Assert.Empty(await bridge.HeldAsync());
        Assert.Equal((looker, false), (bridge.LookerUser(HeldChanges.Address(0))!.Id, bridge.LookerUser(HeldChanges.Address(0))!.IsDisabled));
        Assert.Empty(bridge.LookerMembers("Pioneers"));
    }

    [Fact]
    public async Task A_deletion_whose_userName_was_taken_cannot_be_rejected_and_stays_held()
    {
        await using var bridge = await Bridge.StartAsync(policies: Guard(maxCount: 0));
        var id = (await bridge.PeopleAsync(1))[0];
        await bridge.DeleteAsync($"/Users/{id}");
        var other = Bridge.UserJson(HeldChanges.Address(0)).Replace($"\"value\":\"{HeldChanges.Address(0)}\"", "\"value\":\"other@example.com\"", StringComparison.Ordinal);
        Assert.Equal(201, (await bridge.PostAsync("/Users", other)).Status);

        var held = Assert.Single(await bridge.HeldAsync());
        Assert.Equal((409, null), await bridge.DecideAsync("reject", held));
        Assert.Equal((200, 0), await bridge.DecideAsync("reject"));
        Assert.Single(await bridge.HeldAsync());
        Assert.Equal((200, 1), await bridge.DecideAsync("release"));
        await bridge.SettledAsync();
        Assert.Empty(bridge.Enabled(1));
    }

    [Fact]
    public async Task Rejecting_all_puts_back_what_it_can_and_says_of_each_that_stays_why()
    {
        await using var bridge = await Bridge.StartAsync(policies: Guard(maxCount: 0));
        var people = await bridge.PeopleAsync(3);
        foreach (var i in new[] { 0, 1 })
        {
            Assert.Equal((204, "held"), await SyncOf(bridge.DeleteAsync($"/Users/{people[i]}")));
            var namesake = Bridge.UserJson(HeldChanges.Address(i)).Replace($"\"value\":\"{HeldChanges.Address(i)}\"", $"\"value\":\"other{i}@example.com\"", StringComparison.Ordinal);
            Assert.Equal(201, (await bridge.PostAsync("/Users", namesake)).Status);
        }

        Assert.Equal((200, "held"), await SyncOf(bridge.PatchAsync($"/Users/{people[2]}", HeldChanges.Active(false))));
        var deletions = (await bridge.HeldAsync()).Where(h => (string?)h["action"] == "Delete").Select(h => (string?)h["uuid"]).ToList();

        var answer = await bridge.RejectAllAsync();

        Assert.Equal(1, (int?)answer["rejected"]);
        Assert.Equal(
            deletions.Select((uuid, i) => (uuid, (string?)$"\"{HeldChanges.Address(i)}\" cannot come back: another resource has this name by now. Release the change, or free the name first.")),
            answer["kept"]!.AsArray().Select(k => ((string?)k!["uuid"], (string?)k["reason"])));
        Assert.Equal(deletions, (await bridge.HeldAsync()).Select(h => (string?)h["uuid"]));
        Assert.True((bool)(await bridge.GetAsync($"/Users/{people[2]}")).Body!["active"]!);
    }

    [Fact]
    public async Task Members_leave_up_to_the_threshold_of_the_group_and_the_rest_stays_in_Looker()
    {
        await using var bridge = await Bridge.StartAsync(policies: Guard(memberMaxPercent: 10));
        var people = await bridge.PeopleAsync(24);
        var team = await bridge.TeamAsync("Pioneers", people);

        Assert.Equal("held", (await bridge.PutAsync($"/Groups/{team}", """{"displayName":"Pioneers","members":[]}""")).Sync);
        await bridge.SettledAsync();
        Assert.Null((await bridge.GetAsync($"/Groups/{team}")).Body!["members"]);
        Assert.Equal(4, bridge.LookerMembers("Pioneers").Count);
        var held = await bridge.HeldAsync();
        Assert.Equal(4, held.Count);
        Assert.All(held, h => Assert.Equal(("RemoveMember", "Group", team), ((string?)h["action"], (string?)h["resourceType"], (string?)h["scimId"])));

        Assert.Equal("held", (await bridge.PutAsync($"/Groups/{team}", """{"displayName":"Pioneers","members":[]}""")).Sync);
        Assert.Equal((200, 1), await bridge.DecideAsync("release", held[0]));
        Assert.Equal((200, 1), await bridge.DecideAsync("reject", held[1]));
        await bridge.SettledAsync();
        Assert.Equal(3, bridge.LookerMembers("Pioneers").Count);
        var back = (string)Assert.Single((await bridge.GetAsync($"/Groups/{team}")).Body!["members"]!.AsArray())!["display"]!;
        Assert.Equal($"Pioneers: {back}", (string?)held[1]["name"]);

        var third = ((string)held[2]["name"]!)["Pioneers: ".Length..];
        var id = people[Enumerable.Range(0, 24).Single(i => HeldChanges.Address(i) == third)];
        Assert.Equal("applied", (await bridge.PatchAsync($"/Groups/{team}", HeldChanges.Patch($$"""{"op":"add","path":"members","value":[{"value":"{{id}}"}]}"""))).Sync);
        Assert.Equal([(string?)held[3]["uuid"]], (await bridge.HeldAsync()).Select(h => (string?)h["uuid"]));
    }

    [Fact]
    public async Task Deleting_a_group_counts_as_the_removal_of_its_members()
    {
        await using var bridge = await Bridge.StartAsync();
        var people = await bridge.PeopleAsync(21);
        var small = await bridge.TeamAsync("Small", people.Take(20));
        var large = await bridge.TeamAsync("Large", people);
        Assert.Equal((204, "applied"), await SyncOf(bridge.DeleteAsync($"/Groups/{small}")));
        Assert.Equal((204, "held"), await SyncOf(bridge.DeleteAsync($"/Groups/{large}")));
        Assert.Equal(404, (await bridge.GetAsync($"/Groups/{large}")).Status);
        Assert.Equal(21, bridge.LookerMembers("Large").Count);
        var held = Assert.Single(await bridge.HeldAsync());
        Assert.Equal(("Delete", "Group", "Large"), ((string?)held["action"], (string?)held["resourceType"], (string?)held["name"]));

        await bridge.DecideAsync("reject", held);
        await bridge.SettledAsync();
        Assert.Equal(21, (await bridge.GetAsync($"/Groups/{large}")).Body!["members"]!.AsArray().Count);

        await bridge.DeleteAsync($"/Groups/{large}");
        await bridge.DecideAsync("release");
        await bridge.SettledAsync();
        Assert.Null(bridge.LookerGroup("Large"));
        Assert.Null(bridge.LookerGroup("Small"));
    }

    [Fact]
    public async Task A_group_held_for_deletion_that_is_created_again_keeps_only_the_members_that_are_named()
    {
        await using var bridge = await Bridge.StartAsync();
        var people = await bridge.PeopleAsync(21);
        var team = await bridge.TeamAsync("Pioneers", people);
        var looker = bridge.LookerGroup("Pioneers")!.Id;
        Assert.Equal((204, "held"), await SyncOf(bridge.DeleteAsync($"/Groups/{team}")));

        await bridge.TeamAsync("Pioneers", people.Take(2));
        Assert.Empty(await bridge.HeldAsync());
        Assert.Equal(looker, bridge.LookerGroup("Pioneers")!.Id);
        Assert.Equal([HeldChanges.Address(0), HeldChanges.Address(1)], bridge.LookerMembers("Pioneers"));
    }

    [Theory]
    [InlineData(IntegrationMode.Paused)]
    [InlineData(IntegrationMode.Live)]
    public async Task Bulk_is_weighed_against_what_was_active_before_the_whole_request(IntegrationMode mode)
    {
        await using var bridge = await Bridge.StartAsync(policies: Guard(maxPercent: 50));
        var people = await bridge.PeopleAsync(20);
        await bridge.SetAsync(new IntegrationChange { Mode = mode });
        var operations = string.Join(',', people.Select(id => $$"""{"method":"PATCH","path":"/Users/{{id}}","data":{{HeldChanges.Active(false)}}}"""));

        var reply = await bridge.PostAsync("/Bulk", $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[{{operations}}]}""");
        Assert.Equal((200, "held"), (reply.Status, reply.Sync));
        Assert.Equal(10, (await bridge.HeldAsync()).Count);
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Live });
        await bridge.SettledAsync();
        Assert.Equal(10, bridge.Enabled(20).Count);
    }

    [Fact]
    public async Task Without_the_guard_nothing_is_held()
    {
        await using var bridge = await Bridge.StartAsync(policies: Guard(maxCount: 0, enabled: false));
        var id = (await bridge.PeopleAsync(1))[0];
        Assert.Equal((204, "applied"), await SyncOf(bridge.DeleteAsync($"/Users/{id}")));
        Assert.Empty(bridge.Enabled(1));
    }

    [Fact]
    public async Task Trying_again_by_hand_leaves_what_is_held_as_it_is()
    {
        await using var bridge = await Bridge.StartAsync(policies: Guard(maxCount: 0));
        var id = (await bridge.PeopleAsync(1))[0];
        await bridge.PatchAsync($"/Users/{id}", HeldChanges.Active(false));
        await bridge.ResyncAsync(id);
        await bridge.SettledAsync();
        Assert.Equal([0], bridge.Enabled(1));
        Assert.Single(await bridge.HeldAsync());
    }

    private static async Task<(int Status, string? Sync)> SyncOf(Task<ScimReply> reply) => ((await reply).Status, (await reply).Sync);
}
