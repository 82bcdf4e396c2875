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

/// <summary>Accounts that SCIM may not touch, even if they became protected after Scimify linked them (docs/contracts.md, "Protected accounts").</summary>
public sealed class ProtectedAccountTests
{
    private const string Grace = "grace@example.com";
    private const string AdminRole = "2";

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Who_became_an_administrator_is_protected_from_the_next_comparison_on_and_free_again_after_another(DatabaseProvider provider)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var bridge = await Bridge.StartAsync(settings: database.Settings);
        var id = await bridge.NewUserAsync(Grace);
        Promote(bridge, Grace);
        await CompareAsync(bridge);
        var calls = bridge.LastCall;

        foreach (var write in Writes(id))
        {
            var refused = await write(bridge);
            Assert.Equal(403, refused.Status);
            Assert.Equal($"The Looker account {bridge.LookerUser(Grace)!.Id} with the address {Grace} is protected: it is a Looker administrator. It is not changed by SCIM.", refused.Detail);
        }

        Assert.Empty(bridge.CallsSince(calls));
        Assert.Equal((true, Grace), ((bool)(await bridge.GetAsync($"/Users/{id}")).Body!["active"]!, (string?)(await bridge.GetAsync($"/Users/{id}")).Body!["userName"]));
        Assert.Equal(200, (await bridge.PatchAsync($"/Users/{id}", HeldChanges.Patch("""{"op":"replace","path":"externalId","value":"00u1"}"""))).Status);

