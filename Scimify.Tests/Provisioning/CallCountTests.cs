using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>What a kill at any moment leaves of the month's count of calls to Looker.</summary>
public sealed class CallCountTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_calls_of_a_row_are_counted_in_the_database_before_the_write_is_answered_and_none_is_counted_twice()
    {
        await using var bridge = await Bridge.StartAsync(waitSeconds: 20);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("applied", (await bridge.PostAsync("/Users", Bridge.UserJson($"user{i}@example.com"))).Sync);
            await using var context = bridge.App.NewContext();
            Assert.InRange(await WrittenAsync(bridge), await context.LookerEffects.CountAsync(Ct), long.MaxValue);
        }

        var integrations = bridge.App.Services.GetRequiredService<IntegrationService>();
        Assert.Equal(bridge.Looker.Recorder.Calls.Count, (await integrations.StatusAsync(bridge.Owner, bridge.Integration.Id, Ct)).LookerCallsThisMonth);
        await Eventually.TrueAsync(async () => await WrittenAsync(bridge) == bridge.Looker.Recorder.Calls.Count);
    }

    private static async Task<long> WrittenAsync(Bridge bridge)
    {
        await using var context = bridge.App.NewContext();
        return await context.LookerCallCounts.SumAsync(count => count.Calls, Ct);
    }
}
