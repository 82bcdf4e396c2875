using System.Text.Json.Nodes;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence;
using Scimify.Tests.Endpoints.Scim;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>A new person with the address of somebody who has left inherits nothing unasked.</summary>
public sealed class RecycledAddressTests
{
    private const string Jane = "jane@example.com";
    private static readonly string Mark = new('a', 32);

    [Theory]
    [InlineData(DatabaseProvider.Sqlite, AdoptionPolicy.Auto)]
    [InlineData(DatabaseProvider.Postgres, AdoptionPolicy.Auto)]
    [InlineData(DatabaseProvider.Sqlite, AdoptionPolicy.Review)]
    [InlineData(DatabaseProvider.Sqlite, AdoptionPolicy.Off)]
    public async Task Under_every_policy_a_person_decides_whether_the_account_goes_on_to_somebody_else(DatabaseProvider provider, AdoptionPolicy adoption)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var bridge = await Bridge.StartAsync(policies: new() { Adoption = adoption }, settings: database.Settings);
        var account = await LeftAsync(bridge);
        var calls = bridge.LastCall;

        var created = await bridge.PostAsync("/Users", UserJson("second", "Janet"));

        Assert.Equal((201, "held"), (created.Status, created.Sync));
        Assert.DoesNotContain(bridge.CallsSince(calls), call => !call.StartsWith("GET ", StringComparison.Ordinal));
        Assert.Equal(("Jane", true), (bridge.LookerUser(Jane)!.FirstName, bridge.LookerUser(Jane)!.IsDisabled));
        var held = Assert.Single(await bridge.HeldAsync());
        Assert.Equal(("Adopt", created.Id), ((string?)held["action"], (string?)held["scimId"]));
        Assert.Contains("externalId first", (string?)held["reason"]);
        Assert.Contains("externalId second", (string?)held["reason"]);

        Assert.Equal((200, 1), await bridge.DecideAsync("release"));
        await bridge.SettledAsync();
        Assert.Equal((account, "Janet", false), (bridge.LookerUser(Jane)!.Id, bridge.LookerUser(Jane)!.FirstName, bridge.LookerUser(Jane)!.IsDisabled));
        Assert.Empty(await bridge.HeldAsync());

