using System.Text.Json.Nodes;
using Scimify.Core.Integrations;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>Which Looker object belongs to which SCIM resource, whoever created or deleted it.</summary>
public sealed class LinkTests
{
    private const string Grace = "grace@example.com";
    private const string Bert = "bert.baker@example.com";

    [Fact]
    public async Task An_account_deleted_in_Looker_is_made_again_with_its_memberships_at_the_next_change()
    {
        await using var bridge = await Bridge.StartAsync();
        var id = await bridge.NewUserAsync(Grace);
        await NewGroupAsync(bridge, "Pioneers", id);
        bridge.Looker.With(w => w.Delete(w.Users.Values.Single(u => u.LastName == "Hopper")));

        Assert.Equal("applied", (await bridge.PatchAsync($"/Users/{id}", Replace("name.givenName", "Gracia"))).Sync);
        await bridge.SettledAsync();
        Assert.Equal("Gracia", bridge.LookerUser(Grace)!.FirstName);
        Assert.Equal([Grace], bridge.LookerMembers("Pioneers"));
    }

    [Fact]
    public async Task A_group_deleted_in_Looker_is_made_again_with_all_members_when_one_is_added()
    {
        await using var bridge = await Bridge.StartAsync();
        var grace = await bridge.NewUserAsync(Grace);
        var ada = await bridge.NewUserAsync("ada@example.com", "Ada", "Lovelace");
        var group = await NewGroupAsync(bridge, "Pioneers", grace);
        bridge.Looker.With(w => w.Delete(w.Groups.Values.Single(g => g.Name == "Pioneers")));

        await bridge.PatchAsync($"/Groups/{group}", Member("add", ada));
        await bridge.SettledAsync();
        Assert.Equal(["ada@example.com", Grace], bridge.LookerMembers("Pioneers"));

        await bridge.DeleteAsync($"/Groups/{group}");
        await bridge.SettledAsync();
        Assert.Null(bridge.LookerGroup("Pioneers"));
    }

    [Fact]
    public async Task A_member_whose_account_was_deleted_in_Looker_is_made_again_when_added_to_a_group()
    {
        await using var bridge = await Bridge.StartAsync();
        var grace = await bridge.NewUserAsync(Grace);
        var group = await NewGroupAsync(bridge, "Pioneers");
        bridge.Looker.With(w => w.Delete(w.Users.Values.Single(u => u.LastName == "Hopper")));

        await bridge.PatchAsync($"/Groups/{group}", Member("add", grace));
        await bridge.SettledAsync();
        Assert.Equal([Grace], bridge.LookerMembers("Pioneers"));
    }

    [Fact]
    public async Task What_was_deleted_in_Looker_and_is_deleted_in_scim_is_done()
    {
        await using var bridge = await Bridge.StartAsync();
        var id = await bridge.NewUserAsync(Grace);
        var group = await NewGroupAsync(bridge, "Pioneers", id);
        bridge.Looker.With(w => w.Delete(w.Users.Values.Single(u => u.LastName == "Hopper")));
        bridge.Looker.With(w => w.Delete(w.Groups.Values.Single(g => g.Name == "Pioneers")));

        var user = await bridge.DeleteAsync($"/Users/{id}");
        Assert.Equal((204, "applied"), (user.Status, user.Sync));
        var gone = await bridge.DeleteAsync($"/Groups/{group}");
        Assert.Equal((204, "applied"), (gone.Status, gone.Sync));
        await bridge.SettledAsync();
        Assert.Null(bridge.LookerUser(Grace));
        Assert.Null(bridge.LookerGroup("Pioneers"));
    }

    [Fact]
    public async Task With_adoption_off_an_existing_account_and_an_existing_group_are_refused_and_untouched()
    {
        await using var bridge = await Bridge.StartAsync(policies: new PolicyChange { Adoption = AdoptionPolicy.Off });
        var user = await bridge.PostAsync("/Users", Bridge.UserJson(Bert, "Albert"));
        Assert.Equal((409, "uniqueness"), (user.Status, user.ScimType));
        Assert.Contains("taking over existing accounts is off", user.Detail);
        Assert.Equal(("Bert", false), (bridge.LookerUser(Bert)!.FirstName, bridge.LookerUser(Bert)!.IsDisabled));

        var group = await bridge.PostAsync("/Groups", """{"displayName":"ANALYSTS"}""");
        Assert.Equal((409, "uniqueness"), (group.Status, group.ScimType));
        Assert.NotNull(bridge.LookerGroup("Analysts"));
        Assert.Equal(0, (int)(await bridge.GetAsync("/Users")).Body!["totalResults"]!);
        Assert.Equal(0, (int)(await bridge.GetAsync("/Groups")).Body!["totalResults"]!);
    }

