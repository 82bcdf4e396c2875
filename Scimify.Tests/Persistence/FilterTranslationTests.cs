using Scimify.Core.Persistence;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Filtering;

namespace Scimify.Tests.Persistence;

/// <summary>There are two ways to answer a filter, and one truth: SQL finds what the evaluator says of each resource.</summary>
public sealed class FilterTranslationTests
{
    private const int Filters = 600;

    public static TheoryData<DatabaseProvider, int> Seeds => new()
    {
        { DatabaseProvider.Sqlite, 1 }, { DatabaseProvider.Sqlite, 2 }, { DatabaseProvider.Postgres, 3 },
    };

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Sql_finds_what_the_evaluator_finds(DatabaseProvider provider, int seed)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var sample = new SampleUsers(seed);
        var users = new List<Guid>();
        for (var i = 0; i < 60; i++)
        {
            users.Add(await world.UserAsync(sample.One(i)));
        }

        List<Guid> groups = [];
        for (var i = 0; i < 4; i++)
        {
            groups.Add(await world.GroupAsync($"Team {i}", users.Where((_, n) => n % (i + 2) == 0)));
        }

        var all = await world.AllAsync();
        for (var i = 0; i < Filters; i++)
        {
            var text = sample.Filter(i % 4, groups);
            var filter = DirectoryWorld.Filter(text);
            var expected = all.Where(user => FilterEvaluator.Matches(filter!, user.Resource)).Select(user => user.Resource.GetString("id")).ToList();

            var whole = await world.ListAsync(filter);
            Assert.True(expected.SequenceEqual(whole.Items.Select(user => user.Id.ToString("D"))), $"{text}: {whole.Items.Count} instead of {expected.Count}");
            Assert.Equal(expected.Count, whole.Total);

            var part = await world.ListAsync(filter, start: 3, count: 4);
            Assert.Equal(expected.Skip(2).Take(4), part.Items.Select(user => user.Id.ToString("D")));
            Assert.Equal(expected.Count, part.Total);
            Assert.Equal(expected.Count, (await world.ListAsync(filter, count: 0)).Total);
        }
    }

    [Fact]
    public async Task What_neither_can_answer_is_refused()
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite);
        foreach (var text in (string[])["groups co \"x\"", "groups.display ne \"x\"", "not (groups.display ew \"x\")"])
        {
            var refused = await Assert.ThrowsAsync<ScimException>(() => world.ListAsync(DirectoryWorld.Filter(text)));
            Assert.Equal("invalidFilter", refused.ScimType);
        }
    }
}
