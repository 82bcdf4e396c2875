using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Scimify.Core.Audit;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Provisioning;
using Scimify.Core.Persistence.Streams;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Scim;
using Scimify.Core.Streams;
using Scimify.Core.Sync;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Streams;

/// <summary>What a stream reads next, on both databases: everything once, in order, and each later state.</summary>
public sealed class LogStreamStoreTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2096, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseProvider> Providers => new(DatabaseProvider.Sqlite, DatabaseProvider.Postgres);

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Entries_come_once_in_order_and_in_batches_of_limited_size(DatabaseProvider provider)
    {
        await using var world = await World.StartAsync(provider, _clock);
        var written = await world.WriteAsync(1, Enumerable.Range(0, LogStreamBatch.MostEntries + 7).Select(_ => Settled()));
        var large = await world.WriteAsync(1, Enumerable.Range(0, 5).Select(_ => Settled() with { Detail = new string('x', 400_000) }));

        var batches = await world.DrainAsync();

        Assert.Equal([.. written, .. large], batches.SelectMany(RequestsOf));
        Assert.All(batches, batch => Assert.InRange(batch.Events.Count, 1, LogStreamBatch.MostEntries));
        Assert.All(batches, batch => Assert.InRange(batch.Events.Sum(line => line.Length), 1, LogStreamBatch.MostBytes));
        Assert.Empty(await world.DrainAsync());
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Each_later_state_of_a_write_comes_once(DatabaseProvider provider)
    {
        await using var world = await World.StartAsync(provider, _clock);
        var request = Assert.Single(await world.WriteAsync(1, [new Row(SyncState.Pending)]));
        Assert.Equal(["pending"], StatesOf(await world.DrainAsync()));

        await world.SetAsync(request, SyncState.Failed);
        Assert.Equal(["Failure"], StatesOf(await world.DrainAsync()));
        await world.SetAsync(request, SyncState.Pending);
        Assert.Equal(["pending"], StatesOf(await world.DrainAsync()));
        await world.SetAsync(request, SyncState.Applied);
        var last = await world.DrainAsync();

        Assert.Equal(["Success"], StatesOf(last));
        Assert.Empty(await world.DrainAsync());
        Assert.Equal(0, await world.WaitingAsync());
        Assert.Equal($"{request}:3:200:applied:{_clock.GetUtcNow().ToUnixTimeMilliseconds()}", JsonElement.Parse(last[0].Events[0]).GetProperty("metadata").GetProperty("uid").GetString());
    }

    /// <summary>A repair, a second try or the undoing of a later write can still end in a refusal.</summary>
    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_write_that_changes_after_it_was_settled_and_sent_comes_again(DatabaseProvider provider)
    {
        await using var world = await World.StartAsync(provider, _clock);
        var later = Guid.NewGuid();
        var requests = await world.WriteAsync(1, [Settled(), Settled(), Settled(), new Row(SyncState.Applied, SettlesWith: later)]);
        await world.DrainAsync();
        Assert.Equal(0, await world.WaitingAsync());

        await world.DoAsync(session => ProvisioningLogStatements.Fail(session, requests[0], null, "Looker refused."));
        await world.DoAsync(session => ProvisioningLogStatements.Hold(session, requests[1]));
        await world.DoAsync(session => ProvisioningLogStatements.RecordRefusal(session, requests[2], ScimException.InvalidValue("No.")));
        await world.DoAsync(session => ProvisioningLogStatements.WaitAgain(session, [requests[3]], later));
        var changed = await world.DrainAsync();

        Assert.Equal(requests, changed.SelectMany(RequestsOf));
        Assert.Equal(["Failure", "held", "Failure", "pending"], StatesOf(changed));
        Assert.Empty(await world.DrainAsync());
        Assert.Equal(3, await world.WaitingAsync());
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_write_that_changes_while_its_batch_is_under_way_comes_again(DatabaseProvider provider)
    {
        await using var world = await World.StartAsync(provider, _clock);
        var request = Assert.Single(await world.WriteAsync(1, [Settled()]));
        Assert.Equal(["Success"], StatesOf(await world.DrainAsync(underWay: () => world.DoAsync(session => ProvisioningLogStatements.Fail(session, request, null, "Looker refused.")))));
        Assert.Equal(["Failure"], StatesOf(await world.DrainAsync(underWay: () => world.SetAsync(request, SyncState.Pending))));
        Assert.Equal(["pending"], StatesOf(await world.DrainAsync(underWay: () => world.SetAsync(request, SyncState.Applied))));
        Assert.Equal(["Success"], StatesOf(await world.DrainAsync(underWay: () => world.DoAsync(session => ProvisioningLogStatements.Fail(session, request, null, "Looker refused.")))));
        Assert.Equal(["Failure"], StatesOf(await world.DrainAsync()));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Only_one_server_sends_and_one_that_lost_its_claim_moves_nothing_on(DatabaseProvider provider)
    {
        await using var world = await World.StartAsync(provider, _clock);
        await world.WriteAsync(1, [Settled()]);
        var (slow, other) = (await world.StreamAsync(), await world.StreamAsync());
        Assert.True(await world.Store.ClaimAsync(slow, _clock.GetUtcNow() + LogStreamEngine.Lease, Ct));
        Assert.False(await world.Store.ClaimAsync(other, _clock.GetUtcNow() + LogStreamEngine.Lease, Ct));
        Assert.Empty(await world.Store.DueAsync([LogStreamTarget.Webhook], Ct));

        _clock.Advance(LogStreamEngine.Lease);
        other = Assert.Single(await world.Store.DueAsync([LogStreamTarget.Webhook], Ct));
        Assert.True(await world.Store.ClaimAsync(other, _clock.GetUtcNow() + LogStreamEngine.Lease, Ct));
        var batch = (await world.Store.ReadAsync(slow, new StreamSource(world.Integration(1)), Ct))!;

        Assert.False(await world.Store.AdvanceAsync(slow, batch, _clock.GetUtcNow() + LogStreamEngine.Lease, Ct));
        Assert.NotNull(await world.Store.ReadAsync(slow, batch.Source, Ct));
        Assert.True(await world.Store.AdvanceAsync(other, batch, _clock.GetUtcNow() + LogStreamEngine.Lease, Ct));
        Assert.Null(await world.Store.ReadAsync(other, batch.Source, Ct));
    }

    /// <summary>Its key is smaller than that of an entry which was committed, and sent, before.</summary>
    [Fact]
    public async Task An_entry_that_another_server_commits_late_is_not_passed_over()
    {
        Assert.SkipWhen(TestDatabase.PostgresServer is null, "needs PostgreSQL");
        await using var world = await World.StartAsync(DatabaseProvider.Postgres, _clock);
        await using var server = new NpgsqlConnection(world.Test.PostgresConnectionString);
        await server.OpenAsync(Ct);
        await using var transaction = await server.BeginTransactionAsync(Ct);
        var late = Guid.NewGuid();
        await using (var insert = new NpgsqlCommand(
            """
            INSERT INTO provisioning_log (request_id, organization_key, integration_key, at, duration_ms, method, action, name, status, sync, search_text)
            VALUES (@r, @o, @i, 0, 1, 'POST', 1, 'late', 201, 0, 'late')
            """,
            server,
            transaction))
        {
            insert.Parameters.AddWithValue("r", late.ToString("D"));
            insert.Parameters.AddWithValue("o", world.Organization);
            insert.Parameters.AddWithValue("i", world.Integration(1));
            await insert.ExecuteNonQueryAsync(Ct);
        }

        var early = Assert.Single(await world.WriteAsync(2, [Settled()]));
        Assert.Equal([early], (await world.DrainAsync()).SelectMany(RequestsOf));
        await transaction.CommitAsync(Ct);

        Assert.Equal([late], (await world.DrainAsync()).SelectMany(RequestsOf));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_stream_from_now_on_leaves_out_what_is_there_and_says_how_far_behind_it_is(DatabaseProvider provider)
    {
        await using var world = await World.StartAsync(provider, _clock, written: 3, fromNow: true);

        // Its own creation is the first entry.
        Assert.Equal((1, _clock.GetUtcNow()), Behind(await world.Store.BehindAsync(await world.StreamAsync(), 100, Ct)));
        Assert.Empty(await world.DrainAsync());

        await world.WriteAsync(1, Enumerable.Range(0, 6).Select(_ => Settled()));
        Assert.Equal((7, _clock.GetUtcNow()), Behind(await world.Store.BehindAsync(await world.StreamAsync(), 100, Ct)));
        Assert.Equal((4, _clock.GetUtcNow()), Behind(await world.Store.BehindAsync(await world.StreamAsync(), 4, Ct)));
        Assert.Equal(6, (await world.DrainAsync()).Sum(batch => batch.Events.Count));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_claim_that_the_clock_moved_far_into_the_future_is_ended_and_retention_forgets_what_is_watched(DatabaseProvider provider)
    {
        await using var world = await World.StartAsync(provider, _clock);
        await world.WriteAsync(1, [new Row(SyncState.Pending)]);
        await world.DrainAsync();
        Assert.Equal(1, await world.WaitingAsync());
        await world.Store.ClaimAsync(await world.StreamAsync(), _clock.GetUtcNow().AddDays(1), Ct);
        await new ClockStore(world.Test.Database, new EngineSettings(TimeSpan.Zero, OwnsDatabase: true), _clock).EndLongWaitsAsync(Ct);
        Assert.Single(await world.Store.DueAsync([LogStreamTarget.Webhook], Ct));

        _clock.Advance(TimeSpan.FromDays(2));
        await world.WriteAsync(1, [Settled()]);
        await new LogRetention(world.Test.Database, _clock).ForgetAsync(TimeSpan.FromDays(1), Ct);
        Assert.Equal(0, await world.WaitingAsync());
    }

    private static (int, DateTimeOffset?) Behind(LogStreamBehind behind) => (behind.Entries, behind.Oldest);

    private static Row Settled() => new(SyncState.Applied);

    private static IEnumerable<Guid> RequestsOf(LogStreamBatch batch) =>
        batch.Events.Select(line => JsonElement.Parse(line).GetProperty("metadata").GetProperty("correlation_uid").GetGuid());

    private static IEnumerable<string> StatesOf(IEnumerable<LogStreamBatch> batches) => batches.SelectMany(batch => batch.Events).Select(line => JsonElement.Parse(line).GetProperty("status").GetString()!);

    private sealed record Row(SyncState Sync, string? Detail = null, Guid? SettlesWith = null);

    private sealed class World(TestDatabase test, FakeTimeProvider clock, int organization, int[] integrations) : IAsyncDisposable
    {
        private Guid _stream;

        public TestDatabase Test => test;

        public int Organization => organization;

        public LogStreamStore Store { get; } = new(test.Database, clock);

        public int Integration(int number) => integrations[number - 1];

        public static async Task<World> StartAsync(DatabaseProvider provider, FakeTimeProvider clock, int written = 0, bool fromNow = false)
        {
            var test = await TestDatabase.CreateAsync(provider);
            var (organization, integrations) = await StreamSeed.AddAsync(test.Database, clock.GetUtcNow());
            var world = new World(test, clock, organization, integrations);
            await world.WriteAsync(1, Enumerable.Range(0, written).Select(_ => Settled()));
            var stream = StreamSeed.Stream(organization, clock.GetUtcNow());
            Assert.True(await world.Store.AddAsync(stream, 5, fromNow, StreamSeed.Audit(organization, clock.GetUtcNow()), Ct));
            world._stream = stream.Id;
            return world;
        }

        public async Task<LogStream> StreamAsync() => (await Store.FindAsync(organization, _stream, Ct))!;

        /// <returns>The requests' IDs.</returns>
        public Task<IReadOnlyList<Guid>> WriteAsync(int integration, IEnumerable<Row> rows)
        {
            var entries = rows.Select(row => new ProvisioningEntry
            {
                RequestId = Guid.NewGuid(),
                OrganizationKey = organization,
                IntegrationKey = Integration(integration),
                At = clock.GetUtcNow(),
                Method = "POST",
                Action = ProvisioningAction.Create,
                ResourceType = "User",
                ScimId = Guid.NewGuid(),
                Name = "ada@example.com",
                Status = 200,
                Sync = row.Sync,
                Detail = row.Detail,
                SettledAt = row.Sync == SyncState.Applied ? clock.GetUtcNow() : null,
                SettlesWith = row.SettlesWith,
            }).ToList();
            return test.Database.WriteAsync<IReadOnlyList<Guid>>(
                Integration(integration),
                session =>
                {
                    foreach (var entry in entries)
                    {
                        session.Context.ProvisioningLog.Add(entry);
                        session.Context.SaveChanges();
                    }

                    return [.. entries.Select(entry => entry.RequestId)];
                },
                Ct);
        }

        public Task DoAsync(Action<DbSession> work) => test.Database.WriteAsync(Integration(1), session => work(session), Ct);

        public Task SetAsync(Guid request, SyncState sync) => test.Database.WriteAsync(
            session => session.Execute(
                "UPDATE provisioning_log SET sync = @p1, settled_at = @p2 WHERE request_id = @p0", request.ToString("D"), (int)sync, sync == SyncState.Applied ? clock.GetUtcNow().ToUnixTimeMilliseconds() : null),
            Ct);

        /// <summary>Takes what the provisioning log has for the stream, as a receiver would.</summary>
        /// <param name="underWay">What happens once after a batch was read, before the stream moves on. The rest of this call is left out then.</param>
        public async Task<IReadOnlyList<LogStreamBatch>> DrainAsync(Func<Task>? underWay = null)
        {
            var stream = await StreamAsync();
            Assert.True(await Store.ClaimAsync(stream, clock.GetUtcNow() + LogStreamEngine.Lease, Ct));
            var all = new List<LogStreamBatch>();
            foreach (var source in (await Store.SourcesAsync(stream, Ct)).Where(source => source != StreamSource.Audit))
            {
                while ((underWay is null || all.Count == 0) && await Store.ReadAsync(stream, source, Ct) is { } batch)
                {
                    all.Add(batch);
                    await (underWay?.Invoke() ?? Task.CompletedTask);
                    Assert.True(await Store.AdvanceAsync(stream, batch, clock.GetUtcNow() + LogStreamEngine.Lease, Ct));
                }
            }

            await Store.ReleaseAsync(stream, Ct);
            return all;
        }

        public async Task<int> WaitingAsync()
        {
            await using var db = test.Database.CreateDbContext();
            return await db.LogStreamWaiting.CountAsync(Ct);
        }

        public ValueTask DisposeAsync() => test.DisposeAsync();
    }
}
