using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence;
using Scimify.Core.Provisioning.Mappings;
using Scimify.Tests.Endpoints.Scim;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>What people changed in mapped attributes and roles is found, and repaired on request.</summary>
public sealed class MappingDriftTests
{
    private const string Grace = "grace@example.com";
    private const string User = "4";

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_role_that_was_taken_and_a_value_that_was_changed_are_found_and_repaired(DatabaseProvider provider)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var bridge = await FilledAsync(database.Settings);
        bridge.Revoke(User, "Team");
        bridge.Looker.With(w => bridge.LookerUser(Grace)!.AttributeValues["6"] = "Sales");
        bridge.Looker.With(w => bridge.LookerUser(Grace)!.AttributeValues["8"] = "LATAM");

        await ReconcileTests.CompareAsync(bridge);
        Assert.Equal(
            ["RoleChanged Group Team roles: User -> ", "AttributeChanged User grace@example.com department: Navy -> Sales"], ReconcileTests.Drift(bridge));

        var before = bridge.LastCall;
        var again = await ReconcileTests.CompareAsync(bridge, repair: true);
        Assert.Equal((2, 2), (again.Found, again.Repaired));
        await bridge.SettledAsync();
        Assert.Equal(("department=Navy region=LATAM", "Team"), (bridge.Values(Grace), bridge.GroupsWith(User)));
        Assert.Equal(["PATCH", "PUT"], bridge.CallsSince(before).Select(c => c.Split(' ')[0]).Where(m => m is not "GET").Order());
        Assert.Empty(ReconcileTests.Drift(bridge));
        Assert.Equal(0, (await ReconcileTests.CompareAsync(bridge)).Found);
    }

    [Fact]
    public async Task Mapped_roles_cost_a_call_each_and_attributes_one_for_each_of_a_few_people()
    {
        await using var bridge = await FilledAsync(null);
        var before = bridge.LastCall;
        Assert.Equal(0, (await ReconcileTests.CompareAsync(bridge)).Found);
        Assert.Equal(
            ["GET /groups/search/with_roles", "GET /roles/4/groups", "GET /users", $"GET /users/{bridge.LookerUser(Grace)!.Id}/attribute_values"],
            bridge.CallsSince(before).Select(call => call.Split('?')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Where_calls_are_counted_each_comparison_goes_on_with_the_next_few()
    {
        await using var bridge = await Bridge.StartAsync(policies: new PolicyChange { MonthlyCallBudget = new(100_000) });
        await bridge.MapAsync(Mapped.Of(Mapped.Attribute("department", "attribute", Mapped.Department)));
        for (var i = 0; i < 8; i++)
        {
            await bridge.NewUserInAsync($"p{i}@example.com", "Navy");
        }

        bridge.Looker.With(w => bridge.LookerUser("p1@example.com")!.AttributeValues["6"] = "Sales");
        bridge.Looker.With(w => bridge.LookerUser("p7@example.com")!.AttributeValues["6"] = "Sales");
        Assert.Equal(1, (await ReconcileTests.CompareAsync(bridge)).Found);
        Assert.Equal(2, (await ReconcileTests.CompareAsync(bridge)).Found);
        bridge.Looker.With(w => bridge.LookerUser("p1@example.com")!.AttributeValues["6"] = "Navy");
        Assert.Equal(1, (await ReconcileTests.CompareAsync(bridge)).Found);
    }

    private static async Task<Bridge> FilledAsync(IReadOnlyDictionary<string, string?>? settings)
    {
        var bridge = await Bridge.StartAsync(settings: settings);
        var team = await bridge.NewGroupAsync("Team");
        await bridge.MapAsync(new MappingInput(
            null,
            [
                Mapped.Attribute("department", "attribute", Mapped.Department), Mapped.Attribute("cost_center", "attribute", "costCenter"),
                Mapped.Attribute("region", "constant", "APAC", "seeded"),
            ],
            [new GroupRolesInput(Guid.Parse(team), [User])]));
        await bridge.NewUserInAsync(Grace, "Navy");
        return bridge;
    }
}
