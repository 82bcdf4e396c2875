using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence;
using Scimify.Portal.Sandbox;
using Scimify.Tests.Endpoints.Scim;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>With the policy <c>review</c>, existing Looker objects are taken over when a person agrees, and disabled accounts under any policy (docs/contracts.md, "Adopting existing accounts").</summary>
public sealed class AdoptionReviewTests
{
    private const string Bert = "bert.baker@example.com";
    private const string Cleo = "cleo_chandler@example.com";
    private static readonly PolicyChange Review = new() { Adoption = AdoptionPolicy.Review };

    [Fact]
    public async Task A_person_whom_Looker_has_already_is_held_with_both_sides_and_reads_normally()
    {
        await using var bridge = await Bridge.StartAsync(policies: Review);
        var looker = bridge.LookerUser(Bert)!.Id;
        var created = await bridge.PostAsync("/Users", Bridge.UserJson(Bert, "Albert", "Baker"));

        Assert.Equal((201, "held"), (created.Status, created.Sync));
        var read = await bridge.GetAsync($"/Users/{created.Id}");
        Assert.Equal((200, "Albert", true), (read.Status, (string?)read.Body!["name"]!["givenName"], (bool)read.Body["active"]!));
        Assert.Equal(("Bert", false), (bridge.LookerUser(Bert)!.FirstName, bridge.LookerUser(Bert)!.IsDisabled));
        var held = Assert.Single(await bridge.HeldAsync());
        Assert.Equal(["action", "name", "reason", "resourceType", "scimId", "since", "uuid"], held.Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Equal(("Adopt", "User", created.Id, Bert), ((string?)held["action"], (string?)held["resourceType"], (string?)held["scimId"], (string?)held["name"]));
        Assert.Contains($"Bert Baker, user {looker}.", (string?)held["reason"]);
        Assert.Equal(("held", null), await LinkAsync(bridge, created.Id));
        Assert.Equal((1, 0), ((await bridge.StatusAsync()).Held, (int)(await bridge.StatusAsync()).Pending));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Released_accounts_and_groups_are_taken_over_with_the_members_that_waited(DatabaseProvider provider)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var bridge = await Bridge.StartAsync(policies: Review, settings: database.Settings);
        var looker = bridge.LookerUser(Bert)!.Id;
        var before = bridge.LookerMembers("Analysts");
        var grace = await bridge.NewUserAsync("grace@example.com");
        var bert = (await bridge.PostAsync("/Users", Bridge.UserJson(Bert, "Albert", "Baker"))).Id;
        var group = await bridge.PostAsync("/Groups", $$"""{"displayName":"Analysts","members":[{"value":"{{grace}}"},{"value":"{{bert}}"}]}""");
        Assert.Equal((201, "held"), (group.Status, group.Sync));
        Assert.Equal(2, ((JsonArray)(await bridge.GetAsync($"/Groups/{group.Id}")).Body!["members"]!).Count);
        Assert.Equal(before, bridge.LookerMembers("Analysts"));
        var later = await bridge.PatchAsync($"/Groups/{group.Id}", HeldChanges.Patch($$"""{"op":"remove","path":"members[value eq \"{{grace}}\"]"}"""));
        Assert.Equal(2, later.Status / 100);
        Assert.Equal("pending", (await bridge.PatchAsync($"/Groups/{group.Id}", HeldChanges.Patch($$"""{"op":"add","path":"members","value":[{"value":"{{grace}}"}]}"""))).Sync);

        var held = await bridge.HeldAsync();
        Assert.Equal(["User", "Group"], held.Select(h => (string?)h["resourceType"]));
        Assert.Equal((200, 1), await bridge.DecideAsync("release", held[1]));
        await Eventually.TrueAsync(() => bridge.LookerMembers("Analysts").Contains("grace@example.com"));
        Assert.DoesNotContain("Albert", bridge.Looker.With(w => w.Users[looker].FirstName));

        Assert.Equal((200, 1), await bridge.DecideAsync("release", held[0]));
        await bridge.SettledAsync();
        Assert.Equal((looker, "Albert"), (bridge.LookerUser(Bert)!.Id, bridge.LookerUser(Bert)!.FirstName));
        Assert.Equal(before.Append(Bert).Append("grace@example.com").Distinct().Order(), bridge.LookerMembers("Analysts"));
        Assert.Equal(("applied", "Adopted"), await LinkAsync(bridge, bert));
        Assert.Equal(("applied", "Adopted"), await LinkAsync(bridge, group.Id));
        Assert.Empty(await bridge.HeldAsync());
        Assert.Equal(["Applied"], Logged(bridge, bert));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_rejected_one_stays_unlinked_and_failed_and_the_next_write_is_weighed_again(DatabaseProvider provider)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var bridge = await Bridge.StartAsync(policies: Review, settings: database.Settings);
        var bert = (await bridge.PostAsync("/Users", Bridge.UserJson(Bert, "Albert", "Baker"))).Id;
        var group = (await bridge.PostAsync("/Groups", """{"displayName":"Analysts"}""")).Id;
        Assert.Equal((200, 2), await bridge.DecideAsync("reject"));

        var calls = bridge.LastCall;
        Assert.Equal(("failed", null), await LinkAsync(bridge, bert));
        Assert.Equal(("failed", null), await LinkAsync(bridge, group));
        Assert.Equal(200, (await bridge.GetAsync($"/Users/{bert}")).Status);
        Assert.Equal(["Failed"], Logged(bridge, bert));
        await bridge.SettledAsync();
        Assert.Empty(bridge.CallsSince(calls));
        Assert.Equal("Bert", bridge.LookerUser(Bert)!.FirstName);

        Assert.Equal((200, "held"), await SyncOf(bridge.PutAsync($"/Users/{bert}", Bridge.UserJson(Bert, "Albert", "Baker"))));
        var renamed = await bridge.PatchAsync($"/Groups/{group}", HeldChanges.Patch("""{"op":"replace","path":"displayName","value":"ANALYSTS"}"""));
        Assert.Equal("held", renamed.Sync);
        Assert.Equal(2, (await bridge.HeldAsync()).Count);
        Assert.Equal((200, 2), await bridge.DecideAsync("release"));
        await bridge.SettledAsync();
        Assert.Equal("Albert", bridge.LookerUser(Bert)!.FirstName);
        Assert.NotNull(bridge.LookerGroup("ANALYSTS"));
    }

    [Fact]
    public async Task Who_was_ours_before_is_never_held()
    {
        await using var bridge = await Bridge.StartAsync(policies: Review);
        var id = await bridge.NewUserAsync("grace@example.com");
        var looker = bridge.LookerUser("grace@example.com")!.Id;
        await bridge.DeleteAsync($"/Users/{id}");
        var again = await bridge.PostAsync("/Users", Bridge.UserJson("grace@example.com"));
        Assert.Equal((201, "applied"), (again.Status, again.Sync));
        Assert.Equal((looker, false), (bridge.LookerUser("grace@example.com")!.Id, bridge.LookerUser("grace@example.com")!.IsDisabled));
    }

    [Fact]
    public async Task Under_auto_an_account_that_Looker_has_disabled_is_enabled_when_a_person_agrees()
    {
        await using var bridge = await Bridge.StartAsync(policies: new() { Adoption = AdoptionPolicy.Auto });
        Disable(bridge, Bert);
        var calls = bridge.LastCall;

        var created = await bridge.PostAsync("/Users", Bridge.UserJson(Bert, "Albert", "Baker"));

        Assert.Equal((201, "held"), (created.Status, created.Sync));
        Assert.DoesNotContain(bridge.CallsSince(calls), call => !call.StartsWith("GET ", StringComparison.Ordinal));
        var held = Assert.Single(await bridge.HeldAsync());
        Assert.Equal(("Adopt", created.Id), ((string?)held["action"], (string?)held["scimId"]));
        Assert.Contains("somebody has disabled it in Looker", (string?)held["reason"]);

        Assert.Equal((200, 1), await bridge.DecideAsync("release"));
        await bridge.SettledAsync();
        Assert.Equal(("Albert", false), (bridge.LookerUser(Bert)!.FirstName, bridge.LookerUser(Bert)!.IsDisabled));
    }

    [Fact]
    public async Task Under_auto_a_rejected_account_stays_disabled_and_nobodys()
    {
        await using var bridge = await Bridge.StartAsync(policies: new() { Adoption = AdoptionPolicy.Auto });
        Disable(bridge, Bert);
        var bert = (await bridge.PostAsync("/Users", Bridge.UserJson(Bert, "Albert", "Baker"))).Id;

        Assert.Equal((200, 1), await bridge.DecideAsync("reject"));
        await bridge.SettledAsync();

        Assert.Equal(("failed", null), await LinkAsync(bridge, bert));
        Assert.Equal(("Bert", true), (bridge.LookerUser(Bert)!.FirstName, bridge.LookerUser(Bert)!.IsDisabled));
    }

    [Fact]
    public async Task Under_auto_a_disabled_account_is_taken_over_at_once_by_somebody_who_is_inactive()
    {
        await using var bridge = await Bridge.StartAsync(policies: new() { Adoption = AdoptionPolicy.Auto });
        Disable(bridge, Bert);
        var inactive = JsonNode.Parse(Bridge.UserJson(Bert, "Albert", "Baker"))!.AsObject();
        inactive["active"] = false;

        var created = await bridge.PostAsync("/Users", inactive.ToJsonString());

        Assert.Equal((201, "applied"), (created.Status, created.Sync));
        Assert.Equal(("Albert", true), (bridge.LookerUser(Bert)!.FirstName, bridge.LookerUser(Bert)!.IsDisabled));
    }

    [Fact]
    public async Task Protected_accounts_and_groups_managed_outside_are_refused_and_not_held()
    {
        await using var bridge = await Bridge.StartAsync(policies: Review);
        Assert.Equal(403, (await bridge.PostAsync("/Users", Bridge.UserJson("olga.operator@example.com"))).Status);
        Assert.Equal(409, (await bridge.PostAsync("/Groups", """{"displayName":"saml finance"}""")).Status);
        Assert.Empty(await bridge.HeldAsync());
    }

    [Fact]
    public async Task After_the_wait_the_answer_is_pending_and_the_change_is_held_all_the_same()
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 0, policies: Review);
        var created = await bridge.PostAsync("/Users", Bridge.UserJson(Bert));
        Assert.Equal((201, "pending"), (created.Status, created.Sync));
        await bridge.SettledAsync();
        Assert.Single(await bridge.HeldAsync());
        Assert.Equal(["Held"], Logged(bridge, created.Id));
    }

    [Fact]
    public async Task What_the_identity_provider_changes_meanwhile_waits_with_it_and_is_applied_on_release()
    {
        await using var bridge = await Bridge.StartAsync(policies: Review);
        var bert = (await bridge.PostAsync("/Users", Bridge.UserJson(Bert, "Albert", "Baker"))).Id;
        var calls = bridge.LastCall;
        Assert.Equal((200, "held"), await SyncOf(bridge.PatchAsync($"/Users/{bert}", HeldChanges.Patch("""{"op":"replace","path":"name.givenName","value":"Bertram"}"""))));
        Assert.Equal((200, "held"), await SyncOf(bridge.PatchAsync($"/Users/{bert}", HeldChanges.Active(false))));
        Assert.Empty(bridge.CallsSince(calls));

        Assert.Equal((200, 1), await bridge.DecideAsync("release"));
        await bridge.SettledAsync();
        Assert.Equal(("Bertram", true), (bridge.LookerUser(Bert)!.FirstName, bridge.LookerUser(Bert)!.IsDisabled));
    }

    [Fact]
    public async Task Deleted_by_the_identity_provider_it_is_held_no_longer_and_Looker_is_untouched()
    {
        await using var bridge = await Bridge.StartAsync(policies: Review);
        var bert = (await bridge.PostAsync("/Users", Bridge.UserJson(Bert, "Albert", "Baker"))).Id;
        var group = (await bridge.PostAsync("/Groups", $$"""{"displayName":"Analysts","members":[{"value":"{{bert}}"}]}""")).Id;
        var calls = bridge.LastCall;
        var stale = await bridge.HeldAsync();
        Assert.Equal((204, "applied"), await SyncOf(bridge.DeleteAsync($"/Users/{bert}")));
        Assert.Equal((204, "applied"), await SyncOf(bridge.DeleteAsync($"/Groups/{group}")));
        Assert.Empty(await bridge.HeldAsync());
        Assert.Equal((200, 0), await bridge.DecideAsync("release", stale));
        await bridge.SettledAsync();
        Assert.Empty(bridge.CallsSince(calls));
        Assert.Equal("Bert", bridge.LookerUser(Bert)!.FirstName);
    }

    [Fact]
    public async Task With_another_address_it_is_another_account_that_counts()
    {
        await using var bridge = await Bridge.StartAsync(policies: Review);
        var id = (await bridge.PostAsync("/Users", Bridge.UserJson(Bert, "Albert", "Baker"))).Id;
        Assert.Equal((200, "held"), await SyncOf(bridge.PutAsync($"/Users/{id}", Bridge.UserJson(Cleo, "Albert", "Baker"))));
        Assert.Contains("Cleo Chandler", (string?)Assert.Single(await bridge.HeldAsync())["reason"]);

        Assert.Equal((200, "applied"), await SyncOf(bridge.PutAsync($"/Users/{id}", Bridge.UserJson("new@example.com", "Albert", "Baker"))));
        Assert.Empty(await bridge.HeldAsync());
        Assert.Equal("Albert", bridge.LookerUser("new@example.com")!.FirstName);
        Assert.Equal("Bert", bridge.LookerUser(Bert)!.FirstName);
    }

    [Fact]
    public async Task A_change_that_Looker_refuses_leaves_it_held_as_before()
    {
        await using var bridge = await Bridge.StartAsync(policies: Review);
        var id = (await bridge.PostAsync("/Users", Bridge.UserJson(Bert, "Albert", "Baker"))).Id;
        Assert.Equal(403, (await bridge.PutAsync($"/Users/{id}", Bridge.UserJson("olga.operator@example.com", "Albert", "Baker"))).Status);
        Assert.Equal(Bert, (string?)(await bridge.GetAsync($"/Users/{id}")).Body!["userName"]);
        Assert.Contains("Bert Baker", (string?)Assert.Single(await bridge.HeldAsync())["reason"]);
        Assert.Equal(("held", null), await LinkAsync(bridge, id));
    }

    [Fact]
    public async Task Released_when_the_account_is_gone_a_new_one_is_made()
    {
        await using var bridge = await Bridge.StartAsync(policies: Review);
        var id = (await bridge.PostAsync("/Users", Bridge.UserJson(Bert, "Albert", "Baker"))).Id;
        bridge.Looker.With(w => w.Delete(w.Users.Values.Single(u => u.Email?.Address == Bert)));
        await bridge.DecideAsync("release");
        await bridge.SettledAsync();
        Assert.Equal("Albert", bridge.LookerUser(Bert)!.FirstName);
        Assert.Equal(("applied", "Created"), await LinkAsync(bridge, id));
    }

    [Fact]
    public async Task Released_when_the_address_is_somebody_elses_by_now_it_is_held_again()
    {
        await using var bridge = await Bridge.StartAsync(policies: Review);
        await bridge.PostAsync("/Users", Bridge.UserJson(Bert, "Albert", "Baker"));
        bridge.Looker.With(w =>
        {
            w.SetEmail(w.Users.Values.Single(u => u.Email?.Address == Bert), null);
            w.SetEmail(w.Users.Values.Single(u => u.Email?.Address == Cleo), new SandboxEmail { Address = Bert, CreatedAt = w.Now });
        });
        Assert.Equal((200, 1), await bridge.DecideAsync("release"));
        await bridge.SettledAsync();
        Assert.Contains("Cleo Chandler", (string?)Assert.Single(await bridge.HeldAsync())["reason"]);
        Assert.Equal("Cleo", bridge.LookerUser(Bert)!.FirstName);
    }

    [Fact]
    public async Task One_account_that_two_people_match_is_taken_over_once()
    {
        await using var bridge = await Bridge.StartAsync(policies: Review);
        var ids = new[]
        {
            (await bridge.PostAsync("/Users", Bridge.UserJson(Bert, "Albert", "Baker"))).Id,
            (await bridge.PostAsync("/Users", Bridge.UserJson(Bert, "Albert", "Baker").Replace($"\"userName\":\"{Bert}\"", "\"userName\":\"second\"", StringComparison.Ordinal))).Id,
        };
        Assert.Equal(2, (await bridge.HeldAsync()).Count);
        Assert.Equal((200, 2), await bridge.DecideAsync("release"));
        await bridge.SettledAsync();
        var states = new[] { (await LinkAsync(bridge, ids[0])).State, (await LinkAsync(bridge, ids[1])).State };
        Assert.Equal(["applied", "failed"], states.Order());
        Assert.Single(bridge.Looker.With(w => w.Users.Values.Where(u => u.LastName == "Baker").ToList()));
    }

    [Fact]
    public async Task A_policy_that_takes_over_by_itself_decides_nothing_that_waits_for_a_person()
    {
        await using var bridge = await Bridge.StartAsync(policies: Review);
        var id = (await bridge.PostAsync("/Users", Bridge.UserJson(Bert, "Albert", "Baker"))).Id;
        await bridge.SetAsync(new IntegrationChange { Policies = new PolicyChange { Adoption = AdoptionPolicy.Off } });
        Assert.Equal("Bert", bridge.LookerUser(Bert)!.FirstName);
        Assert.Equal((200, 1), await bridge.DecideAsync("release"));
        await bridge.SettledAsync();
        Assert.Equal(("applied", "Adopted"), await LinkAsync(bridge, id));
    }

    private static IReadOnlyList<string> Logged(Bridge bridge, string scimId)
    {
        using var context = bridge.App.NewContext();
        var id = Guid.Parse(scimId);
        return [.. context.ProvisioningLog.AsNoTracking().Where(e => e.ScimId == id).OrderByDescending(e => e.Key).Take(1).ToList().Select(e => e.Sync.ToString()!)];
    }

    private static async Task<(string State, string? Link)> LinkAsync(Bridge bridge, string scimId)
    {
        using var client = bridge.App.NewClient(apiKey: await bridge.App.PersonalAccessTokenAsync(bridge.Owner));
        var answer = JsonNode.Parse(await client.GetStringAsync($"/api/v1/integrations/{bridge.Integration.Id}/links?q={scimId}", TestContext.Current.CancellationToken))!;
        var link = answer["results"]!["items"]!.AsArray().Single()!;
        return ((string)link["syncState"]!, (string?)link["state"]);
    }

    private static async Task<(int, string?)> SyncOf(Task<ScimReply> reply) => ((await reply).Status, (await reply).Sync);

    private static void Disable(Bridge bridge, string email) =>
        bridge.Looker.With(world => SandboxEdits.EditUser(world, world.Users.Values.Single(u => u.AnyEmail == email), new JsonObject { ["is_disabled"] = true }));
}