        await bridge.DeleteAsync($"/Users/{created.Id}");
        await bridge.SettledAsync();
        Assert.True(bridge.LookerUser(Jane)!.IsDisabled);
    }

    [Fact]
    public async Task Rejected_the_account_stays_disabled_and_the_next_write_asks_again()
    {
        await using var bridge = await Bridge.StartAsync();
        await LeftAsync(bridge);
        var id = (await bridge.PostAsync("/Users", UserJson("second", "Janet"))).Id;

        Assert.Equal((200, 1), await bridge.DecideAsync("reject"));
        await bridge.SettledAsync();
        Assert.Equal(("Jane", true), (bridge.LookerUser(Jane)!.FirstName, bridge.LookerUser(Jane)!.IsDisabled));

        Assert.Equal("held", (await bridge.PutAsync($"/Users/{id}", UserJson("second", "Janet"))).Sync);
        Assert.Equal(("Jane", true), (bridge.LookerUser(Jane)!.FirstName, bridge.LookerUser(Jane)!.IsDisabled));
    }

    [Theory]
    [InlineData("first")]
    [InlineData(null)]
    public async Task The_same_person_gets_the_account_back_unasked(string? externalId)
    {
        await using var bridge = await Bridge.StartAsync();
        var account = await LeftAsync(bridge);

        var back = await bridge.PostAsync("/Users", UserJson(externalId, "Jane"));

        Assert.Equal((201, "applied"), (back.Status, back.Sync));
        Assert.Equal((account, false), (bridge.LookerUser(Jane)!.Id, bridge.LookerUser(Jane)!.IsDisabled));
    }

    [Fact]
    public async Task While_the_removal_of_the_leaver_is_held_nobody_takes_the_account_over()
    {
        await using var bridge = await Bridge.StartAsync(policies: new() { DeletionGuard = new DeletionGuardChange { Enabled = true, MaxCount = 0 } });
        var first = (await bridge.PostAsync("/Users", UserJson("first", "Jane"))).Id;
        Assert.Equal("held", (await bridge.DeleteAsync($"/Users/{first}")).Sync);

        var second = await bridge.PostAsync("/Users", UserJson("second", "Janet"));
        Assert.Equal((201, "held"), (second.Status, second.Sync));
        var adoption = (await bridge.HeldAsync()).Single(h => (string?)h["action"] == "Adopt");
        Assert.Contains("settle that first", (string?)adoption["reason"]);
        await bridge.DecideAsync("release", adoption);
        await bridge.SettledAsync();
        Assert.Equal(("Jane", false), (bridge.LookerUser(Jane)!.FirstName, bridge.LookerUser(Jane)!.IsDisabled));
        Assert.Equal(2, (await bridge.HeldAsync()).Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_person_whom_Entra_has_marked_as_deleted_gives_the_address_up_and_the_new_one_gets_an_account_of_their_own(bool hasEmails)
    {
        await using var bridge = await Bridge.StartAsync();
        var left = (await bridge.PostAsync("/Users", UserJson("first", "Jane", hasEmails))).Id;
        var account = bridge.LookerUser(Jane)!.Id;
        await bridge.PatchAsync($"/Users/{left}", HeldChanges.Patch($$"""{"op":"Replace","path":"active","value":"False"},{"op":"Replace","path":"userName","value":"{{Mark}}{{Jane}}"}"""));
        Assert.Equal((account, true), (bridge.LookerUser(Jane)!.Id, bridge.LookerUser(Jane)!.IsDisabled));

        var created = await bridge.PostAsync("/Users", UserJson("second", "Janet", hasEmails));
        Assert.Equal(201, created.Status);
        await bridge.SettledAsync();

        Assert.Equal(("Janet", false), (bridge.LookerUser(Jane)!.FirstName, bridge.LookerUser(Jane)!.IsDisabled));
        Assert.NotEqual(account, bridge.LookerUser(Jane)!.Id);
        Assert.Equal((account, true), (bridge.LookerUser(Mark + Jane)!.Id, bridge.LookerUser(Mark + Jane)!.IsDisabled));
        Assert.Empty(await bridge.HeldAsync());

        Assert.Equal(200, (await bridge.PatchAsync($"/Users/{left}", HeldChanges.Patch("""{"op":"Replace","path":"title","value":"Former"}"""))).Status);
        Assert.Equal(204, (await bridge.DeleteAsync($"/Users/{left}")).Status);
        await bridge.SettledAsync();
        Assert.Equal(("Janet", false), (bridge.LookerUser(Jane)!.FirstName, bridge.LookerUser(Jane)!.IsDisabled));
    }

    [Fact]
    public async Task So_does_an_earlier_person_who_is_renamed_to_the_address()
    {
        await using var bridge = await Bridge.StartAsync();
        var left = (await bridge.PostAsync("/Users", UserJson("first", "Jane"))).Id;
        var janet = await bridge.NewUserAsync("janet@example.com", "Janet");
        var account = bridge.LookerUser("janet@example.com")!.Id;
        await bridge.PatchAsync($"/Users/{left}", HeldChanges.Patch($$"""{"op":"Replace","path":"active","value":"False"},{"op":"Replace","path":"userName","value":"{{Mark}}{{Jane}}"}"""));

        var renamed = await bridge.PatchAsync($"/Users/{janet}", HeldChanges.Patch($$"""{"op":"replace","path":"userName","value":"{{Jane}}"},{"op":"replace","path":"emails[type eq \"work\"].value","value":"{{Jane}}"}"""));
        Assert.Equal(200, renamed.Status);
        await bridge.SettledAsync();

        Assert.Equal((account, false), (bridge.LookerUser(Jane)!.Id, bridge.LookerUser(Jane)!.IsDisabled));
        Assert.True(bridge.LookerUser(Mark + Jane)!.IsDisabled);
    }

    [Fact]
    public async Task A_person_whom_Entra_restores_before_anybody_else_comes_has_the_same_account_and_address()
    {
        await using var bridge = await Bridge.StartAsync();
        var jane = (await bridge.PostAsync("/Users", UserJson("first", "Jane", hasEmails: false))).Id;
        var account = bridge.LookerUser(Jane)!.Id;
        await bridge.PatchAsync($"/Users/{jane}", HeldChanges.Patch($$"""{"op":"Replace","path":"active","value":"False"},{"op":"Replace","path":"userName","value":"{{Mark}}{{Jane}}"}"""));

        await bridge.PatchAsync($"/Users/{jane}", HeldChanges.Patch($$"""{"op":"Replace","path":"active","value":"True"},{"op":"Replace","path":"userName","value":"{{Jane}}"}"""));
        await bridge.SettledAsync();

        Assert.Equal((account, false), (bridge.LookerUser(Jane)!.Id, bridge.LookerUser(Jane)!.IsDisabled));
    }

    /// <summary>Somebody had the address and has left.</summary>
    /// <returns>The Looker account, disabled.</returns>
    private static async Task<string> LeftAsync(Bridge bridge)
    {
        var first = await bridge.PostAsync("/Users", UserJson("first", "Jane"));
        Assert.Equal(201, first.Status);
        Assert.Equal(204, (await bridge.DeleteAsync($"/Users/{first.Id}")).Status);
        await bridge.SettledAsync();
        Assert.True(bridge.LookerUser(Jane)!.IsDisabled);
        return bridge.LookerUser(Jane)!.Id;
    }

    private static string UserJson(string? externalId, string given, bool hasEmails = true)
    {
        var user = JsonNode.Parse(Bridge.UserJson(Jane, given, "Doe"))!.AsObject();
        if (externalId is not null)
        {
            user["externalId"] = externalId;
        }

        if (!hasEmails)
        {
            user.Remove("emails");
        }

        return user.ToJsonString();
    }
}
