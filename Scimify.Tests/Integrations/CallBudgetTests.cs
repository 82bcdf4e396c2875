using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Provisioning.Engine;
using Scimify.Portal.Layout;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Integrations;

/// <summary>A budget warns, and holds back what nobody waits for. The identity provider's changes go on.</summary>
public sealed class CallBudgetTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("2026-11-16T00:00:00Z", 1_000, 500, 1_000, false, true)]
    [InlineData("2026-11-16T00:00:00Z", 1_000, 501, 1_002, true, true)]
    [InlineData("2026-11-01T00:00:00Z", 1_000, 10, 300, false, true)]
    [InlineData("2026-11-01T06:00:00Z", 1_000, 10, 300, false, true)]
    [InlineData("2026-02-28T23:59:59Z", 1_000, 899, 900, false, true)]
    [InlineData("2026-02-28T23:59:59Z", 1_000, 900, 901, false, false)]
    [InlineData("2026-12-31T12:00:00Z", 1, 0, 0, false, true)]
    [InlineData("2026-12-31T12:00:00Z", 1, 1, 2, true, false)]
    public void The_forecast_goes_on_at_the_present_pace(string now, int budget, long spent, long forecast, bool warns, bool allows)
    {
        var found = CallBudget.Of(new IntegrationPolicies { MonthlyCallBudget = budget }, spent, DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture))!;
        Assert.Equal((forecast, warns, allows), (found.Forecast, found.WillBeOverspent, found.AllowsBackground));
    }

    [Fact]
    public void Without_a_budget_there_is_nothing_to_say() =>
        Assert.Null(CallBudget.Of(new IntegrationPolicies(), 1_000_000, DateTimeOffset.UnixEpoch));

    [Fact]
    public async Task A_budget_that_is_nearly_spent_keeps_the_daily_comparison_back_and_no_change()
    {
        await using var bridge = await Bridge.StartAsync(policies: new() { MonthlyCallBudget = new(10_000) });
        await bridge.NewUserAsync("before@example.com");
        await SpendAsync(bridge, 9_000);
        var later = TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1);
        await Drift(bridge).ScheduleAsync(later, Ct);
        Assert.Empty(await RunsAsync(bridge));
        Assert.Equal("applied", (await bridge.PostAsync("/Users", """{"userName":"after@example.com"}""")).Sync);

        var problem = Assert.Single(await bridge.App.Services.GetRequiredService<ProblemQuery>().RunAsync(bridge.Owner, Ct));
        Assert.Contains("budget of Looker calls", problem.Title, StringComparison.Ordinal);
        await SpendAsync(bridge, -5_000);
        await Drift(bridge).ScheduleAsync(later, Ct);
        Assert.Single(await RunsAsync(bridge));
    }

    private static IDriftStore Drift(Bridge bridge) => bridge.App.Services.GetRequiredService<IDriftStore>();

    private static async Task<List<ReconcileRun>> RunsAsync(Bridge bridge)
    {
        await using var db = await bridge.App.Services.GetRequiredService<IDbContextFactory<ScimifyContext>>().CreateDbContextAsync(Ct);
        return await db.ReconcileRuns.ToListAsync(Ct);
    }

    private static Task SpendAsync(Bridge bridge, long calls)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return bridge.App.Services.GetRequiredService<ISyncStore>().AddCallsAsync(
            [new LookerCallCount { IntegrationKey = bridge.Integration.Key, Month = LookerCallCount.MonthOf(now), Calls = calls }], Ct);
    }
}
