using Scimify.Core.Changes;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Database;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Persistence;

/// <summary>
/// Statements whose effect nobody waits for. PostgreSQL gets them together with the next one, and nobody can tell: on both databases,
/// what follows sees them, and an error is that of the item which sent them.
/// </summary>
public sealed class PipelineTests
{
    private const string Insert = "INSERT INTO organizations (id, name, created_at) VALUES (@p0, @p1, 0)";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseProvider> Providers => [DatabaseProvider.Sqlite, DatabaseProvider.Postgres];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task What_follows_sees_it(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        await test.Database.WriteAsync(
            session =>
            {
                Add(session, "one");
                Assert.Equal(1, session.Count("SELECT count(*) FROM organizations"));
                Add(session, "two");
                Add(session, "three");
                Assert.Equal(["one", "three", "two"], session.All("SELECT name FROM organizations ORDER BY name", row => row.GetString(0)));
                Add(session, "four");
                Assert.Equal(4, session.Execute("UPDATE organizations SET created_at = 1 WHERE created_at = 0"));
                Add(session, "five");
                Assert.Equal(5, session.Context.Organizations.Count());
                var six = new Organization { Id = Guid.NewGuid(), Name = "six" };
                session.Context.Organizations.Add(six);
                Add(session, "seven");
                session.Context.SaveChanges();
            },
            Ct);

        Assert.Equal(7, await CountAsync(test));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task An_error_is_that_of_its_item(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        var id = Guid.NewGuid();
        using var open = new ManualResetEventSlim();
        var gate = test.Database.WriteAsync(_ => open.Wait(Timeout.Infinite, Ct), Ct);
        var before = test.Database.WriteAsync(session => Add(session, "before", id), Ct);
        var duplicate = test.Database.WriteAsync(session => Add(session, "duplicate", id), Ct);
        var after = test.Database.WriteAsync(session => Add(session, "after"), Ct);
        open.Set();

        await Task.WhenAll(gate, before, after);
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => duplicate);
        Assert.Equal(["after", "before"], await test.Database.ReadAsync(session => session.All("SELECT name FROM organizations ORDER BY name", row => row.GetString(0)), Ct));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task What_an_item_did_before_it_gave_up_is_undone_whether_it_was_sent_or_not(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        using var open = new ManualResetEventSlim();
        var gate = test.Database.WriteAsync(_ => open.Wait(Timeout.Infinite, Ct), Ct);
        List<Task> writes = [];
        for (var i = 0; i < 20; i++)
        {
            var (name, gives, sends) = ($"org {i:00}", i % 3 != 0, i % 2 == 0);
            writes.Add(test.Database.WriteAsync(
                session =>
                {
                    Add(session, name);
                    if (sends)
                    {
                        Assert.Equal(1, session.Count("SELECT count(*) FROM organizations WHERE name = @p0", name));
                    }

                    return gives ? name : throw new InvalidOperationException(name);
                },
                Ct));
        }

        open.Set();
        await gate;
        await Task.WhenAll(writes).ContinueWith(_ => { }, Ct, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        Assert.Equal(Enumerable.Range(0, 20).Select(i => i % 3 != 0), writes.Select(write => write.IsCompletedSuccessfully));
        Assert.Equal(
            Enumerable.Range(0, 20).Where(i => i % 3 != 0).Select(i => $"org {i:00}"),
            await test.Database.ReadAsync(session => session.All("SELECT name FROM organizations ORDER BY name", row => row.GetString(0)), Ct));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Only_what_changed_rows_is_told(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        List<IReadOnlyList<Change>> told = [];
        test.Database.Changed += told.Add;

        await test.Database.WriteAsync(session => session.Run("UPDATE organizations SET name = 'x' WHERE id = @p0", Guid.NewGuid().ToString("D")), Ct);
        Assert.Empty(told);

        await test.Database.WriteAsync(session => Add(session, "one"), Ct);
        Assert.Single(told);
    }

    private static void Add(WriteSession session, string name, Guid? id = null) =>
        session.Run(Insert, (id ?? Guid.NewGuid()).ToString("D"), name);

    private static async Task<long> CountAsync(TestDatabase test) => await test.Database.ReadAsync(session => session.Count("SELECT count(*) FROM organizations"), Ct);
}
