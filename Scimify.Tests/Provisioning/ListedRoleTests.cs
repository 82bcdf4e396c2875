using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence;
using Scimify.Core.Provisioning.Drift;
using Scimify.Portal.Sandbox;
using Scimify.Tests.Endpoints.Scim;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>What a comparison makes of /Roles, and what that costs.</summary>
public sealed class ListedRoleTests
{
    private const string User = "4";
    private const string Viewer = "5";
    private const string All = "Admin, Developer, User, Viewer";

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_role_keeps_its_id_through_renames_and_vanishes_with_the_comparison_after_its_end(DatabaseProvider provider)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var bridge = await WithHolderAsync(database.Settings);
        Assert.Equal("", await NamesAsync(bridge));

        await ReconcileTests.CompareAsync(bridge);
        Assert.Equal(All, await NamesAsync(bridge));
        var first = await RolesAsync(bridge);
        await ReconcileTests.CompareAsync(bridge);
        Assert.Equal(first.ToJsonString(), (await RolesAsync(bridge)).ToJsonString());

        bridge.Looker.With(world => world.Save(new SandboxRole { Id = Viewer, Name = "Reader" }));
        Assert.Equal(All, await NamesAsync(bridge));
        await ReconcileTests.CompareAsync(bridge);
        Assert.Equal(All.Replace("Viewer", "Reader", StringComparison.Ordinal), await NamesAsync(bridge));
        var (before, renamed) = (first[3]!, (await RolesAsync(bridge))[3]!);
        Assert.Equal((string?)before["id"], (string?)renamed["id"]);
        Assert.Equal((string?)before["meta"]!["created"], (string?)renamed["meta"]!["created"]);
        Assert.Equal(("W/\"1\"", "W/\"2\""), ((string?)before["meta"]!["version"], (string?)renamed["meta"]!["version"]));
        Assert.Equal("W/\"1\"", (string?)(await RolesAsync(bridge))[2]!["meta"]!["version"]);

        bridge.Looker.With(world => world.Roles.Remove(Viewer));
        await ReconcileTests.CompareAsync(bridge);
        Assert.Equal(All.Replace(", Viewer", "", StringComparison.Ordinal), await NamesAsync(bridge));
        Assert.Equal(404, (await bridge.GetAsync($"/Roles/{renamed["id"]}")).Status);

        bridge.Looker.With(world => world.Save(new SandboxRole { Id = world.NextId("role"), Name = "Reader" }));
        await ReconcileTests.CompareAsync(bridge);
        var again = (await RolesAsync(bridge))[3]!;
        Assert.Equal("Reader", (string?)again["displayName"]);
        Assert.NotEqual((string?)renamed["id"], (string?)again["id"]);
    }

    [Fact]
    public async Task They_cost_a_comparison_no_call_while_somebody_has_one()
    {
        await using var bridge = await WithHolderAsync();
        Assert.Equal(["GET /groups/search/with_roles", "GET /roles", "GET /user", "GET /users"], await CallsOfComparisonAsync(bridge));
        Assert.Equal(All, await NamesAsync(bridge));
    }

    [Fact]
    public async Task While_nobody_has_one_a_call_is_made_only_for_those_that_are_listed()
    {
        await using var bridge = await WithHolderAsync();
        await ReconcileTests.CompareAsync(bridge);

        bridge.Looker.With(world => world.Roles.Remove(User));
        Assert.Equal(["GET /groups/search/with_roles", "GET /roles", "GET /users"], await CallsOfComparisonAsync(bridge));
        Assert.Equal(All.Replace("User, ", "", StringComparison.Ordinal), await NamesAsync(bridge));

        await using var nobody = await Bridge.StartAsync();
        await nobody.NewUserAsync("grace@example.com");
        Assert.Equal(["GET /groups/search/with_roles", "GET /users"], await CallsOfComparisonAsync(nobody));
        Assert.Equal("", await NamesAsync(nobody));
    }

    [Fact]
    public async Task Reading_Looker_for_the_inventory_lists_them_though_nobody_has_one()
    {
        await using var bridge = await Bridge.StartAsync();
        var service = bridge.App.Services.GetRequiredService<DriftService>();
        await ReconcileTests.EndedAsync(bridge, await service.ReadInventoryAsync(bridge.Owner, bridge.Integration, CancellationToken.None));
        Assert.Equal(All, await NamesAsync(bridge));
    }

    [Fact]
    public async Task A_comparison_that_fails_leaves_the_list_as_it_was()
    {
        await using var bridge = await WithHolderAsync();
        await ReconcileTests.CompareAsync(bridge);
        bridge.Looker.With(world => world.Roles.Remove(Viewer));
        await bridge.SetAsync(new IntegrationChange { ClientSecret = "wrong" });

        Assert.Equal(ReconcileState.Failed, (await ReconcileTests.CompareAsync(bridge)).State);
        Assert.Equal(All, await NamesAsync(bridge));
    }

    [Fact]
    public async Task Another_Looker_has_other_roles()
    {
        await using var bridge = await WithHolderAsync();
        await ReconcileTests.CompareAsync(bridge);
        await using var other = await SandboxHost.StartAsync(new SandboxOptions { Url = "http://127.0.0.1:0" }, CancellationToken.None);

        await bridge.SetAsync(new IntegrationChange { BaseUrl = other.Url.OriginalString, ClientSecret = "sandbox-secret" });

        Assert.Equal("", await NamesAsync(bridge));
    }

    /// <summary>A bridge with a user who has a role in Looker through a group.</summary>
    private static async Task<Bridge> WithHolderAsync(IReadOnlyDictionary<string, string?>? settings = null)
    {
        var bridge = await Bridge.StartAsync(settings: settings);
        var grace = await bridge.NewUserAsync("grace@example.com");
        await bridge.PostAsync("/Groups", $$"""{"displayName":"Pioneers","members":[{"value":"{{grace}}"}]}""");
        await bridge.SettledAsync();
        bridge.Grant(User, "Pioneers");
        return bridge;
    }

    private static async Task<IReadOnlyList<string>> CallsOfComparisonAsync(Bridge bridge)
    {
        await bridge.SettledAsync();
        var before = bridge.LastCall;
        Assert.Equal(ReconcileState.Done, (await ReconcileTests.CompareAsync(bridge)).State);
        return [.. bridge.CallsSince(before).Select(call => call.Split('?')[0]).Order(StringComparer.Ordinal)];
    }

    private static async Task<JsonArray> RolesAsync(Bridge bridge) => (await bridge.GetAsync("/Roles")).Body!["Resources"]!.AsArray();

    private static async Task<string> NamesAsync(Bridge bridge) => string.Join(", ", (await RolesAsync(bridge)).Select(role => (string)role!["displayName"]!));
}
