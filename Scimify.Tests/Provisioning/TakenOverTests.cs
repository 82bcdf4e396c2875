using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Provisioning.Engine;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Provisioning;

/// <summary>A server fell silent with a call in its hands, which takes effect in Looker long after its row was taken over.</summary>
public sealed class TakenOverTests
{
    private const string Grace = "grace@example.com";

    /// <summary>Two minutes and an hour, in the proportions of a test.</summary>
    private static readonly EngineSettings Settings = new(TimeSpan.FromSeconds(5), OwnsDatabase: false)
    {
        LateEffects = TimeSpan.FromMilliseconds(400),
        LastLook = TimeSpan.FromSeconds(2),
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_of_a_silent_server_is_looked_at_twice_more_and_then_forgotten()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Postgres);
        await using var bridge = await Bridge.StartAsync(
            settings: new Dictionary<string, string?>
            {
                ["Scimify:Database:Provider"] = "Postgres",
                ["ConnectionStrings:Scimify"] = database.PostgresConnectionString,
            },
            services: services => services.AddSingleton(Settings));
        await bridge.NewUserAsync(Grace);
        await DieAtWorkAsync(database.Database);
        bridge.App.Services.GetRequiredService<SyncEngine>().Nudge(bridge.Integration.Key);

        await Eventually.TrueAsync(async () => await MarkAsync(database.Database) is not null);
        ComesLate(bridge);
        await Eventually.TrueAsync(() => Task.FromResult(bridge.LookerUser(Grace)!.FirstName == "Grace"));
        Assert.NotNull(await MarkAsync(database.Database));
        ComesLate(bridge);
        await Eventually.TrueAsync(() => Task.FromResult(bridge.LookerUser(Grace)!.FirstName == "Grace"));

        await Eventually.TrueAsync(async () => await MarkAsync(database.Database) is null);
        await using var context = bridge.App.NewContext();
        var row = Assert.Single(context.ScimUsers);
        Assert.Null(row.LookAgainAt);
        Assert.Equal(Core.Sync.DueKind.None, row.Due);
    }

    /// <summary>As if another server had claimed the row, and its lease had been ended.</summary>
    private static Task DieAtWorkAsync(ScimifyDatabase database) => database.WriteAsync(
        session => session.Execute("UPDATE scim_users SET lease_owner = 'silent0123456789:1', lease_until = 0, due = 2, sync_state = 1, due_since = 1"), Ct);

    private static async Task<object?> MarkAsync(ScimifyDatabase database) =>
        await database.ReadAsync(session => session.Scalar("SELECT taken_over_at FROM scim_users"), Ct);

    private static void ComesLate(Bridge bridge) => bridge.Looker.With(world => world.Users.Values.Single(u => u.Email?.Address == Grace).FirstName = "Late");
}
