using Microsoft.EntityFrameworkCore;
using Scimify.Core.Sync;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

public sealed class OutageReturnTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_Looker_is_back_everything_that_waits_is_due_at_once_whatever_its_own_back_off_was()
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 0);
        var people = await bridge.PeopleAsync(9);
        await bridge.SettledAsync();
        var calls = bridge.LastCall;
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "update_user", Status: 503, Count: null));
        for (var i = 0; i < people.Count; i++)
        {
            await bridge.PatchAsync($"/Users/{people[i]}", i < 2 ? HeldChanges.Active(false) : HeldChanges.Patch("""{"op":"replace","path":"name.givenName","value":"Gracia"}"""));
        }

        await Eventually.TrueAsync(() => bridge.CallsSince(calls).Count >= 18);
        await using (var context = bridge.App.NewContext())
        {
            var hour = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds();
            var probed = await context.ScimUsers.Where(u => u.Due == DueKind.Change).MinAsync(u => u.Key, Ct);
            await context.ScimUsers.Where(u => u.Due != DueKind.None && u.Key != probed).ExecuteUpdateAsync(set => set.SetProperty(u => u.NotBefore, hour), Ct);
        }

        bridge.Looker.Faults.Clear();
        await bridge.SettledAsync();

        Assert.Equal(Enumerable.Range(2, 7), bridge.Enabled(9));
        Assert.All(Enumerable.Range(2, 7), i => Assert.Equal("Gracia", bridge.LookerUser(HeldChanges.Address(i))!.FirstName));
    }

    [Fact]
    public async Task A_try_that_hangs_does_not_keep_the_others_from_noticing_that_Looker_is_back()
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 0, longestRetry: TimeSpan.FromMilliseconds(40));
        var people = await bridge.PeopleAsync(9);
        await bridge.SettledAsync();
        var calls = bridge.LastCall;
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "update_user", Status: 503, Count: null));
        foreach (var person in people)
        {
            await bridge.PatchAsync($"/Users/{person}", HeldChanges.Patch("""{"op":"replace","path":"name.givenName","value":"Gracia"}"""));
        }

        await Eventually.TrueAsync(() => bridge.CallsSince(calls).Count >= 18);
        bridge.Looker.Faults.Replace(new FaultRule(FaultKind.DelayBefore, Operation: "update_user", DelayMs: 60_000));

        await Eventually.ReadAsync(
            () => Task.FromResult(Enumerable.Range(0, 9).Count(i => bridge.LookerUser(HeldChanges.Address(i))!.FirstName == "Gracia")), changed => changed == 9);
    }
}
