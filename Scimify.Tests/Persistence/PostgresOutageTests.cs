using Scimify.Core.Persistence;
using Scimify.Core.Requests;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Persistence;

/// <summary>What reads and writes get while PostgreSQL cuts connections.</summary>
public sealed class PostgresOutageTests
{
    private const string CutAll = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_reads_and_writes_while_all_connections_are_cut_waits_for_new_ones()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Postgres);
        for (var i = 0; i < 5; i++)
        {
            var both = Enumerable.Range(0, 20).Select(async n =>
            {
                var (id, name) = (Guid.NewGuid().ToString(), $"{i} {n}");
                try
                {
                    await InsertAsync(id, name);
                }
                catch (DatabaseUnavailableException e) when (e.IsInDoubt)
                {
                    // The cut met the commit itself: the caller is told so, and looks.
                    if (await test.Database.ReadAsync(session => session.Count("SELECT count(*) FROM organizations WHERE id = @p0", id), Ct) == 0)
                    {
                        await InsertAsync(id, name);
                    }
                }

                await test.Database.ReadAsync(session => session.Count("SELECT count(*) FROM organizations"), Ct);
            }).ToList();
            await EmptyDatabases.ExecuteAsync(test.PostgresConnectionString!, CutAll);
            await Task.WhenAll(both);
        }

        Assert.Equal(100, await test.Database.ReadAsync(session => session.Count("SELECT count(*) FROM organizations"), Ct));

        Task InsertAsync(string id, string name) => test.Database.WriteAsync(
            session => session.Execute("INSERT INTO organizations (id, name, created_at) VALUES (@p0, @p1, 0)", id, name), Ct);
    }

    /// <summary>A trigger at the commit cuts the connection.</summary>
    [Fact]
    public async Task A_commit_whose_end_nobody_heard_of_is_neither_repeated_nor_told_as_done()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Postgres);
        await EmptyDatabases.ExecuteAsync(
            test.PostgresConnectionString!,
            """
            CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON organizations DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.name = 'cut') EXECUTE FUNCTION cut();
            """);
        var attempts = 0;

        var writes = ((string[])["cut", "beside"]).Select(name => test.Database.WriteAsync(
            session =>
            {
                attempts++;
                return session.Execute("INSERT INTO organizations (id, name, created_at) VALUES (@p0, @p1, 0)", Guid.NewGuid().ToString(), name);
            },
            Ct)).ToList();

        var refused = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => writes[0]);
        Assert.True(refused.IsInDoubt, refused.Message);
        var beside = await Record.ExceptionAsync(() => writes[1]);
        Assert.Equal(2, attempts);
        Assert.True(beside is null or DatabaseUnavailableException { IsInDoubt: true });
        await test.Database.WriteAsync(session => session.Execute("UPDATE organizations SET name = name"), Ct);
    }

    /// <summary>The other server's transaction lasts longer than one wait for a lock.</summary>
    [Fact]
    public async Task A_row_that_another_server_has_locked_is_waited_for_in_turns_and_keeps_nobody_else_waiting()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Postgres);
        await test.Database.WriteAsync(session => session.Execute("INSERT INTO organizations (id, name, created_at) VALUES ('1', 'one', 0), ('2', 'two', 0)"), Ct);
        await using var other = new Npgsql.NpgsqlConnection(test.PostgresConnectionString);
        await other.OpenAsync(Ct);
        await using var held = await other.BeginTransactionAsync(Ct);
        await using (var held1 = new Npgsql.NpgsqlCommand("UPDATE organizations SET name = 'other' WHERE id = '1'", other, held))
        {
            await held1.ExecuteNonQueryAsync(Ct);
        }

        var attempts = 0;
        var blocked = test.Database.WriteAsync(
            session =>
            {
                attempts++;
                return session.Execute("UPDATE organizations SET name = name || '!' WHERE id = '1'");
            },
            Ct);
        var free = test.Database.WriteAsync(session => session.Execute("UPDATE organizations SET name = 'free' WHERE id = '2'"), Ct);
        await free;
        Assert.False(blocked.IsCompleted);
        while (Volatile.Read(ref attempts) < 3)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ct);
        }

        await held.CommitAsync(Ct);
        Assert.Equal(1, await blocked);
        Assert.Equal(["other!", "free"], await test.Database.ReadAsync(session => session.All("SELECT name FROM organizations ORDER BY id", row => row.GetString(0)), Ct));
    }
}