    [Fact]
    public async Task With_adoption_off_a_person_who_was_ours_comes_back()
    {
        await using var bridge = await Bridge.StartAsync(policies: new PolicyChange { Adoption = AdoptionPolicy.Off });
        var id = await bridge.NewUserAsync(Grace);
        var looker = bridge.LookerUser(Grace)!.Id;
        await bridge.DeleteAsync($"/Users/{id}");
        var again = await bridge.PostAsync("/Users", Bridge.UserJson(Grace));
        Assert.Equal((201, "applied"), (again.Status, again.Sync));
        Assert.Equal((looker, false), (bridge.LookerUser(Grace)!.Id, bridge.LookerUser(Grace)!.IsDisabled));
    }

    [Fact]
    public async Task An_existing_account_is_taken_over_by_its_exact_address_without_a_second_one()
    {
        await using var bridge = await Bridge.StartAsync();
        var looker = bridge.LookerUser("cleo_chandler@example.com")!.Id;
        await bridge.NewUserAsync("CLEO_chandler@example.com", "Cleo", "Chandler");
        Assert.Equal(looker, bridge.LookerUser("cleo_chandler@example.com")!.Id);
        Assert.Single(bridge.Looker.With(w => w.Users.Values.Where(u => u.LastName == "Chandler").ToList()));
    }

