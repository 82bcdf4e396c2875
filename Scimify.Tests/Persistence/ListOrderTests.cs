using Scimify.Core.Persistence;
using Scimify.Core.Scim.Querying;
using Scimify.Core.Scim.Values;

namespace Scimify.Tests.Persistence;

/// <summary>The pages of any order together are the whole list: nothing twice, nothing left out.</summary>
public sealed class ListOrderTests
{
    private static readonly string?[] Orders =
        [null, "userName", "displayName", "externalId", "title", "name.familyName", "active", "emails", "meta.created", "meta.lastModified", "id"];

    public static TheoryData<DatabaseProvider> Providers => [DatabaseProvider.Sqlite, DatabaseProvider.Postgres];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Pages_follow_the_order_of_the_standard(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var sample = new SampleUsers(7);
        for (var i = 0; i < 50; i++)
        {
            await world.UserAsync(sample.One(i));
        }

        var all = await world.AllAsync();
        foreach (var sortBy in Orders)
        {
            foreach (var descending in (bool[])[false, true])
            {
                var expected = DirectoryWorld.SortBy(sortBy) is { } path
                    ? all.Order(Comparer<(long Key, ScimObject Resource)>.Create((a, b) =>
                        new ResourceOrder(path, descending).Compare(a.Resource, b.Resource) is var order && order != 0 ? order : a.Key.CompareTo(b.Key))).ToList()
                    : all;
                var paged = new List<string>();
                for (var start = 1; start <= 50; start += 7)
                {
                    var page = await world.ListAsync(null, sortBy, descending, start, 7);
                    Assert.Equal(50, page.Total);
                    paged.AddRange(page.Items.Select(user => user.Id.ToString("D")));
                }

                Assert.True(expected.Select(user => user.Resource.GetString("id")!).SequenceEqual(paged), $"{sortBy ?? "no order"}, descending {descending}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_cursor_goes_on_where_it_was_whatever_happens_in_between(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var ids = new List<Guid>();
        for (var i = 0; i < 20; i++)
        {
            ids.Add(await world.UserAsync($"{{\"userName\":\"user{i:00}\",\"title\":\"x\"}}"));
        }

        foreach (var filter in (string?[])[null, "userName sw \"user\"", "title eq \"x\""])
        {
            var bound = DirectoryWorld.Filter(filter);
            var seen = new List<Guid>();
            long? after = 0;
            while (after is { } from)
            {
                var page = await world.ListAsync(bound, count: 6, after: from);
                seen.AddRange(page.Items.Select(user => user.Id));
                after = page.Next;
                if (seen.Count == 6)
                {
                    await world.Users.DeleteAsync(world.Request(), ids[0], null, TestContext.Current.CancellationToken);
                    ids.Add(await world.UserAsync($"{{\"userName\":\"user-late-{Guid.NewGuid()}\",\"title\":\"x\"}}"));
                }
            }

            Assert.Equal(ids, seen);
            ids.RemoveAt(0);
        }
    }
}
