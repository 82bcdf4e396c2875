using Microsoft.Extensions.Logging.Abstractions;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Provisioning;
using Scimify.Core.Persistence.Servers;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Provisioning.Servers;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Persistence.Servers;

/// <summary>How soon others may go on with the work of a server that is dead, with the settings as they come.</summary>
public sealed class ServerPresenceTests
{
    private const string Dead = "dead000000000000";

    private static readonly EngineSettings Settings = new(TimeSpan.FromSeconds(5), OwnsDatabase: false);
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(15);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_leases_of_a_dead_server_are_free_after_fifteen_seconds_whatever_their_length()
    {
        await using var world = await LeasedByDeadAsync();
        var clock = new FakeTimeProvider();
        var run = new ServerRun(Settings, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var presence = await BegunAsync(world.Database, run, clock, stop.Token);

        Assert.Null(await ClaimAsync(world, run.Id));
        var passed = TimeSpan.Zero;
        while (await IsLeasedAsync(world.Database) && passed < Settings.TakeOver + (Settings.BeatEvery * 2))
        {
            passed += await BeatAsync(world.Database, run, clock);
        }

        await Eventually.TrueAsync(async () => !await IsLeasedAsync(world.Database));
        Assert.InRange(passed, Settings.TakeOver, Promised);
        Assert.NotNull(await ClaimAsync(world, run.Id));
        await stop.CancelAsync();
        await presence;
    }

    [Fact]
    public async Task Leases_of_a_dead_server_that_could_not_be_ended_are_ended_with_a_later_heartbeat()
    {
        await using var world = await LeasedByDeadAsync();
        var clock = new FakeTimeProvider();
        var run = new ServerRun(Settings, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var presence = await BegunAsync(world.Database, run, clock, stop.Token);

        await world.Database.WriteAsync(session => session.Execute("ALTER TABLE reconcile_runs RENAME TO elsewhere"), Ct);
        while (await IsInTableAsync(world.Database, Dead))
        {
            await BeatAsync(world.Database, run, clock);
        }

        await BeatAsync(world.Database, run, clock);
        Assert.True(await IsLeasedAsync(world.Database));
        await world.Database.WriteAsync(session => session.Execute("ALTER TABLE elsewhere RENAME TO reconcile_runs"), Ct);
        await Eventually.TrueAsync(async () =>
        {
            await BeatAsync(world.Database, run, clock);
            return !await IsLeasedAsync(world.Database);
        });
        await stop.CancelAsync();
        await presence;
    }

    /// <summary>Otherwise a server whose heartbeat is due in less than that stands still until another one says something.</summary>
    [Fact]
    public async Task A_wait_for_news_of_less_than_a_millisecond_ends()
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Postgres);
        await using var connection = await ((PostgresDatabase)world.Database).OpenListenerAsync(Ct);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        stop.CancelAfter(TimeSpan.FromSeconds(30));    // only if it fails

        Assert.False(await connection.HearsWithinAsync(TimeSpan.FromMilliseconds(0.4), stop.Token));
    }

    /// <summary>A directory with a user on whom a server works that is dead.</summary>
    private static async Task<DirectoryWorld> LeasedByDeadAsync()
    {
        var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Postgres);
        await world.UserAsync("""{"userName": "jane@example.com"}""");
        await JoinAsync(world.Database, Dead);
        Assert.NotNull(await ClaimAsync(world, Dead));
        return world;
    }

    /// <returns>What ends with the server that watches, once it has beaten.</returns>
    private static async Task<Task> BegunAsync(ScimifyDatabase database, ServerRun run, FakeTimeProvider clock, CancellationToken stop)
    {
        var presence = new ServerPresence(database, run, Settings, [], clock, NullLogger<ServerPresence>.Instance).RunAsync(new(clock), stop);
        await Eventually.TrueAsync(async () => await BeatsAsync(database, run) > 0);
        return presence;
    }

    /// <summary>A server that has just beaten for the last time.</summary>
    private static Task JoinAsync(ScimifyDatabase database, string id) => database.WriteAsync(
        session => session.Execute("INSERT INTO servers (id, started_at, beat_at, silent_after) VALUES (@p0, 1, 1, @p1)", id, (long)Settings.TakeOver.TotalMilliseconds), Ct);

    private static async Task<object?> ClaimAsync(DirectoryWorld world, string server) => (await new SyncStore(world.Database, TimeProvider.System).ClaimAsync(
        world.Target.IntegrationKey, 10, 10, $"{server}:1", TimeProvider.System.GetUtcNow() + Settings.Lease, Ct)).Claims.SingleOrDefault();

    /// <summary>
    /// Any word from another server ends the pause between two heartbeats, and the clock says that the next one is due. The clock goes
    /// on meanwhile, because a server that lost its connection waits by it before it connects again.
    /// </summary>
    /// <returns>The time that passed.</returns>
    private static async Task<TimeSpan> BeatAsync(ScimifyDatabase database, ServerRun run, FakeTimeProvider clock)
    {
        var last = await BeatsAsync(database, run);
        var begun = clock.GetTimestamp();
        clock.Advance(Settings.BeatEvery);
        await Eventually.TrueAsync(async () =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(10));
            await database.WriteAsync(session => session.Execute($"NOTIFY {NewsPost.Channel}, 'other'"), Ct);
            return await BeatsAsync(database, run) != last;
        });
        return clock.GetElapsedTime(begun);
    }

    private static async Task<long> BeatsAsync(ScimifyDatabase database, ServerRun run) =>
        Convert.ToInt64(await database.ReadAsync(session => session.Scalar("SELECT COALESCE(MAX(beat_at), 0) FROM servers WHERE id = @p0", run.Id), Ct));

    private static async Task<bool> IsInTableAsync(ScimifyDatabase database, string server) =>
        await database.ReadAsync(session => session.Count("SELECT COUNT(*) FROM servers WHERE id = @p0", server), Ct) > 0;

    private static async Task<bool> IsLeasedAsync(ScimifyDatabase database) =>
        await database.ReadAsync(session => session.Count("SELECT COUNT(*) FROM scim_users WHERE lease_until > 0"), Ct) > 0;
}