    [Fact]
    public async Task Taking_an_adoption_back_leaves_the_account_as_it_was()
    {
        await using var bridge = await Bridge.StartAsync();
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "update_user", Status: 422));
        var refused = await bridge.PostAsync("/Users", Bridge.UserJson(Bert, "Albert"));
        Assert.Equal(400, refused.Status);
        await bridge.SettledAsync();
        Assert.Equal(("Bert", false), (bridge.LookerUser(Bert)!.FirstName, bridge.LookerUser(Bert)!.IsDisabled));

        Assert.Equal(201, (await bridge.PostAsync("/Users", Bridge.UserJson(Bert, "Albert"))).Status);
        Assert.Equal("Albert", bridge.LookerUser(Bert)!.FirstName);
    }

    [Theory]
    [InlineData("ada.admin@example.com", "own API credential")]
    [InlineData("olga.operator@example.com", "administrator")]
    [InlineData("support@looker.example", "Looker employee")]
    public async Task Protected_accounts_are_refused_with_the_reason_and_untouched(string address, string reason)
    {
        await using var bridge = await Bridge.StartAsync();
        var before = bridge.LookerUser(address)!.FirstName;
        var reply = await bridge.PostAsync("/Users", Bridge.UserJson(address, "Eve", "Intruder"));
        Assert.Equal(403, reply.Status);
        Assert.Contains(reason, reply.Detail);
        await bridge.SettledAsync();
        Assert.Equal((before, false), (bridge.LookerUser(address)!.FirstName, bridge.LookerUser(address)!.IsDisabled));
        Assert.Equal(0, (int)(await bridge.GetAsync("/Users")).Body!["totalResults"]!);
    }

    [Fact]
    public async Task Groups_that_Looker_manages_itself_are_refused_by_name()
    {
        await using var bridge = await Bridge.StartAsync();
        var reply = await bridge.PostAsync("/Groups", """{"displayName":"saml finance"}""");
        Assert.Equal((409, "uniqueness"), (reply.Status, reply.ScimType));
        Assert.Contains("managed outside", reply.Detail);
    }

    [Fact]
    public async Task While_Looker_is_read_only_writes_are_refused_and_nothing_is_left_behind()
    {
        await using var bridge = await Bridge.StartAsync();
        var id = await bridge.NewUserAsync(Grace);
        bridge.Looker.Switches = bridge.Looker.Switches with { ReadOnly = true };
        Assert.Equal(403, (await bridge.PostAsync("/Users", Bridge.UserJson("ada@example.com"))).Status);
        Assert.Equal(403, (await bridge.DeleteAsync($"/Users/{id}")).Status);
        Assert.Equal(200, (await bridge.GetAsync($"/Users/{id}")).Status);

        bridge.Looker.Switches = bridge.Looker.Switches with { ReadOnly = false };
        var gone = await bridge.DeleteAsync($"/Users/{id}");
        Assert.Equal((204, "applied"), (gone.Status, gone.Sync));
        Assert.True(bridge.LookerUser(Grace)!.IsDisabled);
    }

    [Fact]
    public async Task A_leaver_whose_disabling_is_refused_too_late_to_be_undone_is_disabled_as_soon_as_Looker_lets_us()
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 0, longestRetry: TimeSpan.FromMilliseconds(40));
        var id = await bridge.NewUserAsync(Grace);
        await bridge.SettledAsync();
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "update_user", Status: 403, Count: 2));
        var accepted = await bridge.DeleteAsync($"/Users/{id}");
        Assert.Equal((204, "pending"), (accepted.Status, accepted.Sync));
        await Eventually.TrueAsync(() => bridge.LookerUser(Grace)!.IsDisabled);
    }

    public static TheoryData<int, int, int, int> Unverified => new()
    {
        { 200, 204, 409, 422 },
        { 409, 404, 422, 409 },
    };

    [Theory]
    [MemberData(nameof(Unverified))]
    public async Task Whatever_Looker_answers_where_nobody_knows_a_lost_answer_does_no_harm(int present, int absent, int email, int name)
    {
        await using var bridge = await Bridge.StartAsync(
            switches: new SandboxSwitches { AddPresentMember = present, RemoveAbsentMember = absent, EmailClash = email, GroupNameClash = name });
        foreach (var operation in new[] { "create_user", "create_user_credentials_email", "create_group", "add_group_user", "delete_group_user", "update_user" })
        {
            bridge.Looker.Faults.Add(new FaultRule(FaultKind.DropAfter, Operation: operation));
        }

        var id = await bridge.NewUserAsync(Grace);
        var group = await NewGroupAsync(bridge, "Pioneers", id);
        await bridge.SettledAsync();
        Assert.Equal([Grace], bridge.LookerMembers("Pioneers"));
        await bridge.DeleteAsync($"/Users/{id}");
        await bridge.SettledAsync();
        Assert.True(bridge.LookerUser(Grace)!.IsDisabled);
        Assert.Empty(bridge.LookerMembers("Pioneers"));
        await bridge.DeleteAsync($"/Groups/{group}");
        await bridge.SettledAsync();
        Assert.Null(bridge.LookerGroup("Pioneers"));
        Assert.Single(bridge.Looker.With(w => w.Users.Values.Where(u => u.LastName == "Hopper").ToList()));
    }

    [Fact]
    public async Task Rejected_credentials_keep_what_was_written_until_they_are_mended()
    {
        await using var bridge = await Bridge.StartAsync();
        bridge.Looker.ExpireTokens();
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "login", Status: 404, Count: 2));
        var reply = await bridge.PostAsync("/Users", Bridge.UserJson(Grace));
        Assert.Equal((201, "pending"), (reply.Status, reply.Sync));
        await bridge.SettledAsync();
        Assert.False(bridge.LookerUser(Grace)!.IsDisabled);
    }

    private static async Task<string> NewGroupAsync(Bridge bridge, string name, params string[] members)
    {
        var reply = await bridge.PostAsync(
            "/Groups", new JsonObject { ["displayName"] = name, ["members"] = new JsonArray([.. members.Select(id => new JsonObject { ["value"] = id })]) }.ToJsonString());
        Assert.Equal(201, reply.Status);
        return reply.Id;
    }

    private static string Member(string op, string id) => Patch(op, "members", new JsonArray(new JsonObject { ["value"] = id }));

    private static string Replace(string path, JsonNode value) => Patch("replace", path, value);

    private static string Patch(string op, string path, JsonNode value) => new JsonObject
    {
        ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:PatchOp"),
        ["Operations"] = new JsonArray(new JsonObject { ["op"] = op, ["path"] = path, ["value"] = value }),
    }.ToJsonString();
}
