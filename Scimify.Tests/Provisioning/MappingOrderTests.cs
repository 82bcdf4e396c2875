using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Portal.Features.Plan;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Plan;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>Mappings of many people come after what identity providers request, and change nothing in plan mode.</summary>
public sealed class MappingOrderTests
{
    private const string User = "4";

    [Fact]
    public async Task A_SCIM_write_goes_before_everybody_whom_a_new_mapping_concerns()
    {
        await using var bridge = await Bridge.StartAsync(policies: new PolicyChange { CallsInFlight = new(1) });
        for (var i = 0; i < 5; i++)
        {
            await bridge.NewUserInAsync($"p{i}@example.com", "Navy");
        }

        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Paused });
        await bridge.Mappings().SaveAsync(
            bridge.Owner, bridge.Integration, Mapped.Of(Mapped.Attribute("department", "attribute", Mapped.Department)), CancellationToken.None);
        await bridge.SweptAsync();
        Assert.Equal("pending", (await bridge.PostAsync("/Users", Bridge.UserJson("new@example.com"))).Sync);
        var before = bridge.LastCall;
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Live });
        await bridge.SettledAsync();
        Assert.Equal(
            ["GET", "POST", "POST", "PATCH", "PATCH", "PATCH", "PATCH", "PATCH"], bridge.CallsSince(before).Select(c => c.Split(' ')[0]));
        Assert.Equal("department=Navy", bridge.Values("p4@example.com"));
    }

    [Fact]
    public async Task In_plan_mode_mappings_are_shown_with_what_they_would_do()
    {
        await using var bridge = await Bridge.StartAsync();
        await bridge.NewUserInAsync("grace@example.com", "Navy");
        var team = await bridge.NewGroupAsync("Team");
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Plan });
        var before = bridge.LastCall;
        await bridge.MapAsync(new(null, [Mapped.Attribute("department", "attribute", Mapped.Department)], [new(Guid.Parse(team), [User])]));
        Assert.Equal("planned", (await bridge.PostAsync("/Users", Bridge.UserJson("new@example.com"))).Sync);

        Assert.Equal(
            ["grace@example.com: Set the attribute department to “Navy”", "new@example.com: Take over the account with the address new@example.com, or create it; if it is disabled, ask whether to take it over"],
            await PlannedAsync(bridge, PlanKind.People));
        Assert.Equal(["User: Set which groups have the role “User”"], await PlannedAsync(bridge, PlanKind.Roles));
        Assert.DoesNotContain(bridge.CallsSince(before), c => !c.StartsWith("GET", StringComparison.Ordinal));

        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Live });
        await bridge.App.Services.GetRequiredService<Core.Provisioning.Engine.ISyncStore>().NameWaitingAsync(bridge.Integration.Key, IntegrationMode.Live, CancellationToken.None);
        await bridge.SettledAsync();
        Assert.Equal(("department=Navy", "Team"), (bridge.Values("grace@example.com"), bridge.GroupsWith(User)));
    }

    private static async Task<IEnumerable<string>> PlannedAsync(Bridge bridge, PlanKind kind)
    {
        var view = await bridge.App.Services.GetRequiredService<PlanQuery>().RunAsync(bridge.Owner, bridge.Integration.Id, kind, PageRequest.Of(1), CancellationToken.None);
        return view.Rows.Select(row => $"{row.Name}: {string.Join(", ", row.Effects)}");
    }
}
