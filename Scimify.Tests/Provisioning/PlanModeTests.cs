using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Portal.Features.Plan;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Plan;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>Plan mode: changes are accepted, computed and shown, but not made before the switch to live.</summary>
public sealed class PlanModeTests
{
    [Fact]
    public async Task What_is_planned_is_shown_and_done_by_the_switch_to_live()
    {
        await using var bridge = await Bridge.StartAsync();
        var leaver = await bridge.NewUserAsync("leaver@example.com");
        var renamed = await bridge.NewUserAsync("renamed@example.com", "Grace");
        await bridge.SettledAsync();
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Plan });
        var before = bridge.LastCall;

        var created = await bridge.PostAsync("/Users", Bridge.UserJson("new@example.com"));
        Assert.Equal((201, "planned"), (created.Status, created.Sync));
        Assert.Equal("planned", (await bridge.PatchAsync($"/Users/{leaver}", HeldChanges.Active(false))).Sync);
        Assert.Equal("planned", (await bridge.PatchAsync($"/Users/{renamed}", HeldChanges.Patch("""{"op":"replace","path":"name.givenName","value":"Ada"}"""))).Sync);
        var group = await bridge.PostAsync("/Groups", $$"""{"displayName":"Team","members":[{"value":"{{renamed}}"}]}""");
        Assert.Equal((201, "planned"), (group.Status, group.Sync));
        Assert.False((bool)(await bridge.GetAsync($"/Users/{leaver}")).Body!["active"]!);
        Assert.Empty(bridge.CallsSince(before));

        var people = await PlanAsync(bridge, PlanKind.People);
        Assert.Equal(new PlanCounts(1, 1, 1, 1, 0, 0, 1, 0), people.Counts);
        Assert.Equal(
            [
                "leaver@example.com: Disable the account, End its browser sessions",
                "new@example.com: Take over the account with the address new@example.com, or create it; if it is disabled, ask whether to take it over",
                "renamed@example.com: Set the first name to “Ada”",
            ],
            people.Rows.Select(row => $"{row.Name}: {string.Join(", ", row.Effects)}"));
        Assert.Equal(["Create the group, or take over the one of this name"], (await PlanAsync(bridge, PlanKind.Groups)).Rows.SelectMany(row => row.Effects));
        Assert.Equal(["Team: renamed@example.com"], (await PlanAsync(bridge, PlanKind.Members)).Rows.Select(row => row.Name));
        Assert.Empty(bridge.CallsSince(before));

        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Live });
        await AppliedAsync(bridge);
        Assert.True(bridge.LookerUser("leaver@example.com")!.IsDisabled);
        Assert.Equal("Ada", bridge.LookerUser("renamed@example.com")!.FirstName);
        Assert.NotNull(bridge.LookerUser("new@example.com"));
        Assert.Equal(["renamed@example.com"], bridge.LookerMembers("Team"));
    }

    [Fact]
    public async Task What_waited_at_the_switch_to_plan_is_planned_as_well()
    {
        await using var bridge = await Bridge.StartAsync();
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Paused });
        Assert.Equal("pending", (await bridge.PostAsync("/Users", Bridge.UserJson("waits@example.com"))).Sync);
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Plan });

        Assert.Equal(1, (await PlanAsync(bridge, PlanKind.People)).Counts.NewPeople);
        await bridge.SettledAsync();    // nothing is pending, because it is planned
        Assert.Null(bridge.LookerUser("waits@example.com"));
    }

    [Fact]
    public async Task The_deletion_guard_holds_in_plan_mode_too_and_what_is_released_is_planned()
    {
        await using var bridge = await Bridge.StartAsync(policies: new PolicyChange { DeletionGuard = new DeletionGuardChange { MaxCount = 1 } });
        var people = await bridge.PeopleAsync(2);
        await bridge.SettledAsync();
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Plan });
        Assert.Equal("planned", (await bridge.PatchAsync($"/Users/{people[0]}", HeldChanges.Active(false))).Sync);
        Assert.Equal("held", (await bridge.PatchAsync($"/Users/{people[1]}", HeldChanges.Active(false))).Sync);
        Assert.Equal(1, (await PlanAsync(bridge, PlanKind.People)).Counts.Leavers);

        Assert.Equal((200, 1), await bridge.DecideAsync("release"));
        Assert.Equal(2, (await PlanAsync(bridge, PlanKind.People)).Counts.Leavers);
        Assert.Equal([0, 1], bridge.Enabled(2));

        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Live });
        await AppliedAsync(bridge);
        Assert.Empty(bridge.Enabled(2));
    }

    private static Task<PlanView> PlanAsync(Bridge bridge, PlanKind kind) =>
        bridge.App.Services.GetRequiredService<PlanQuery>().RunAsync(bridge.Owner, bridge.Integration.Id, kind, PageRequest.Of(1), TestContext.Current.CancellationToken);

    /// <summary>Waits until nothing is planned or pending.</summary>
    private static Task AppliedAsync(Bridge bridge) => Eventually.ReadAsync(() => PlanAsync(bridge, PlanKind.People), plan => plan.Counts.Total == 0);
}
