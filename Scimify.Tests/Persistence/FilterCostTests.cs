using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Directory;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Schemas;

namespace Scimify.Tests.Persistence;

/// <summary>The work of a filter is bounded: many values of one indexed attribute are one lookup, and of anything else there are few.</summary>
public sealed class FilterCostTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseProvider, string, string, int> Wanted => new()
    {
        { DatabaseProvider.Sqlite, "", "userName eq \"USER#@example.com\"", 3 },
        { DatabaseProvider.Postgres, "", "userName eq \"USER#@example.com\"", 3 },
        { DatabaseProvider.Sqlite, "", "userName eq \" user#@example.com \"", 3 },
        { DatabaseProvider.Sqlite, "", "externalId eq \"e#\"", 3 },
        { DatabaseProvider.Sqlite, "", "externalId eq \"E#\"", 0 },
        { DatabaseProvider.Sqlite, "", "displayName eq \"person #\"", 3 },
        { DatabaseProvider.Sqlite, "", "emails eq \"USER#@example.com\"", 3 },
        { DatabaseProvider.Postgres, "", "emails.value eq \"USER#@example.com\"", 3 },
        { DatabaseProvider.Sqlite, "", "groups.display eq \"team #\"", 2 },
        { DatabaseProvider.Postgres, "", "groups.display eq \"team #\"", 2 },
        { DatabaseProvider.Sqlite, "", "(userName eq \"nobody#\" or externalId eq \"e#\")", 3 },
        { DatabaseProvider.Sqlite, "userName sw \"user2\" or ", "userName eq \"user#@example.com\"", 3 },
    };

    [Theory]
    [MemberData(nameof(Wanted))]
    public async Task Thousands_of_values_of_an_indexed_attribute_are_one_lookup(DatabaseProvider provider, string before, string term, int found)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        List<Guid> users = [];
        for (var i = 0; i < 3; i++)
        {
            users.Add(await world.UserAsync($$"""
                {"userName":"user{{i}}@example.com","externalId":"e{{i}}","displayName":"Person {{i}}","emails":[{"value":"user{{i}}@example.com"}]}
                """));
        }

        await world.GroupAsync("Team 1", users.Take(2));
        var filter = DirectoryWorld.Filter(before + Repeated(4_500, term, " or "));
        var (total, longest, statements) = await world.Database.ReadAsync(
            session =>
            {
                var page = new DirectoryReader(session).ListUsers(world.Target.IntegrationKey, new(filter, null, false, 1, 1, null));
                return (page.Total, session.Statements.Max(sql => sql.Length), session.Statements.Count);
            },
            Ct);
        Assert.Equal(found, total);
        Assert.InRange(longest, 1, 1_000);
        Assert.InRange(statements, 1, 2);
    }

    [Theory]
    [InlineData("id eq \"#\"")]
    [InlineData("displayName eq \"#\"")]
    [InlineData("externalId eq \"#\"")]
    [InlineData("members eq \"#\"")]
    public async Task The_lookup_of_groups_has_the_same_answer_on_both_databases(string term)
    {
        foreach (var provider in Enum.GetValues<DatabaseProvider>())
        {
            await using var world = await DirectoryWorld.CreateAsync(provider);
            var group = await world.GroupAsync("five hundred", []);
            var filter = DirectoryWorld.Filter(Repeated(500, term, " or ") + $" or id eq \"{group:D}\"", ScimResourceTypes.Group);
            var page = await world.Store.ReadAsync(
                world.Target.IntegrationKey, reader => reader.ListGroups(world.Target.IntegrationKey, new(filter, null, false, 1, 100, null)), Ct);
            Assert.Equal(group, Assert.Single(page.Items).Id);
        }
    }

    public static TheoryData<string, string> TooExpensive => new()
    {
        { Repeated(101, "userName co \"#\"", " or "), "101 comparisons" },
        { Repeated(9_999, "userName co \"#\"", " or "), "9999 comparisons" },
        { Repeated(101, "userName sw \"#\"", " and "), "101 comparisons" },
        { Repeated(101, "userName eq \"#\"", " and "), "101 comparisons" },
        { Repeated(101, "title eq \"#\"", " or "), "101 comparisons" },
        { Repeated(101, "not (emails.value eq \"#\")", " and "), "101 comparisons" },
        { Repeated(51, "userName ne \"#\" or title pr", " or "), "102 comparisons" },
        { Repeated(101, "emails[value eq \"#\"]", " or "), "101 comparisons" },
        { $"emails[{Repeated(101, "value eq \"#\"", " and ")}]", "101 comparisons" },
        { $"({Repeated(500, "userName eq \"#\"", " or ")}) and title co \"x\"", "501 comparisons" },
        { Repeated(101, "groups eq \"#\"", " and "), "101 comparisons" },
    };

    [Theory]
    [MemberData(nameof(TooExpensive))]
    public async Task More_than_a_hundred_other_comparisons_are_refused_with_both_numbers(string filter, string count)
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite);
        var refused = await Assert.ThrowsAsync<ScimException>(() => world.ListAsync(DirectoryWorld.Filter(filter)));
        Assert.Equal((400, "tooMany"), (refused.Status, refused.ScimType));
        Assert.Contains(count, refused.Detail, StringComparison.Ordinal);
        Assert.Contains("at most 100 are", refused.Detail, StringComparison.Ordinal);
    }

    public static TheoryData<string> Allowed =>
    [
        Repeated(100, "userName co \"#\"", " or "),
        Repeated(100, "title eq \"#\"", " or "),
        $"({Repeated(500, "userName eq \"#\"", " or ")}) and ({Repeated(99, "displayName co \"#\"", " or ")})",
    ];

    [Theory]
    [MemberData(nameof(Allowed))]
    public async Task A_hundred_are_answered(string filter)
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite);
        Assert.Equal(0, (await world.ListAsync(DirectoryWorld.Filter(filter))).Total);
    }

    /// <param name="term">With # for a number that counts up.</param>
    private static string Repeated(int count, string term, string word) =>
        string.Join(word, Enumerable.Range(0, count).Select(i => term.Replace("#", $"{i}", StringComparison.Ordinal)));
}