        bridge.Looker.With(w => User(w, Grace).RoleIds.Clear());
        await CompareAsync(bridge);
        Assert.Equal((200, "applied"), await SyncOf(bridge.PatchAsync($"/Users/{id}", HeldChanges.Active(false))));
        Assert.True(bridge.LookerUser(Grace)!.IsDisabled);
    }

    [Fact]
    public async Task A_change_that_was_on_its_way_already_is_not_carried_out_and_says_why()
    {
        await using var bridge = await Bridge.StartAsync();
        var id = await bridge.NewUserAsync(Grace);
        Promote(bridge, Grace);
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Paused });
        Assert.Equal((204, "pending"), await SyncOf(bridge.DeleteAsync($"/Users/{id}")));
        await CompareAsync(bridge);
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Live });
        await bridge.SettledAsync();
        Assert.False(bridge.LookerUser(Grace)!.IsDisabled);
        Assert.Equal(1, (await bridge.StatusAsync()).Failed);
        Assert.Equal(403, (await bridge.PostAsync("/Users", Bridge.UserJson(Grace))).Status);
    }

    [Fact]
    public async Task A_comparison_learns_it_without_a_call_where_nobody_has_a_role_and_with_two_at_most()
    {
        await using var bridge = await Bridge.StartAsync();
        await bridge.NewUserAsync(Grace);
        var before = bridge.LastCall;
        await CompareAsync(bridge);
        Assert.Equal(["GET /groups/search/with_roles", "GET /users"], Paths(bridge, before));

        Promote(bridge, Grace);
        before = bridge.LastCall;
        await CompareAsync(bridge);
        Assert.Equal(["GET /groups/search/with_roles", "GET /roles", "GET /user", "GET /users"], Paths(bridge, before));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task An_address_on_the_list_is_refused_before_any_call_whoever_has_it(DatabaseProvider provider)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var bridge = await Bridge.StartAsync(settings: database.Settings);
        var id = await bridge.NewUserAsync(Grace);
        var ada = await bridge.NewUserAsync("ada@example.com", "Ada", "Lovelace");
        var service = bridge.App.Services.GetRequiredService<ProtectedAccountService>();
        var grace = await service.AddAsync(bridge.Owner, bridge.Integration, " GRACE@example.com ", TestContext.Current.CancellationToken);
        await service.AddAsync(bridge.Owner, bridge.Integration, "bert.baker@example.com", TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<ConflictException>(() => service.AddAsync(bridge.Owner, bridge.Integration, Grace, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ValidationFailedException>(() => service.AddAsync(bridge.Owner, bridge.Integration, "grace", TestContext.Current.CancellationToken));

        var calls = bridge.LastCall;
        foreach (var write in Writes(id))
        {
            var refused = await write(bridge);
            Assert.Equal(403, refused.Status);
            Assert.Contains("list of protected accounts", refused.Detail);
        }

        Assert.Equal(403, (await bridge.PostAsync("/Users", Bridge.UserJson("Bert.Baker@example.com"))).Status);
        Assert.Equal(403, (await bridge.PutAsync($"/Users/{ada}", Bridge.UserJson("bert.baker@example.com", "Ada", "Lovelace"))).Status);
        Assert.Empty(bridge.CallsSince(calls));

        await CompareAsync(bridge);
        Assert.Equal(403, (await bridge.DeleteAsync($"/Users/{id}")).Status);
        await service.RemoveAsync(bridge.Owner, bridge.Integration, grace.Id, TestContext.Current.CancellationToken);
        Assert.Equal((204, "applied"), await SyncOf(bridge.DeleteAsync($"/Users/{id}")));
    }

    [Fact]
    public async Task Somebody_who_is_listed_while_their_account_is_being_looked_for_is_not_taken_over()
    {
        await using var bridge = await Bridge.StartAsync();
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Paused });
        await bridge.PostAsync("/Users", Bridge.UserJson("bert.baker@example.com", "Albert"));
        await bridge.App.Services.GetRequiredService<ProtectedAccountService>()
            .AddAsync(bridge.Owner, bridge.Integration, "bert.baker@example.com", TestContext.Current.CancellationToken);
        var calls = bridge.LastCall;
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Live });
        await bridge.SettledAsync();
        Assert.Equal(1, (await bridge.StatusAsync()).Failed);
        Assert.Empty(bridge.CallsSince(calls));
        Assert.Equal("Bert", bridge.LookerUser("bert.baker@example.com")!.FirstName);
    }

    [Fact]
    public async Task The_list_is_kept_by_the_REST_API()
    {
        await using var bridge = await Bridge.StartAsync();
        using var client = bridge.App.NewClient(apiKey: await bridge.App.PersonalAccessTokenAsync(bridge.Owner));
        var root = $"/api/v1/integrations/{bridge.Integration.Id}/protected-accounts";
        using var body = new StringContent("""{"address":"ceo@example.com"}""");
        using var made = await client.PostAsync(new Uri(root, UriKind.Relative), body, TestContext.Current.CancellationToken);
        Assert.Equal(201, (int)made.StatusCode);
        var entry = JsonNode.Parse(await client.GetStringAsync(made.Headers.Location!.OriginalString, TestContext.Current.CancellationToken))!["results"]!;
        Assert.Equal(("ceo@example.com", bridge.Owner.Name), ((string?)entry["address"], (string?)entry["addedBy"]));
        var list = JsonNode.Parse(await client.GetStringAsync(root, TestContext.Current.CancellationToken))!["results"]!;
        Assert.Equal(1, (int)list["total"]!);
        using var again = new StringContent("""{"address":"CEO@example.com"}""");
        using var refused = await client.PostAsync(new Uri(root, UriKind.Relative), again, TestContext.Current.CancellationToken);
        Assert.Equal(409, (int)refused.StatusCode);
        using var gone = await client.DeleteAsync(new Uri($"{root}/{entry["uuid"]}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)gone.StatusCode);
        using var missing = await client.GetAsync(new Uri($"{root}/{entry["uuid"]}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(404, (int)missing.StatusCode);
    }

    private static Func<Bridge, Task<ScimReply>>[] Writes(string id) =>
    [
        b => b.PatchAsync($"/Users/{id}", HeldChanges.Active(false)),
        b => b.PatchAsync($"/Users/{id}", HeldChanges.Patch("""{"op":"replace","path":"name.givenName","value":"Eve"}""")),
        b => b.PutAsync($"/Users/{id}", Bridge.UserJson("eve@example.com")),
        b => b.DeleteAsync($"/Users/{id}"),
    ];

    private static void Promote(Bridge bridge, string email) => bridge.Looker.With(w => User(w, email).RoleIds.Add(AdminRole));

    private static SandboxUser User(SandboxWorld world, string email) => world.Users.Values.Single(u => u.Email?.Address == email);

    private static IEnumerable<string> Paths(Bridge bridge, long since) => bridge.CallsSince(since).Select(call => call.Split('?')[0]).Order(StringComparer.Ordinal);

    private static async Task CompareAsync(Bridge bridge)
    {
        Assert.Equal(ReconcileState.Done, (await ReconcileTests.CompareAsync(bridge)).State);
    }

    private static async Task<(int, string?)> SyncOf(Task<ScimReply> reply) => ((await reply).Status, (await reply).Sync);
}
