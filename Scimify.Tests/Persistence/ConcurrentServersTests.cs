using Npgsql;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Users;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Directory;
using Scimify.Core.Persistence.Provisioning;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Values;
using Scimify.Core.Sync;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Persistence;

/// <summary>Two servers on one PostgreSQL database write to the same directory. The second starts before the first has committed.</summary>
public sealed class ConcurrentServersTests
{
    private const string Jane = """{"userName": "jane@example.com"}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_member_who_is_added_while_another_server_links_the_user_is_brought_to_Looker()
    {
        await using var servers = await Servers.CreateAsync();
        var jane = await servers.World.UserAsync(Jane);
        var group = await servers.World.GroupAsync("Sales");
        var (user, sales) = await servers.ClaimAsync();
        await servers.CompleteAsync(servers.World.Database, sales);

        await servers.BothAsync(
            session => Complete(session, user),
            () => servers.OtherGroups.ReplaceAsync(servers.World.Request(), group, Sales(jane), null, Ct));

        Assert.Equal([DueKind.Change], await servers.MembershipsAsync());
    }

    [Fact]
    public async Task A_member_is_brought_to_Looker_when_one_server_links_the_user_and_another_the_group()
    {
        await using var servers = await Servers.CreateAsync();
        await servers.World.GroupAsync("Sales", await servers.World.UserAsync(Jane));
        var (user, sales) = await servers.ClaimAsync();

        await servers.BothAsync(session => Complete(session, user), () => servers.CompleteAsync(servers.Other, sales));

        Assert.Equal([DueKind.Change], await servers.MembershipsAsync());
    }

    [Fact]
    public async Task A_user_who_is_deleted_while_another_server_makes_a_group_with_them_is_in_no_group()
    {
        await using var servers = await Servers.CreateAsync();
        var jane = await servers.World.UserAsync(Jane);

        IReadOnlyList<string> unknown = [];
        await servers.BothAsync(
            session =>
            {
                var writer = new DirectoryWriter(session);
                var request = servers.World.Request();
                new UserWriteSteps(writer, request, TimeProvider.System).Delete(writer.LockUser(request.Target.IntegrationKey, jane)!);
            },
            async () => unknown = (await servers.OtherGroups.CreateAsync(servers.World.Request(), Sales(jane), Ct)).UnknownMembers);

        Assert.Equal([jane.ToString("D")], unknown);
        Assert.Empty(await servers.MembershipsAsync());
    }

    [Fact]
    public async Task Two_servers_that_begin_a_comparison_at_once_begin_one()
    {
        await using var servers = await Servers.CreateAsync();
        var target = servers.World.Target;
        var begun = new ReconcileRun { Id = Guid.NewGuid(), OrganizationKey = target.OrganizationKey, IntegrationKey = target.IntegrationKey };
        ReconcileRun? other = null;

        await servers.BothAsync(
            session =>
            {
                session.Context.ReconcileRuns.Add(begun);
                session.SaveItem();
            },
            async () => other = await new DriftStore(servers.Other, TimeProvider.System).StartAsync(
                target.OrganizationKey, target.IntegrationKey, repair: false, inventory: false, null, Ct));

        Assert.Equal(begun.Id, other!.Id);
    }

    [Fact]
    public async Task A_write_to_another_integration_waits_for_nobody()
    {
        await using var servers = await Servers.CreateAsync();
        using var end = new ManualResetEventSlim();
        var begun = new TaskCompletionSource();
        var first = servers.World.Database.WriteAsync(
            servers.World.Target.IntegrationKey,
            _ =>
            {
                begun.SetResult();
                end.Wait(Ct);
            },
            Ct);
        await begun.Task;

        Assert.True(await servers.Other.WriteAsync(servers.World.Target.IntegrationKey + 1, _ => true, Ct));

        Assert.False(first.IsCompleted);
        end.Set();
        await first;
    }

    [Fact]
    public async Task What_comes_while_a_write_waits_for_another_server_goes_with_it_unless_it_concerns_another_directory()
    {
        await using var servers = await Servers.CreateAsync();
        var key = servers.World.Target.IntegrationKey;
        var isTogether = false;

        // On a busy machine, a batch may have used up its time before its second item.
        for (var left = 20; left > 0 && !isTogether; left--)
        {
            await using var held = await servers.HoldAsync();
            var waiting = TransactionAsync(key);
            await servers.OneWaitsAsync(waiting);
            var (another, same) = (TransactionAsync(key + 1), TransactionAsync(key));
            held.End();
            isTogether = Equals(await waiting, await same);
            Assert.NotEqual(await waiting, await another);
        }

        Assert.True(isTogether);

        Task<object?> TransactionAsync(int integrationKey) => servers.Other.WriteAsync(integrationKey, session => session.Scalar("SELECT pg_current_xact_id()::text"), Ct);
    }

    [Fact]
    public async Task A_look_that_finds_nothing_due_waits_for_no_other_server()
    {
        await using var servers = await Servers.CreateAsync();
        await using var held = await servers.HoldAsync();

        Assert.Empty((await servers.OtherClaimAsync()).Claims);
    }

    [Fact]
    public async Task An_item_that_fails_alone_or_among_others_leaves_nothing()
    {
        await using var servers = await Servers.CreateAsync();
        var key = servers.World.Target.IntegrationKey;
        await Assert.ThrowsAsync<FormatException>(() => AppendAsync("!", fails: true));
        await using (var held = await servers.HoldAsync())
        {
            Task[] writes = [AppendAsync("1"), AppendAsync("?", fails: true), AppendAsync("2"), AppendAsync("?", fails: true), AppendAsync("?", fails: true), AppendAsync("3")];
            held.End();
            await Task.WhenAll(writes).ContinueWith(_ => { }, TaskScheduler.Default);
            Assert.Equal([false, true, false, true, true, false], writes.Select(write => write.IsFaulted));
        }

        Assert.Equal("Acme123", await servers.World.Database.ReadAsync(session => session.Scalar("SELECT name FROM organizations"), Ct));

        Task AppendAsync(string text, bool fails = false) => servers.Other.WriteAsync(
            key,
            session =>
            {
                session.Execute("UPDATE organizations SET name = name || @p0", text);
                return fails ? throw new FormatException() : true;
            },
            Ct);
    }

    [Fact]
    public async Task A_server_that_is_cut_off_in_the_middle_of_a_write_keeps_no_other_from_writing_and_writes_again()
    {
        await using var servers = await Servers.CreateAsync();
        using var end = new ManualResetEventSlim();
        var begun = new TaskCompletionSource<int>();
        var attempts = 0;
        var first = servers.World.Database.WriteAsync(
            servers.World.Target.IntegrationKey,
            session =>
            {
                attempts++;
                session.Execute("UPDATE organizations SET name = name || '!'");
                begun.TrySetResult(Convert.ToInt32(session.Scalar("SELECT pg_backend_pid()")));
                end.Wait(Ct);
            },
            Ct);
        var server = await begun.Task;

        await servers.Other.ReadAsync(session => session.Scalar("SELECT pg_terminate_backend(@p0)", server), Ct);
        await servers.Other.WriteAsync(servers.World.Target.IntegrationKey, session => session.Execute("UPDATE organizations SET name = name || '?'"), Ct);
        end.Set();
        await first;

        Assert.Equal(2, attempts);
        Assert.Equal("Acme?!", await servers.Other.ReadAsync(session => session.Scalar("SELECT name FROM organizations"), Ct));
    }

    [Fact]
    public async Task A_server_that_stands_still_in_the_middle_of_a_write_is_cut_off()
    {
        await using var servers = await Servers.CreateAsync();
        Assert.Equal("5s", await servers.Other.WriteAsync(session => session.Scalar("SHOW idle_in_transaction_session_timeout"), Ct));
    }

    [Theory]
    [MemberData(nameof(DatabaseWriterTests.Providers), MemberType = typeof(DatabaseWriterTests))]
    public async Task A_write_to_a_directory_that_names_no_integration_is_refused(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        await Assert.ThrowsAsync<InvalidOperationException>(() => world.Database.WriteAsync(session => new DirectoryWriter(session).DeleteUser(1), Ct));
        await world.UserAsync(Jane);
    }

    private static void Complete(WriteSession session, SyncClaim claim) => new CompletionSteps(
        session, TimeProvider.System.GetUtcNow(), new SyncOutcome.Applied(), TimeProvider.System.GetUtcNow()).Complete(claim, InLooker);

    private static readonly SyncFacts InLooker = new()
    {
        User = row => (row.LookerUserId, row.LinkState) = ("101", LinkState.Created),
        Group = row => (row.LookerGroupId, row.LinkState) = ("201", LinkState.Created),
    };

    private static ScimObject Sales(Guid member) => DirectoryWorld.Json($$"""{"displayName": "Sales", "members": [{"value": "{{member}}"}]}""");

    private sealed class Servers : IAsyncDisposable
    {
        private const string Waiting =
            "SELECT COUNT(*) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE NOT l.granted AND a.datname = current_database()";

        private Servers(DirectoryWorld world, PostgresDatabase other)
        {
            (World, Other) = (world, other);
            OtherGroups = new GroupService(new DirectoryStore(other, DirectoryLimits.Default), TimeProvider.System);
        }

        public DirectoryWorld World { get; }

        public PostgresDatabase Other { get; }

        public GroupService OtherGroups { get; }

        public static async Task<Servers> CreateAsync()
        {
            var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Postgres);
            return new(world, new PostgresDatabase(new NpgsqlConnectionStringBuilder(world.PostgresConnectionString) { Pooling = false }.ConnectionString, TestDatabase.Key));
        }

        /// <summary>One user and one group, ready to be created in Looker.</summary>
        public async Task<(SyncClaim User, SyncClaim Group)> ClaimAsync()
        {
            var claims = await new SyncStore(World.Database, TimeProvider.System).ClaimAsync(
                World.Target.IntegrationKey, 10, 10, "one", TimeProvider.System.GetUtcNow().AddMinutes(5), Ct);
            return (claims.Claims.OfType<SyncClaim.User>().Single(), claims.Claims.OfType<SyncClaim.Group>().Single());
        }

        public Task CompleteAsync(ScimifyDatabase database, SyncClaim claim) => new SyncStore(database, TimeProvider.System).CompleteAsync(
            claim, InLooker, new SyncOutcome.Applied(), TimeProvider.System.GetUtcNow(), [], Ct);

        /// <summary>What the other server finds due.</summary>
        public Task<ClaimResult> OtherClaimAsync() => new SyncStore(Other, TimeProvider.System).ClaimAsync(
            World.Target.IntegrationKey, 10, 10, "other", TimeProvider.System.GetUtcNow().AddMinutes(5), Ct);

        /// <summary>The first server writes to the directory, until told to end.</summary>
        public async Task<HeldWrite> HoldAsync()
        {
            var held = new HeldWrite();
            await held.BeginAsync(World);
            return held;
        }

        /// <summary>Returns once the second waits for the first, or is done.</summary>
        public async Task OneWaitsAsync(Task second)
        {
            while (!second.IsCompleted && await World.Database.ReadAsync(session => session.Count(Waiting), Ct) == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Ct);
            }
        }

        /// <summary>The first has done its work, and commits only once the second has done its own or waits for it.</summary>
        public async Task BothAsync(Action<WriteSession> onOne, Func<Task> onOther)
        {
            using var end = new ManualResetEventSlim();
            var begun = new TaskCompletionSource();
            var first = World.Database.WriteAsync(
                World.Target.IntegrationKey,
                session =>
                {
                    onOne(session);
                    begun.SetResult();
                    end.Wait(Ct);
                },
                Ct);
            await Task.WhenAny(begun.Task, first);
            var second = onOther();
            await OneWaitsAsync(second);
            end.Set();
            await first;
            await second;
        }

        /// <returns>What each membership waits for.</returns>
        public async Task<IReadOnlyList<DueKind>> MembershipsAsync() => await Other.ReadAsync(
            session => session.All("SELECT due FROM memberships ORDER BY group_key, user_key", row => (DueKind)row.GetInt32(0)), Ct);

        public async ValueTask DisposeAsync()
        {
            await Other.DisposeAsync();
            await World.DisposeAsync();
        }
    }

    private sealed class HeldWrite : IAsyncDisposable
    {
        private readonly ManualResetEventSlim _end = new();
        private Task _write = Task.CompletedTask;

        public async Task BeginAsync(DirectoryWorld world)
        {
            var begun = new TaskCompletionSource();
            _write = world.Database.WriteAsync(
                world.Target.IntegrationKey,
                _ =>
                {
                    begun.SetResult();
                    _end.Wait(Ct);
                },
                Ct);
            await begun.Task;
        }

        public void End() => _end.Set();

        public async ValueTask DisposeAsync()
        {
            End();
            await _write;
            _end.Dispose();
        }
    }
}
