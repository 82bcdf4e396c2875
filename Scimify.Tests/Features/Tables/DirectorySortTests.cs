using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Directory;
using Scimify.Core.Persistence.Schema;
using Scimify.Portal.Features.Directory;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Tables;
using Scimify.Tests.Persistence;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Features.Tables;

/// <summary>Sorted pages of users and groups: complete, stable while rows come and go, and cut from an index.</summary>
public sealed class DirectorySortTests
{
    private static readonly string[] Names = ["Ada", "bob", "Émile", "ada", "Zoë", "Bob", "Carol", "Ada"];

    public static TheoryData<DatabaseProvider> Providers => AccountsBench.Providers;

    public static TheoryData<DatabaseProvider, string> EveryUserSort => Each(DirectoryQuery.UserSorts);

    public static TheoryData<DatabaseProvider, string> EveryGroupSort => Each(DirectoryQuery.GroupSorts);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(EveryUserSort))]
    public async Task Forward_and_back_each_user_is_on_one_page_and_in_its_place(DatabaseProvider provider, string sort)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        foreach (var (name, index) in Names.Select((name, index) => (name, index)))
        {
            await world.UserAsync(index == 2 ? """{"userName":"emile@example.com"}""" : $$"""{"userName":"{{name}}.{{index}}@example.com","displayName":"{{name}}"}""");
        }

        await MixAsync(world, "scim_users");
        var query = new DirectoryQuery(world.Database);
        await using var db = world.Database.CreateDbContext();
        var all = (await db.ScimUsers.ToListAsync(Ct)).OrderBy(u => u.Key).ToList();
        var expected = sort.TrimStart('-') switch
        {
            "userName" => all.OrderBy(u => u.UserNameNorm, StringComparer.Ordinal),
            "state" => all.OrderBy(u => u.SyncState),
            "changed" => all.OrderBy(u => u.UpdatedAt),
            _ => all.OrderBy(u => u.DisplayNameNorm ?? u.UserNameNorm, StringComparer.Ordinal),
        };
        await WalkAsync(sort, [.. expected.ThenBy(u => u.Key).Select(u => u.Id)], part => query.UsersAsync(world.Target.IntegrationKey, new DirectoryFilter(), part, Ct), row => row.Id);
    }

    [Theory]
    [MemberData(nameof(EveryGroupSort))]
    public async Task Forward_and_back_each_group_is_on_one_page_and_in_its_place(DatabaseProvider provider, string sort)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        foreach (var name in Names.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            await world.GroupAsync(name);
        }

        await MixAsync(world, "scim_groups");
        var query = new DirectoryQuery(world.Database);
        await using var db = world.Database.CreateDbContext();
        var all = await db.ScimGroups.ToListAsync(Ct);
        var expected = sort.TrimStart('-') switch
        {
            "state" => all.OrderBy(g => g.SyncState),
            "changed" => all.OrderBy(g => g.UpdatedAt),
            _ => all.OrderBy(g => g.DisplayNameNorm, StringComparer.Ordinal),
        };
        await WalkAsync(sort, [.. expected.ThenBy(g => g.Key).Select(g => g.Id)], part => query.GroupsAsync(world.Target.IntegrationKey, new DirectoryFilter(), part, Ct), row => row.Id);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task People_who_come_and_go_meanwhile_move_nobody_to_another_page(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var ids = new Dictionary<string, Guid>();
        foreach (var name in "bdfhjl")
        {
            ids[$"{name}"] = await world.UserAsync($$"""{"userName":"{{name}}"}""");
        }

        var query = new DirectoryQuery(world.Database);
        var first = await ReadAsync(null, backwards: false);
        Assert.Equal(["b", "d"], first.Items.Select(row => row.UserName));

        await world.UserAsync("""{"userName":"a"}""");
        await world.UserAsync("""{"userName":"e"}""");
        await world.Users.DeleteAsync(world.Request(), ids["d"], null, Ct);
        var second = await ReadAsync(first.Next, backwards: false);
        Assert.Equal(["e", "f"], second.Items.Select(row => row.UserName));
        Assert.Equal(["a", "b"], (await ReadAsync(second.Previous, backwards: true)).Items.Select(row => row.UserName));
        var nearStart = await ReadAsync(new SortCursor("name", "b", long.MaxValue), backwards: true);
        Assert.Equal(["a", "b"], nearStart.Items.Select(row => row.UserName));
        Assert.Null(nearStart.Previous);

        Task<SortedPage<UserRow>> ReadAsync(SortCursor? place, bool backwards) =>
            query.UsersAsync(world.Target.IntegrationKey, new DirectoryFilter(), new(new TableSort("name", Descending: false), place, backwards, 2), Ct);
    }

    [Theory]
    [MemberData(nameof(EveryUserSort))]
    public async Task A_page_of_many_users_is_cut_from_an_index_wherever_it_begins(DatabaseProvider provider, string sort)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        await world.UserAsync("""{"userName":"ada@example.com"}""");
        await MultiplyAsync(world, provider);
        var plans = new Plans();
        var query = new DirectoryQuery(new Explained(world, plans));
        var order = TableSort.Of(sort, DirectoryQuery.UserSorts);

        var first = await query.UsersAsync(world.Target.IntegrationKey, new DirectoryFilter(), new(order, null, Backwards: false, 50), Ct);
        var middle = order.Key switch { "state" => "1", "changed" => "500000", _ => "name5" };
        foreach (var backwards in (bool[])[false, true])
        {
            var part = new SortedRequest(order, new SortCursor(sort, middle, 10_000), backwards, 50);
            Assert.Equal(50, (await query.UsersAsync(world.Target.IntegrationKey, new DirectoryFilter(), part, Ct)).Items.Count);
        }

        Assert.Equal(50, first.Items.Count);
        Assert.NotEmpty(plans.OfUsers);
        // PostgreSQL does not know that one name has one row, and sorts that row.
        Assert.All(plans.OfUsers, plan => Assert.DoesNotMatch(@"(?i)SCAN (scim_users|s|u)\b|Seq Scan on scim_users|TEMP B-TREE|(?<!Incremental )Sort  \(cost=\S+ rows=(?!1 )", plan));
    }

    /// <summary>Goes from the first page to the last and back, three rows at a time.</summary>
    private static async Task WalkAsync<TRow>(string sort, List<Guid> expected, Func<SortedRequest, Task<SortedPage<TRow>>> read, Func<TRow, Guid> idOf)
    {
        var order = new TableSort(sort.TrimStart('-'), sort.StartsWith('-'));
        if (order.Descending)
        {
            expected.Reverse();
        }

        var pages = new List<SortedPage<TRow>> { await read(new(order, null, Backwards: false, 3)) };
        Assert.Null(pages[0].Previous);
        while (pages[^1].Next is { } next)
        {
            pages.Add(await read(new(order, SortCursor.Parse(next.ToString(), sort), Backwards: false, 3)));
        }

        Assert.Equal(expected, pages.SelectMany(page => page.Items).Select(idOf));
        for (var at = pages.Count - 1; at > 0; at--)
        {
            var before = await read(new(order, pages[at].Previous, Backwards: true, 3));
            Assert.Equal(pages[at - 1].Items.Select(idOf), before.Items.Select(idOf));
            Assert.Equal(pages[at - 1].Next, before.Next);
            Assert.Equal(pages[at - 1].Previous, before.Previous);
        }
    }

    private static TheoryData<DatabaseProvider, string> Each(IReadOnlyList<string> sorts)
    {
        var data = new TheoryData<DatabaseProvider, string>();
        foreach (var provider in (DatabaseProvider[])[DatabaseProvider.Sqlite, DatabaseProvider.Postgres])
        {
            foreach (var sort in sorts)
            {
                data.Add(provider, sort);
                data.Add(provider, $"-{sort}");
            }
        }

        return data;
    }

    /// <summary>Some rows share their state and the time of their change.</summary>
    private static Task MixAsync(DirectoryWorld world, string table) => world.Database.WriteAsync(
        session => session.Execute($"UPDATE {table} SET sync_state = key % 3, updated_at = 1000 * (key % 4)"), Ct);

    /// <summary>Makes 20,000 users of one, as a directory has them: nearly all applied.</summary>
    private static async Task MultiplyAsync(DirectoryWorld world, DatabaseProvider provider)
    {
        const string Digits = "(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)";
        var columns = UserColumnMap.Names;
        var values = columns.Select(name => name switch
        {
            "id" => "'00000000-0000-4000-8000-' || substr(CAST(100000000000 + n AS TEXT), 1, 12)",
            "user_name" or "user_name_norm" or "sort_name" => "'name' || n",
            "updated_at" => "n * 50",
            "sync_state" => "CASE WHEN n % 100 = 0 THEN 2 WHEN n % 2 = 0 THEN 1 ELSE 0 END",
            _ => $"u.{name}",
        });
        await world.Database.WriteAsync(
            session =>
            {
                session.Execute(
                    $"""
                    INSERT INTO scim_users ({string.Join(", ", columns)})
                    SELECT {string.Join(", ", values)} FROM scim_users u
                    CROSS JOIN (SELECT 1 + a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d AS n FROM {Digits} a, {Digits} b, {Digits} c, {Digits} e, {Digits} f WHERE f.d < 2) AS numbers
                    """);
            },
            Ct);
        await using var db = world.Database.CreateDbContext();
        await db.Database.ExecuteSqlRawAsync(provider == DatabaseProvider.Sqlite ? "PRAGMA optimize" : "ANALYZE scim_users", Ct);
    }

    /// <summary>Contexts that also ask the database how it goes about each statement.</summary>
    private sealed class Explained(DirectoryWorld world, Plans plans) : IDbContextFactory<ScimifyContext>
    {
        public ScimifyContext CreateDbContext()
        {
            if (world.PostgresConnectionString is { } server)
            {
                return new PostgresScimifyContext(new DbContextOptionsBuilder<PostgresScimifyContext>().UseNpgsql(server).AddInterceptors(plans).Options);
            }

            using var db = world.Database.CreateDbContext();
            var file = db.Database.GetConnectionString();
            return new SqliteScimifyContext(SqliteScimifyContext.Options(builder => builder.UseSqlite(file).AddInterceptors(plans)));
        }
    }

    private sealed class Plans : DbCommandInterceptor
    {
        private readonly List<string> _ofUsers = [];

        public IReadOnlyList<string> OfUsers => _ofUsers;

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            if (command.CommandText.Contains("scim_users", StringComparison.Ordinal))
            {
                var isSqlite = command.Connection!.GetType().Name.StartsWith("Sqlite", StringComparison.Ordinal);
                var text = command.CommandText;
                command.CommandText = (isSqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + text;
                var lines = new List<string> { text };
                await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
                {
                    while (await reader.ReadAsync(cancellationToken))
                    {
                        lines.Add(reader.GetString(isSqlite ? 3 : 0));
                    }
                }

                command.CommandText = text;
                _ofUsers.Add(string.Join('\n', lines.Skip(1)) + "\n-- of: " + text.Replace("SCAN", "", StringComparison.Ordinal));
            }

            return result;
        }
    }
}
