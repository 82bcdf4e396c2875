using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.Primitives;
using Scimify.Core.Sync;
using Scimify.Portal.Features.Directory;
using Scimify.Portal.Sandbox;
using Scimify.Portal.Shared;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>One part of a resource never keeps another back, and access is taken away whatever becomes of the rest.</summary>
public sealed class FacetTests
{
    private const string Grace = "grace@example.com";
    private const string Ada = "ada@example.com";

    [Fact]
    public async Task Access_ends_though_the_address_of_the_same_PATCH_is_refused_and_the_error_says_both()
    {
        await using var bridge = await Bridge.StartAsync();
        var id = await bridge.NewUserAsync(Grace);
        bridge.Looker.With(world => SandboxEdits.AddUser(world, new() { ["first_name"] = "Some", ["last_name"] = "Body", ["email"] = "taken@example.com" }));

        var reply = await bridge.PatchAsync($"/Users/{id}", HeldChanges.Patch(
            """{"op":"replace","path":"active","value":false},{"op":"replace","path":"emails[type eq \"work\"].value","value":"taken@example.com"}"""));

        Assert.Equal((409, "uniqueness"), (reply.Status, reply.ScimType));
        Assert.Contains("Access was taken away all the same", reply.Detail, StringComparison.Ordinal);
        Assert.True(bridge.LookerUser(Grace)!.IsDisabled);
        await ShowsAsync(bridge, id, active: false, Grace);
        await bridge.SettledAsync();
        Assert.True(bridge.LookerUser(Grace)!.IsDisabled);
    }

