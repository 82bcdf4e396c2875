using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>
/// Looker carries out a call after Scimify has given it up, and after later changes. In the end it has what was requested last.
/// </summary>
public sealed class LateEffectTests
{
    private const string Grace = "grace@example.com";

    [Fact]
    public async Task A_member_added_late_who_was_removed_meanwhile_is_taken_out_again()
    {
        await using var bridge = await StartAsync();
        await RemovedBeforeAddedAsync(bridge, "Pioneers");
        await LateEffectAsync(bridge, () => bridge.LookerMembers("Pioneers") is [Grace]);

        await bridge.SettledForGoodAsync();
        Assert.Empty(bridge.LookerMembers("Pioneers"));
    }

    [Fact]
    public async Task A_member_added_late_is_taken_out_again_though_the_group_that_stays_in_Looker_is_deleted()
    {
        await using var bridge = await StartAsync();
        var group = await RemovedBeforeAddedAsync(bridge, "Analysts");
        await bridge.DeleteAsync($"/Groups/{group}");
        await bridge.SettledAsync();
        await LateEffectAsync(bridge, () => bridge.LookerMembers("Analysts").Contains(Grace));

        await bridge.SettledForGoodAsync();
        Assert.DoesNotContain(Grace, bridge.LookerMembers("Analysts"));
        Assert.Empty(bridge.App.NewContext().ScimGroups);
    }

    [Fact]
    public async Task A_leaver_who_is_enabled_late_is_disabled_again()
    {
        await using var bridge = await StartAsync();
        var grace = await bridge.NewUserAsync(Grace);
        await bridge.PatchAsync($"/Users/{grace}", Patch("replace", "active", "false"));
        await bridge.SettledAsync();
        ComesLate(bridge, "update_user");
        await bridge.PatchAsync($"/Users/{grace}", Patch("replace", "active", "true"));
        await UnderWayAsync(bridge);
        await bridge.DeleteAsync($"/Users/{grace}");
        await bridge.SettledAsync();
        await LateEffectAsync(bridge, () => !bridge.LookerUser(Grace)!.IsDisabled);

        await bridge.SettledForGoodAsync();
        Assert.True(bridge.LookerUser(Grace)!.IsDisabled);
    }

    [Fact]
    public async Task An_account_made_late_for_a_person_who_is_gone_is_removed()
    {
        await using var bridge = await StartAsync();
        ComesLate(bridge, "create_user");
        var grace = await bridge.PostAsync("/Users", Bridge.UserJson(Grace));
        await UnderWayAsync(bridge);
        await bridge.DeleteAsync($"/Users/{grace.Id}");
        await bridge.SettledAsync();
        await LateEffectAsync(bridge, () => Hoppers(bridge) == 1);

        await bridge.SettledForGoodAsync();
        Assert.Equal(0, Hoppers(bridge));
        Assert.Empty(bridge.App.NewContext().ScimUsers);
    }

    [Fact]
    public async Task An_account_made_late_under_a_name_that_has_changed_since_is_removed()
    {
        await using var bridge = await StartAsync();
        ComesLate(bridge, "create_user");
        var grace = await bridge.PostAsync("/Users", Bridge.UserJson(Grace));
        await UnderWayAsync(bridge);
        await bridge.PatchAsync($"/Users/{grace.Id}", Patch("replace", "name.givenName", "\"Gracia\""));
        await bridge.SettledAsync();
        Assert.Equal("Gracia", bridge.LookerUser(Grace)!.FirstName);
        await LateEffectAsync(bridge, () => Hoppers(bridge) == 2);

        await bridge.SettledForGoodAsync();
        Assert.Equal(1, Hoppers(bridge));
    }

