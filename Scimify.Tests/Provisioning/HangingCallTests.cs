using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>Looker does not answer a call, and the row that it is about is to lose access. The time limit of a call is ten minutes here.</summary>
public sealed class HangingCallTests
{
    private const string Grace = "grace@example.com";

    private static readonly Dictionary<string, string?> Patient = new() { ["Scimify:Looker:TimeoutSeconds"] = "600" };

    [Fact]
    public async Task A_leaver_does_not_wait_for_a_change_of_the_same_person_that_hangs()
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 0, settings: Patient);
        var id = await bridge.NewUserAsync(Grace);
        await bridge.SettledAsync();
        Hang(bridge, "update_user");
        await bridge.PatchAsync($"/Users/{id}", HeldChanges.Patch("""{"op":"replace","path":"name.givenName","value":"Gracia"}"""));
        await HangsAsync(bridge);

        await bridge.PatchAsync($"/Users/{id}", HeldChanges.Active(false));

        await Eventually.TrueAsync(() => bridge.LookerUser(Grace)!.IsDisabled);
        await bridge.SettledAsync();
        Assert.Equal("Gracia", bridge.LookerUser(Grace)!.FirstName);
    }

    [Fact]
    public async Task Somebody_who_is_taken_out_of_a_group_does_not_wait_until_the_addition_has_timed_out()
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 0, settings: Patient);
        var id = await bridge.NewUserAsync(Grace);
        var group = (string)(await bridge.PostAsync("/Groups", """{"displayName":"Pioneers"}""")).Body!["id"]!;
        await bridge.SettledAsync();
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.DelayAfter, Operation: "add_group_user", DelayMs: 600_000));
        await bridge.PatchAsync($"/Groups/{group}", HeldChanges.Patch($$"""{"op":"add","path":"members","value":[{"value":"{{id}}"}]}"""));
        await Eventually.TrueAsync(() => bridge.LookerMembers("Pioneers").Count == 1);

        await bridge.PatchAsync($"/Groups/{group}", HeldChanges.Patch($$"""{"op":"remove","path":"members[value eq \"{{id}}\"]"}"""));

        await Eventually.TrueAsync(() => bridge.LookerMembers("Pioneers").Count == 0);
    }

    private static void Hang(Bridge bridge, string operation) =>
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.DelayBefore, Operation: operation, DelayMs: 600_000));

    private static Task HangsAsync(Bridge bridge) => Eventually.TrueAsync(() => bridge.Looker.Faults.Rules.All(rule => rule.Count == 0));
}