    [Fact]
    public async Task Access_ends_though_the_name_of_the_same_PATCH_is_refused()
    {
        await using var bridge = await Bridge.StartAsync();
        var id = await bridge.NewUserAsync(Grace);
        var before = bridge.LastCall;
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "update_user", Status: 422));

        var reply = await bridge.PatchAsync($"/Users/{id}", HeldChanges.Patch(
            """{"op":"replace","path":"active","value":false},{"op":"replace","path":"name.givenName","value":"Gracia"}"""));

        Assert.Equal((400, "invalidValue"), (reply.Status, reply.ScimType));
        Assert.Contains("Access was taken away all the same", reply.Detail, StringComparison.Ordinal);
        await bridge.SettledAsync();
        var account = bridge.LookerUser(Grace)!;
        Assert.Equal((true, "Grace"), (account.IsDisabled, account.FirstName));
        Assert.Equal(2, bridge.CallsSince(before).Count(c => c.StartsWith("PATCH ", StringComparison.Ordinal)));
        await ShowsAsync(bridge, id, active: false, Grace);
    }

    [Theory]
    [InlineData("""{"op":"replace","path":"emails[type eq \"work\"].value","value":"Grace@Example.com"}""")]
    [InlineData("""{"op":"replace","path":"userName","value":"Grace@Example.com"},{"op":"remove","path":"emails"}""")]
    public async Task An_address_in_another_case_reaches_Looker_by_one_call(string operations)
    {
        await using var bridge = await Bridge.StartAsync();
        var id = await bridge.NewUserAsync(Grace);
        var before = bridge.LastCall;

        var reply = await bridge.PatchAsync($"/Users/{id}", HeldChanges.Patch(operations));

        Assert.Equal((200, "applied"), (reply.Status, reply.Sync));
        Assert.Equal("Grace@Example.com", bridge.LookerUser(Grace)!.Email!.Address);
        Assert.Single(bridge.CallsSince(before));
    }

    [Fact]
    public async Task An_address_that_Looker_calls_taken_by_the_same_account_is_nobody_elses()
    {
        await using var bridge = await Bridge.StartAsync();
        var id = await bridge.NewUserAsync(Grace);
        bridge.Looker.Faults.Add(new FaultRule(
            FaultKind.Status, Operation: "update_user_credentials_email", Status: 422, Body: """{"message":"Validation Failed","errors":[{"field":"email","code":"already_exists","message":"Email already exists"}]}"""));

        var reply = await bridge.PatchAsync($"/Users/{id}", HeldChanges.Patch("""{"op":"replace","path":"emails[type eq \"work\"].value","value":"GRACE@example.com"}"""));

        Assert.Equal((200, "applied"), (reply.Status, reply.Sync));
        await ShowsAsync(bridge, id, active: true, "GRACE@example.com");
        var before = bridge.LastCall;
        await bridge.PatchAsync($"/Users/{id}", HeldChanges.Patch("""{"op":"replace","path":"title","value":"Admiral"}"""));
        await bridge.SettledAsync();
        Assert.Empty(bridge.CallsSince(before));
    }

    [Fact]
    public async Task An_account_that_is_taken_over_keeps_the_case_of_its_address()
    {
        await using var bridge = await Bridge.StartAsync();
        bridge.Looker.With(world => SandboxEdits.AddUser(world, new() { ["first_name"] = "Grace", ["last_name"] = "Hopper", ["email"] = "Grace@Example.com" }));
        var before = bridge.LastCall;

        await bridge.NewUserAsync(Grace);

        Assert.Equal("Grace@Example.com", bridge.LookerUser(Grace)!.Email!.Address);
        Assert.DoesNotContain(bridge.CallsSince(before), c => c.Contains("credentials_email", StringComparison.Ordinal) && c.StartsWith("PATCH ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_and_state_go_in_one_call_where_nothing_is_refused()
    {
        await using var bridge = await Bridge.StartAsync();
        var id = await bridge.NewUserAsync(Grace);
        var before = bridge.LastCall;

        var reply = await bridge.PatchAsync($"/Users/{id}", HeldChanges.Patch(
            """{"op":"replace","path":"active","value":false},{"op":"replace","path":"name.givenName","value":"Gracia"}"""));

        Assert.Equal((200, "applied"), (reply.Status, reply.Sync));
        Assert.Single(bridge.CallsSince(before), c => c.StartsWith("PATCH ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_log_says_which_part_each_call_served()
    {
        await using var bridge = await Bridge.StartAsync();
        var id = await bridge.NewUserAsync(Grace);
        var group = (await bridge.PostAsync("/Groups", $$"""{"displayName":"Pioneers","members":[{"value":"{{id}}"}]}""")).Id;
        await bridge.PatchAsync($"/Groups/{group}", HeldChanges.Patch("""{"op":"replace","path":"displayName","value":"Veterans"}"""));
        await bridge.PatchAsync($"/Users/{id}", HeldChanges.Patch(
            """{"op":"replace","path":"name.givenName","value":"Gracia"},{"op":"replace","path":"emails[type eq \"work\"].value","value":"gracia@example.com"}"""));
        await bridge.PatchAsync($"/Users/{id}", HeldChanges.Patch(
            """{"op":"replace","path":"active","value":false},{"op":"replace","path":"name.givenName","value":"Grace"}"""));
        await bridge.SettledAsync();

        await using var db = bridge.App.NewContext();
        Assert.Equal(
            [
                "search_users Existence", "create_user Existence", "create_user_credentials_email Address",
                "search_groups Existence", "create_group Existence", "add_group_user Membership", "update_group Names",
                "update_user Names", "update_user_credentials_email Address", "update_user Access, Names", "all_user_sessions Access",
            ],
            (await db.LookerEffects.OrderBy(e => e.Key).ToListAsync(TestContext.Current.CancellationToken)).Select(e => $"{e.Operation} {e.Facets}"));
    }

    [Fact]
    public async Task The_pages_say_the_same_of_each_part_as_the_REST_API_and_why()
    {
        await using var bridge = await Bridge.StartAsync();
        var id = await bridge.NewUserAsync(Grace);
        var group = (await bridge.PostAsync("/Groups", """{"displayName":"Pioneers"}""")).Id;
        await RefusedLaterAsync(bridge, "update_user_credentials_email", () => bridge.PatchAsync(
            $"/Users/{id}", HeldChanges.Patch("""{"op":"replace","path":"emails[type eq \"work\"].value","value":"other@example.com"}""")));
        bridge.Looker.Faults.Clear();
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "set_role_groups", Status: 422));
        await bridge.MapAsync(new(null, [], [new(Guid.Parse(group), ["4"])]));
        await bridge.SettledAsync();

        var (page, ct) = (new PageRequest(1, 25), TestContext.Current.CancellationToken);
        var user = await bridge.App.Services.GetRequiredService<UserQuery>().RunAsync(bridge.Owner, bridge.Integration.Id, Guid.Parse(id), page, null, ct);
        var team = await bridge.App.Services.GetRequiredService<GroupQuery>().RunAsync(bridge.Owner, bridge.Integration.Id, Guid.Parse(group), page, null, ct);
        foreach (var (sync, isGroup, scimId) in new[] { (user.Sync, false, id), (team.Sync, true, group) })
        {
            Assert.Equal(
                (await bridge.LinkAsync(scimId))["facets"]!.AsObject().Select(f => (f.Key, (string?)f.Value)),
                sync.Facets.Select(f => (FacetWords.NameOf(f.Key, isGroup), (string?)LetterCase.Lower(f.Value.State.ToString()))));
        }

        Assert.StartsWith("Looker refused", user.Sync.Facets[Facets.Address].Reason, StringComparison.Ordinal);
        Assert.Equal(SyncState.Failed, team.Sync.Facets[Facets.Roles].State);
        Assert.StartsWith("Looker refused", team.Sync.Facets[Facets.Roles].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removal_succeeds_whatever_was_refused_before()
    {
        await using var bridge = await Bridge.StartAsync();
        var id = await bridge.NewUserAsync(Grace);
        await RefusedLaterAsync(bridge, "update_user_credentials_email", () => bridge.PatchAsync(
            $"/Users/{id}", HeldChanges.Patch("""{"op":"replace","path":"emails[type eq \"work\"].value","value":"other@example.com"}""")));
        var before = bridge.LastCall;

        var reply = await bridge.PatchAsync($"/Users/{id}", HeldChanges.Active(false));

        Assert.Equal((200, "applied"), (reply.Status, reply.Sync));
        Assert.True(bridge.LookerUser(Grace)!.IsDisabled);
        Assert.Single(bridge.CallsSince(before), c => c.StartsWith("PATCH ", StringComparison.Ordinal));
        Assert.Equal(1, (await bridge.StatusAsync()).Failed);
        Assert.Equal(("applied", "failed"), await FacetsAsync(bridge, id, "access", "address"));

        // Asked for again, what was refused is tried again.
        Assert.Equal(200, (await bridge.PutAsync($"/Users/{id}", Bridge.UserJson("other@example.com"))).Status);
        await bridge.SettledAsync();
        Assert.False(bridge.LookerUser("other@example.com")!.IsDisabled);
    }

    [Fact]
    public async Task What_was_refused_and_taken_back_is_tried_when_it_is_asked_for_again()
    {
        await using var bridge = await Bridge.StartAsync();
        var id = await bridge.NewUserAsync(Grace);
        var name = HeldChanges.Patch("""{"op":"replace","path":"name.givenName","value":"Gracia"}""");
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "update_user", Status: 422, Count: 2));

        Assert.Equal(400, (await bridge.PatchAsync($"/Users/{id}", name)).Status);
        Assert.Equal(400, (await bridge.PatchAsync($"/Users/{id}", name)).Status);
        var third = await bridge.PatchAsync($"/Users/{id}", name);

        Assert.Equal((200, "applied"), (third.Status, third.Sync));
        Assert.Equal("Gracia", bridge.LookerUser(Grace)!.FirstName);
    }

    [Theory]
    [InlineData("""{"op":"remove","path":"members[value eq \"ID\"]"}""")]
    [InlineData("""{"op":"replace","path":"members","value":[]}""")]
    public async Task A_member_leaves_a_group_whose_name_was_refused(string operation)
    {
        await using var bridge = await Bridge.StartAsync();
        var (grace, ada) = (await bridge.NewUserAsync(Grace), await bridge.NewUserAsync(Ada, "Ada", "Lovelace"));
        var group = await bridge.TeamAsync("Pioneers", [grace]);
        await RefusedLaterAsync(bridge, "update_group", () => bridge.PatchAsync($"/Groups/{group}", HeldChanges.Patch("""{"op":"replace","path":"displayName","value":"Founders"}""")));
        var before = bridge.LastCall;

        var removed = await bridge.PatchAsync($"/Groups/{group}", HeldChanges.Patch(operation.Replace("ID", grace, StringComparison.Ordinal)));

        Assert.Equal((204, "applied"), (removed.Status, removed.Sync));
        Assert.Empty(bridge.LookerMembers("Pioneers"));
        Assert.Single(bridge.CallsSince(before));

        var added = await bridge.PatchAsync($"/Groups/{group}", HeldChanges.Patch($$"""{"op":"add","path":"members","value":[{"value":"{{ada}}"}]}"""));
        Assert.Equal((204, "applied"), (added.Status, added.Sync));
        Assert.Equal([Ada], bridge.LookerMembers("Pioneers"));
        Assert.Equal(1, (await bridge.StatusAsync()).Failed);
    }

    [Fact]
    public async Task A_member_who_was_taken_out_stays_out_though_the_name_of_the_same_PUT_is_refused()
    {
        await using var bridge = await Bridge.StartAsync();
        var (grace, ada) = (await bridge.NewUserAsync(Grace), await bridge.NewUserAsync(Ada, "Ada", "Lovelace"));
        var group = await bridge.TeamAsync("Pioneers", [grace]);
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "update_group", Status: 422));

        var reply = await bridge.PutAsync($"/Groups/{group}", $$"""{"displayName":"Founders","members":[{"value":"{{ada}}"}]}""");

        Assert.Equal((400, "invalidValue"), (reply.Status, reply.ScimType));
        Assert.Contains("The removal of one member stands", reply.Detail, StringComparison.Ordinal);
        await bridge.SettledAsync();
        Assert.Empty(bridge.LookerMembers("Pioneers"));
        var shown = (await bridge.GetAsync($"/Groups/{group}")).Body!;
        Assert.Equal("Pioneers", (string?)shown["displayName"]);
        Assert.Empty(shown["members"]?.AsArray() ?? []);
    }

    [Fact]
    public async Task A_name_reaches_Looker_while_the_deactivation_waits_for_a_person()
    {
        await using var bridge = await Bridge.StartAsync(policies: new PolicyChange { DeletionGuard = new DeletionGuardChange { Enabled = true, MaxCount = 1, MaxPercent = 100 } });
        var people = await bridge.PeopleAsync(2);
        Assert.Equal("applied", (await bridge.PatchAsync($"/Users/{people[0]}", HeldChanges.Active(false))).Sync);
        Assert.Equal("held", (await bridge.PatchAsync($"/Users/{people[1]}", HeldChanges.Active(false))).Sync);

        var reply = await bridge.PatchAsync($"/Users/{people[1]}", HeldChanges.Patch("""{"op":"replace","path":"name.givenName","value":"Gracia"}"""));

        Assert.Equal((200, "held"), (reply.Status, reply.Sync));
        Assert.Equal(("held", "applied"), await FacetsAsync(bridge, people[1], "access", "names"));
        var account = bridge.LookerUser(HeldChanges.Address(1))!;
        Assert.Equal((false, "Gracia"), (account.IsDisabled, account.FirstName));
        Assert.Single(await bridge.HeldAsync());

        Assert.Equal((200, 1), await bridge.DecideAsync("release"));
        await bridge.SettledAsync();
        Assert.True(bridge.LookerUser(HeldChanges.Address(1))!.IsDisabled);
    }

    [Fact]
    public async Task A_leaver_whom_the_directory_renames_keeps_the_address_and_gets_the_same_account_when_back()
    {
        await using var bridge = await Bridge.StartAsync();
        var created = await bridge.PostAsync("/Users", $$"""{"userName":"{{Grace}}","name":{"givenName":"Grace","familyName":"Hopper"},"active":true}""");
        var account = bridge.LookerUser(Grace)!.Id;

        var deleted = await bridge.PatchAsync($"/Users/{created.Id}", HeldChanges.Patch(
            $$"""{"op":"Replace","path":"userName","value":"0123456789abcdef0123456789abcdef{{Grace}}"},{"op":"Replace","path":"active","value":"False"}"""));
        Assert.Equal((200, "applied"), (deleted.Status, deleted.Sync));
        Assert.Equal((account, true), (bridge.LookerUser(Grace)!.Id, bridge.LookerUser(Grace)!.IsDisabled));
        Assert.Equal(204, (await bridge.DeleteAsync($"/Users/{created.Id}")).Status);

        var back = await bridge.PostAsync("/Users", $$"""{"userName":"{{Grace}}","name":{"givenName":"Grace","familyName":"Hopper"},"active":true}""");
        Assert.Equal(201, back.Status);
        await bridge.SettledAsync();
        Assert.Equal((account, false), (bridge.LookerUser(Grace)!.Id, bridge.LookerUser(Grace)!.IsDisabled));
    }

    [Fact]
    public async Task Two_writes_that_meet_and_are_both_refused_leave_the_name_from_before_both()
    {
        await using var bridge = await Bridge.StartAsync();
        var id = await bridge.NewUserAsync(Grace);
        bridge.Looker.Switches = bridge.Looker.Switches with { LatencyMs = 200 };
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "update_user", Status: 422, Count: null));

        var replies = await Task.WhenAll(
            bridge.PatchAsync($"/Users/{id}", HeldChanges.Patch("""{"op":"replace","path":"name.givenName","value":"Gracia"}""")),
            bridge.PatchAsync($"/Users/{id}", HeldChanges.Patch("""{"op":"replace","path":"name.givenName","value":"Gratia"}""")));

        Assert.All(replies, reply => Assert.Equal(400, reply.Status));
        bridge.Looker.Faults.Clear();
        await bridge.SettledAsync();
        Assert.Equal("Grace", (string?)(await bridge.GetAsync($"/Users/{id}")).Body!["name"]!["givenName"]);
        Assert.Equal("Grace", bridge.LookerUser(Grace)!.FirstName);
    }

    /// <summary>A write that is accepted while the integration is paused, and refused when it is live again.</summary>
    private static async Task RefusedLaterAsync(Bridge bridge, string operation, Func<Task<ScimReply>> write)
    {
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Paused });
        Assert.Equal("pending", (await write()).Sync);
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: operation, Status: 422));
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Live });
        await bridge.SettledAsync();
        Assert.Equal(1, (await bridge.StatusAsync()).Failed);
    }

    private static async Task<(string? First, string? Second)> FacetsAsync(Bridge bridge, string id, string first, string second)
    {
        var facets = (await bridge.LinkAsync(id))["facets"]!;
        return ((string?)facets[first], (string?)facets[second]);
    }

    private static async Task ShowsAsync(Bridge bridge, string id, bool active, string address)
    {
        var shown = (await bridge.GetAsync($"/Users/{id}")).Body!;
        Assert.Equal((active, address), ((bool)shown["active"]!, (string?)shown["emails"]![0]!["value"]));
    }
}
