using Scimify.Core.Directory;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence;
using Scimify.Core.Sync;

namespace Scimify.Tests.Integrations;

public sealed class IntegrationStatusTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseProvider> Providers => [DatabaseProvider.Sqlite, DatabaseProvider.Postgres];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task An_integration_without_anything_counts_nothing(DatabaseProvider provider)
    {
        await using var world = await IntegrationWorld.CreateAsync(provider);
        var made = await world.Integrations.CreateAsync(world.Owner, IntegrationWorld.Production, Ct);
        Assert.Equal(new IntegrationStatus("ok", 0, 0, 0, 0, 0, 0, null, 0, null), await world.Integrations.StatusAsync(world.Owner, made.Id, Ct));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Users_groups_and_memberships_count_in_their_states_and_others_integrations_do_not(DatabaseProvider provider)
    {
        await using var world = await IntegrationWorld.CreateAsync(provider);
        var made = await world.Integrations.CreateAsync(world.Owner, IntegrationWorld.Production, Ct);
        var other = await world.Integrations.CreateAsync(world.Owner, IntegrationWorld.Production with { Name = "Other" }, Ct);
        var now = TimeProvider.System.GetUtcNow();
        var month = LookerCallCount.MonthOf(now);
        await world.Database.WriteAsync(
            session =>
            {
                var rows = new DirectoryRows(session.Context, made);
                var ada = rows.User("ada@example.com", SyncState.Pending, now.AddSeconds(-90));
                var bob = rows.User("bob@example.com", SyncState.Failed);
                var gone = rows.User("gone@example.com", SyncState.Held, deletedAt: now);
                session.Context.HeldChanges.Add(new HeldChange
                {
                    Id = Guid.NewGuid(), IntegrationKey = made.Key, Action = HeldAction.Delete, UserKey = gone.Key, ScimId = gone.Id, Name = gone.UserName, Reason = "many", Since = now,
                });
                rows.User("eve@example.com", SyncState.Applied);
                var team = rows.Group("Team", SyncState.Applied);
                rows.Member(team, ada, SyncState.Pending, now.AddSeconds(-30));
                rows.Member(team, bob, SyncState.Failed);
                new DirectoryRows(session.Context, other).User("ada@example.com", SyncState.Pending, now.AddDays(-1));
                var counters = session.Context.IntegrationCounters.Single(c => c.IntegrationKey == made.Key);
                (counters.Users, counters.Groups, counters.Memberships) = (3, 1, 2);
                session.Context.LookerCallCounts.Add(new LookerCallCount { IntegrationKey = made.Key, Month = month, Calls = 12 });
                session.Context.LookerCallCounts.Add(new LookerCallCount { IntegrationKey = made.Key, Month = month - 100, Calls = 99 });
                session.Context.SaveChanges();
            },
            Ct);

        var status = await world.Integrations.StatusAsync(world.Owner, made.Id, Ct);
        Assert.Equal(new IntegrationStatus("ok", 3, 1, 2, 2, 2, 1, status.OldestPendingSeconds, 12, null), status);
        Assert.InRange(status.OldestPendingSeconds!.Value, 90, 120);
    }

    [Theory]
    [InlineData(IntegrationMode.Live, IntegrationHealth.Ok, "ok")]
    [InlineData(IntegrationMode.Live, IntegrationHealth.Degraded, "degraded")]
    [InlineData(IntegrationMode.Live, IntegrationHealth.Unreachable, "unreachable")]
    [InlineData(IntegrationMode.Live, IntegrationHealth.CredentialsRejected, "credentialsRejected")]
    [InlineData(IntegrationMode.Paused, IntegrationHealth.Unreachable, "paused")]
    [InlineData(IntegrationMode.Plan, IntegrationHealth.Ok, "plan")]
    public void The_state_is_the_mode_that_holds_changes_back_or_else_the_health(IntegrationMode mode, IntegrationHealth health, string state) =>
        Assert.Equal(state, IntegrationModes.StateOf(mode, health));
}
