using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Provisioning.Engine;
using Scimify.Tests.Crash;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>The database is away for a moment while the engine works: no row waits for the end of a lease that nobody works under.</summary>
public sealed class DatabaseAwayTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(nameof(Death.AfterClaim))]
    [InlineData(nameof(Death.BeforeNote))]
    [InlineData(nameof(Death.AfterNote))]
    [InlineData(nameof(Death.BeforeCompletion))]
    [InlineData(nameof(Death.AfterCompletion))]
    public async Task A_row_goes_on_as_soon_as_the_database_is_back(string moment)
    {
        var (bridge, store) = await StartAsync();
        await using var end = bridge;
        store.Dies = (_, at) => at.ToString() == moment && store.Deaths == 0;

        var made = await bridge.PostAsync("/Users", Bridge.UserJson("grace@example.com"));
        await bridge.SettledAsync();

        Assert.Equal((201, "applied", 1), (made.Status, made.Sync, store.Deaths));
        Assert.NotNull(bridge.LookerUser("grace@example.com"));
        var status = await bridge.App.Services.GetRequiredService<IntegrationService>().StatusAsync(bridge.Owner, bridge.Integration.Id, Ct);
        Assert.Equal(bridge.Looker.Recorder.Calls.Count, status.LookerCallsThisMonth);
        await using var context = bridge.App.NewContext();
        Assert.Equal(bridge.CallsSince(0).Count(call => call.StartsWith("POST", StringComparison.Ordinal)), await context.LookerEffects.CountAsync(e => e.Request.StartsWith("POST"), Ct));
    }

    [Fact]
    public async Task What_was_decided_while_the_database_was_away_is_obeyed_when_it_is_back()
    {
        var (bridge, store) = await StartAsync(services => services.AddSingleton(new EngineSettings(TimeSpan.Zero, OwnsDatabase: true) { Poll = TimeSpan.FromHours(1) }));
        await using var end = bridge;
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Paused });
        await bridge.PostAsync("/Users", Bridge.UserJson("grace@example.com"));

        store.SettingsFail = 1;
        await bridge.SetAsync(new IntegrationChange { Mode = IntegrationMode.Live });

        await Eventually.TrueAsync(() => bridge.LookerUser("grace@example.com") is not null);
        Assert.True(store.SettingsFail < 1);
    }

    private static async Task<(Bridge Bridge, MortalStore Store)> StartAsync(Action<IServiceCollection>? more = null)
    {
        MortalStore? store = null;
        var bridge = await Bridge.StartAsync(
            waitSeconds: 20,
            settings: new Dictionary<string, string?> { ["Serilog:MinimumLevel:Default"] = "Fatal" },
            services: services =>
            {
                services.Remove(services.Single(service => service.ServiceType == typeof(ISyncStore)));
                services.AddSingleton<ISyncStore>(provider => store = new MortalStore(provider.GetRequiredService<ScimifyDatabase>(), provider.GetRequiredService<LookerCallCounter>(), TimeProvider.System) { IsOutage = true });
                more?.Invoke(services);
            });
        return (bridge, store!);
    }
}
