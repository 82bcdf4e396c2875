using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Directory;
using Scimify.Core.Integrations;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Sync;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Sync;

/// <summary>Whatever makes a row wait records since when, so that the age of the oldest change is never missing.</summary>
public sealed class WaitingSinceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pointed_at_another_Looker_everything_waits_from_then_on()
    {
        await using var bridge = await PausedAsync();
        await using var other = await SandboxHost.StartAsync(new SandboxOptions { Url = "http://127.0.0.1:0" }, CancellationToken.None);

        await bridge.SetAsync(new IntegrationChange { BaseUrl = other.Url.OriginalString, ClientSecret = "sandbox-secret" });

        await AllWaitSinceAsync(bridge, 3);
        Assert.NotNull((await bridge.App.Services.GetRequiredService<IntegrationService>().StatusAsync(bridge.Owner, bridge.Integration.Id, Ct)).OldestPendingSeconds);
    }

    [Fact]
    public async Task With_an_account_that_is_gone_its_memberships_wait_from_then_on()
    {
        await using var bridge = await PausedAsync();
        await using var context = bridge.App.NewContext();
        var user = await context.ScimUsers.SingleAsync(Ct);

        await bridge.App.Services.GetRequiredService<ISyncStore>().OrphanUserAsync(user.IntegrationKey, user.Key, user.LookerUserId!, Ct);

        await AllWaitSinceAsync(bridge, 2);
    }

    [Fact]
    public async Task Members_of_a_group_that_is_tried_again_wait_from_then_on()
    {
        await using var bridge = await PausedAsync();
        await using var context = bridge.App.NewContext();
        var group = await context.ScimGroups.SingleAsync(Ct);
        await context.Memberships.ExecuteUpdateAsync(set => set.SetProperty(m => m.SyncState, SyncState.Failed), Ct);

        Assert.True(await bridge.App.Services.GetRequiredService<IResync>().ResyncAsync(bridge.Owner, group.IntegrationKey, group.Id, Ct));

        await AllWaitSinceAsync(bridge, 2);
    }

    /// <summary>Looker has one person in one group. From here on, nothing reaches Looker.</summary>
    private static async Task<Bridge> PausedAsync()
    {
        var bridge = await Bridge.StartAsync();
        var grace = await bridge.NewUserAsync("grace@example.com");
        await bridge.PostAsync("/Groups", $$"""{"displayName":"Pioneers","members":[{"value":"{{grace}}"}]}""");
        await bridge.SettledAsync();
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Paused });
        return bridge;
    }

    private static async Task AllWaitSinceAsync(Bridge bridge, int expected)
    {
        await using var context = bridge.App.NewContext();
        List<SyncColumns> rows = [.. await context.ScimUsers.ToListAsync(Ct), .. await context.ScimGroups.ToListAsync(Ct), .. await context.Memberships.ToListAsync(Ct)];
        var waiting = rows.Where(r => r.SyncState == SyncState.Pending).ToList();
        Assert.Equal(expected, waiting.Count);
        Assert.All(waiting, row => Assert.NotNull(row.DueSince));
    }
}