    [Fact]
    public async Task A_group_made_late_that_nobody_wants_any_more_is_removed()
    {
        await using var bridge = await StartAsync();
        ComesLate(bridge, "create_group");
        var group = await bridge.PostAsync("/Groups", """{"displayName":"Pioneers"}""");
        await UnderWayAsync(bridge);
        await bridge.DeleteAsync($"/Groups/{group.Id}");
        await bridge.SettledAsync();
        await LateEffectAsync(bridge, () => bridge.LookerGroup("Pioneers") is not null);

        await bridge.SettledForGoodAsync();
        Assert.Null(bridge.LookerGroup("Pioneers"));
        Assert.Empty(bridge.App.NewContext().ScimGroups);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_group_made_late_under_a_name_that_was_changed_meanwhile_is_removed_unless_another_SCIM_group_has_it(bool isTaken)
    {
        await using var bridge = await StartAsync();
        ComesLate(bridge, "create_group");
        var group = (await bridge.PostAsync("/Groups", """{"displayName":"Pioneers"}""")).Id;
        await UnderWayAsync(bridge);
        await bridge.PatchAsync($"/Groups/{group}", Patch("replace", "displayName", "\"Veterans\""));
        await bridge.SettledAsync();
        await LateEffectAsync(bridge, () => bridge.LookerGroup("Pioneers") is not null && bridge.LookerGroup("Veterans") is not null);
        if (isTaken)
        {
            await bridge.PostAsync("/Groups", """{"displayName":"Pioneers"}""");
            await bridge.SettledAsync();
        }

        await bridge.SettledForGoodAsync();
        Assert.Equal(isTaken, bridge.LookerGroup("Pioneers") is not null);
        Assert.NotNull(bridge.LookerGroup("Veterans"));
    }

    [Fact]
    public async Task A_group_made_late_under_its_first_name_is_removed_though_it_was_renamed_and_deleted()
    {
        await using var bridge = await StartAsync();
        ComesLate(bridge, "create_group");
        var group = (await bridge.PostAsync("/Groups", """{"displayName":"Pioneers"}""")).Id;
        await UnderWayAsync(bridge);
        await bridge.PatchAsync($"/Groups/{group}", Patch("replace", "displayName", "\"Veterans\""));
        await bridge.SettledAsync();
        await bridge.DeleteAsync($"/Groups/{group}");
        await bridge.SettledAsync();
        await LateEffectAsync(bridge, () => bridge.LookerGroup("Pioneers") is not null);

        await bridge.SettledForGoodAsync();
        Assert.Null(bridge.LookerGroup("Pioneers"));
        Assert.Null(bridge.LookerGroup("Veterans"));
        Assert.Empty(bridge.App.NewContext().ScimGroups);
    }

    [Fact]
    public async Task A_name_that_comes_late_gives_way_to_the_newer_one()
    {
        await using var bridge = await StartAsync();
        var grace = await bridge.NewUserAsync(Grace);
        var group = (await bridge.PostAsync("/Groups", """{"displayName":"Pioneers"}""")).Id;
        await bridge.SettledAsync();
        ComesLate(bridge, "update_user");
        ComesLate(bridge, "update_group");
        await bridge.PatchAsync($"/Users/{grace}", Patch("replace", "name.givenName", "\"Early\""));
        await bridge.PatchAsync($"/Groups/{group}", Patch("replace", "displayName", "\"Early\""));
        await UnderWayAsync(bridge, calls: 2);
        await bridge.PatchAsync($"/Users/{grace}", Patch("replace", "name.givenName", "\"Gracia\""));
        await bridge.PatchAsync($"/Groups/{group}", Patch("replace", "displayName", "\"Veterans\""));
        await bridge.SettledAsync();
        await LateEffectAsync(bridge, () => bridge.LookerUser(Grace)!.FirstName == "Early" && bridge.LookerGroup("Early") is not null);

        await bridge.SettledForGoodAsync();
        Assert.Equal("Gracia", bridge.LookerUser(Grace)!.FirstName);
        Assert.NotNull(bridge.LookerGroup("Veterans"));
    }

    [Fact]
    public async Task Where_every_call_was_answered_nothing_is_looked_at_again()
    {
        await using var bridge = await StartAsync();
        var grace = await bridge.NewUserAsync(Grace);
        await bridge.PostAsync("/Groups", $$"""{"displayName":"Pioneers","members":[{"value":"{{grace}}"}]}""");
        await bridge.SettledAsync();
        await using var context = bridge.App.NewContext();
        Assert.Null(Assert.Single(context.ScimUsers).LookAgainAt);
        Assert.Null(Assert.Single(context.ScimGroups).LookAgainAt);
        Assert.Null(Assert.Single(context.Memberships).LookAgainAt);
    }

    /// <summary>Grace is added to a group, which takes effect late, and removed in the meantime.</summary>
    /// <returns>The group's SCIM ID.</returns>
    private static async Task<string> RemovedBeforeAddedAsync(Bridge bridge, string name)
    {
        var grace = await bridge.NewUserAsync(Grace);
        var group = (await bridge.PostAsync("/Groups", $$"""{"displayName":"{{name}}"}""")).Id;
        await bridge.SettledAsync();
        ComesLate(bridge, "add_group_user");
        await bridge.PatchAsync($"/Groups/{group}", Patch("add", "members", $$"""[{"value":"{{grace}}"}]"""));
        await UnderWayAsync(bridge);
        await bridge.PatchAsync($"/Groups/{group}", Patch("remove", $"members[value eq \\\"{grace}\\\"]", null));
        await bridge.SettledAsync();
        return group;
    }

    /// <summary>With no wait at all, the identity provider gets <c>pending</c> at once and goes on.</summary>
    private static Task<Bridge> StartAsync() => Bridge.StartAsync(
        waitSeconds: 0, settings: new Dictionary<string, string?> { ["Scimify:Looker:TimeoutSeconds"] = "1" }, longestRetry: TimeSpan.FromMilliseconds(40));

    /// <summary>The call takes effect two seconds after its time limit, when the newer one is long done.</summary>
    private static void ComesLate(Bridge bridge, string operation) =>
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.LateEffect, Operation: operation, DelayMs: 3000));

    private static Task UnderWayAsync(Bridge bridge, int calls = 1) => Eventually.TrueAsync(() => bridge.Looker.Recorder.InFlight >= calls);

    /// <summary>Waits until the damage is visible. A test that did not see it would prove nothing.</summary>
    private static Task LateEffectAsync(Bridge bridge, Func<bool> isSeen) => Eventually.TrueAsync(() => bridge.Looker.Recorder.InFlight == 0 && isSeen());

    private static int Hoppers(Bridge bridge) => bridge.Looker.With(w => w.Users.Values.Count(u => u.LastName == "Hopper"));

    private static string Patch(string op, string path, string? value) =>
        $$"""{"Operations":[{"op":"{{op}}","path":"{{path}}"{{(value is null ? "" : $",\"value\":{value}")}}}]}""";
}
