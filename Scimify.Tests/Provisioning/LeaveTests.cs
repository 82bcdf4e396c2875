using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Portal.Features.ProvisioningLog;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>What a leaver still has open in Looker ends together with their access.</summary>
public sealed class LeaveTests
{
    private const string Grace = "grace@example.com";

    [Theory]
    [InlineData(true, false, 0, 1)]
    [InlineData(true, true, 0, 0)]
    [InlineData(false, true, 2, 0)]
    [InlineData(false, false, 2, 1)]
    public async Task Sessions_and_API_keys_of_a_leaver_end_as_the_policy_says(bool endSessions, bool removeApiKeys, int sessions, int keys)
    {
        await using var bridge = await Bridge.StartAsync(policies: new PolicyChange { EndSessions = endSessions, RemoveApiKeys = removeApiKeys });
        var grace = await WithSessionsAsync(bridge);
        var gone = await bridge.DeleteAsync($"/Users/{grace}");
        Assert.Equal((204, "applied"), (gone.Status, gone.Sync));
        Assert.Equal((true, sessions, keys), State(bridge));
    }

    [Fact]
    public async Task Who_is_only_renamed_or_enabled_keeps_their_sessions()
    {
        await using var bridge = await Bridge.StartAsync();
        var grace = await WithSessionsAsync(bridge);
        var before = bridge.LastCall;
        await bridge.PatchAsync($"/Users/{grace}", """{"Operations":[{"op":"replace","path":"name.givenName","value":"Gracia"}]}""");
        Assert.Equal(["PATCH"], bridge.CallsSince(before).Select(call => call.Split(' ')[0]));
        Assert.Equal((false, 2, 1), State(bridge));
    }

    [Fact]
    public async Task Sessions_that_Looker_does_not_end_at_once_are_ended_with_the_next_attempt()
    {
        await using var bridge = await Bridge.StartAsync(longestRetry: TimeSpan.FromMilliseconds(40));
        var grace = await WithSessionsAsync(bridge);
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "delete_user_session", Status: 500, Count: 2));
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.DropBefore, Operation: "all_user_sessions"));
        await bridge.PatchAsync($"/Users/{grace}", """{"Operations":[{"op":"replace","path":"active","value":false}]}""");
        await bridge.SettledForGoodAsync();
        Assert.Equal((true, 0, 1), State(bridge));
    }

    [Fact]
    public async Task A_refusal_to_end_sessions_undoes_nothing_and_stands_in_the_receipt()
    {
        await using var bridge = await Bridge.StartAsync();
        var grace = await WithSessionsAsync(bridge);
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "all_user_sessions", Status: 403));
        var gone = await bridge.DeleteAsync($"/Users/{grace}");
        Assert.Equal((204, "applied"), (gone.Status, gone.Sync));
        Assert.Equal((true, 2, 1), State(bridge));
        Assert.Equal((0, 0, 0, 1), Counts(await ReceiptAsync(bridge)));
    }

    [Fact]
    public async Task The_receipt_says_what_ended_and_how_long_it_took()
    {
        await using var bridge = await Bridge.StartAsync(policies: new PolicyChange { RemoveApiKeys = true });
        var grace = await WithSessionsAsync(bridge);
        await bridge.PostAsync("/Groups", $$"""{"displayName":"Pioneers","members":[{"value":"{{grace}}"}]}""");
        await bridge.DeleteAsync($"/Users/{grace}");
        await bridge.SettledAsync();
        var receipt = await ReceiptAsync(bridge);
        Assert.Equal((2, 1, 1, 0), Counts(receipt));
        Assert.True(receipt.Took > TimeSpan.Zero);
    }

    private static async Task<string> WithSessionsAsync(Bridge bridge)
    {
        var grace = await bridge.NewUserAsync(Grace);
        bridge.Looker.With(world =>
        {
            var user = world.Users.Values.Single(u => u.LastName == "Hopper");
            for (var i = 0; i < 2; i++)
            {
                user.Sessions.Add(new SandboxSession(world.NextId("session"), "192.0.2.7", "Chrome", "email", world.Now, world.Now));
            }

            user.Api3.Add(new SandboxApi3(world.NextId("api3"), "client", "secret", world.Now));
        });
        return grace;
    }

    private static (bool IsDisabled, int Sessions, int Keys) State(Bridge bridge) =>
        bridge.LookerUser(Grace) is { } user ? (user.IsDisabled, user.Sessions.Count, user.Api3.Count) : default;

    private static async Task<LeaveReceipt> ReceiptAsync(Bridge bridge)
    {
        Guid request;
        await using (var context = bridge.App.NewContext())
        {
            request = context.ProvisioningLog.OrderByDescending(e => e.Key).First(e => e.Method == "DELETE").RequestId;
        }

        var view = await bridge.App.Services.GetRequiredService<LogEntryQuery>().RunAsync(bridge.Owner, request, CancellationToken.None);
        return view.Receipt!;
    }

    private static (int Sessions, int ApiKeys, int Groups, int Refusals) Counts(LeaveReceipt receipt) =>
        (receipt.Sessions, receipt.ApiKeys, receipt.Groups, receipt.Refusals);
}
