using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Database;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Persistence;

public sealed class DatabaseWriterTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseProvider> Providers => [DatabaseProvider.Sqlite, DatabaseProvider.Postgres];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task No_migration_was_forgotten(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await using var context = test.Database.CreateDbContext();
        Assert.False(context.Database.HasPendingModelChanges());
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_failing_item_undoes_its_own_statements_and_no_others(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        var writes = Enumerable.Range(0, 200).Select(i => test.Database.WriteAsync(
            session =>
            {
                Insert(session, $"org {i}");
                return i % 5 == 0 ? throw new InvalidOperationException($"refused {i}") : i;
            },
            Ct)).ToList();

        foreach (var (write, i) in writes.Select((write, i) => (write, i)))
        {
            if (i % 5 == 0)
            {
                var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => write);
                Assert.Equal($"refused {i}", refusal.Message);
            }
            else
            {
                Assert.Equal(i, await write);
            }
        }

        await using var context = test.Database.CreateDbContext();
        Assert.Equal(160, await context.Organizations.CountAsync(Ct));
        Assert.False(await context.Organizations.AnyAsync(o => o.Name == "org 5", Ct));
    }

    [Fact]
    public async Task A_batch_that_takes_long_is_cut_and_others_commit_in_between()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        var path = (string)(await test.Database.ReadAsync(s => s.Scalar("SELECT file FROM pragma_database_list WHERE name = 'main'"), Ct))!;
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=false");
        await connection.OpenAsync(Ct);
        var commits = 0;
        await using var writer = new DatabaseWriter(
            () => new WriteSession(connection, SqlDialect.Sqlite, (_, _) => throw new NotSupportedException()) { Clock = TimeProvider.System, AuditKey = TestDatabase.Key }, _ => commits++, () => { }, () => null, (_, _) => null, slice: TimeSpan.Zero);
        using var open = new ManualResetEventSlim();
        List<string> order = [];
        var first = writer.WriteAsync(1, _ => open.Wait(Timeout.Infinite, Ct), Ct);
        var noisy = Enumerable.Range(0, 200).Select(i => writer.WriteAsync(1, session => Note(session, "noisy"), Ct)).ToList();
        var quiet = writer.WriteAsync(2, session => Note(session, "quiet"), Ct);
        open.Set();
        await Task.WhenAll([first, quiet, .. noisy]);
        Assert.InRange(order.IndexOf("quiet"), 0, 1);
        Assert.Equal((201, 202), (order.Count, commits));

        bool Note(WriteSession session, string who)
        {
            Insert(session, $"{who} {order.Count}");
            order.Add(who);
            return true;
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Entities_saved_by_the_writer_are_read_by_pages_and_sessions_alike(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        var id = Guid.NewGuid();
        await test.Database.WriteAsync(
            session =>
            {
                session.Context.Organizations.Add(new Organization { Id = id, Name = "Default", CreatedAt = DateTimeOffset.UnixEpoch });
                session.Context.SaveChanges();
            },
            Ct);

        await using var context = test.Database.CreateDbContext();
        Assert.Equal(id, (await context.Organizations.SingleAsync(Ct)).Id);
        Assert.Equal(id.ToString(), await test.Database.ReadAsync(s => s.Scalar("SELECT id FROM organizations WHERE name = @p0", "Default"), Ct));
    }

    [Fact]
    public async Task A_read_session_cannot_write()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(async () =>
            await test.Database.ReadAsync(s => s.Execute("DELETE FROM organizations"), Ct));
    }

    [Fact]
    public async Task Contexts_that_write_beside_the_writer_wait_instead_of_failing()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        var queued = Enumerable.Range(0, 100).Select(i => test.Database.WriteAsync(s => Insert(s, $"queued {i}"), Ct));
        var beside = Enumerable.Range(0, 20).Select(async i =>
        {
            await using var context = test.Database.CreateDbContext();
            context.Organizations.Add(new Organization { Id = Guid.NewGuid(), Name = $"beside {i}", CreatedAt = DateTimeOffset.UnixEpoch });
            await context.SaveChangesAsync(Ct);
        });
        await Task.WhenAll(queued.Concat(beside));

        await using var read = test.Database.CreateDbContext();
        Assert.Equal(120, await read.Organizations.CountAsync(Ct));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_database_of_a_newer_build_is_refused_by_name(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await test.Database.WriteAsync(
            s => s.Execute("INSERT INTO \"__EFMigrationsHistory\" (\"MigrationId\", \"ProductVersion\") VALUES ('99990101000000_Future', '99.0.0')"), Ct);
        var refusal = await Assert.ThrowsAsync<DatabaseNotUsableException>(() => test.Database.MigrateAsync(Ct));
        Assert.Contains("99990101000000_Future", refusal.Message);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_database_from_before_0_1_0_is_refused_with_what_to_do(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await test.Database.WriteAsync(s => s.Execute("UPDATE \"__EFMigrationsHistory\" SET \"MigrationId\" = '20261122021714_Initial'"), Ct);

        var refusal = await Assert.ThrowsAsync<DatabaseNotUsableException>(() => test.Database.MigrateAsync(Ct));

        Assert.Matches(
            "^The (PostgreSQL )?database .* was made by a Scimify from before version 0\\.1\\.0 and cannot be brought up to date: "
            + "start with an empty database, and let the identity provider send everything again\\.$",
            refusal.Message);
    }

    [Fact]
    public async Task The_write_ahead_log_is_moved_into_the_file_while_writing_goes_on()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        var text = new string('x', 100_000);
        for (var i = 0; i < 400; i++)
        {
            await test.Database.WriteAsync(s => Insert(s, $"{i} {text}"), Ct);
        }

        var path = (string)(await test.Database.ReadAsync(s => s.Scalar("SELECT file FROM pragma_database_list WHERE name = 'main'"), Ct))!;
        Assert.True(new FileInfo(path).Length > 10_000_000, "nothing was moved");
        Assert.True(new FileInfo(path + "-wal").Length < 60_000_000, "the log only grew");
    }

    private static int Insert(WriteSession session, string name) => session.Execute(
        "INSERT INTO organizations (id, name, created_at) VALUES (@p0, @p1, 0)", Guid.NewGuid().ToString(), name);
}
