using Scimify.Core.Persistence;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>Many clients at the same time over real HTTP, on both databases: one winner, no lost update.</summary>
public sealed class RaceTests
{
    private const int Clients = 24;

    public static TheoryData<DatabaseProvider> Providers => [DatabaseProvider.Sqlite, DatabaseProvider.Postgres];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Of_many_creations_of_one_userName_exactly_one_succeeds(DatabaseProvider provider)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var bridge = await Bridge.StartAsync(settings: database.Settings);
        var replies = await Task.WhenAll(Enumerable.Range(0, Clients).Select(i =>
            bridge.PostAsync("/Users", Bridge.UserJson(i % 2 == 0 ? "grace@example.com" : "GRACE@example.com"))));
        Assert.Equal(1, replies.Count(reply => reply.Status == 201));
        Assert.Equal(Clients - 1, replies.Count(reply => (reply.Status, reply.ScimType) == (409, "uniqueness")));
        await bridge.SettledAsync();
        Assert.Equal(1, (int)(await bridge.GetAsync("/Users")).Body!["totalResults"]!);
        Assert.NotNull(bridge.LookerUser("grace@example.com"));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Of_many_creations_of_one_group_exactly_one_succeeds(DatabaseProvider provider)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var bridge = await Bridge.StartAsync(settings: database.Settings);
        var replies = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => bridge.PostAsync("/Groups", """{"displayName":"Pioneers"}""")));
        Assert.Equal(1, replies.Count(reply => reply.Status == 201));
        Assert.Equal(Clients - 1, replies.Count(reply => reply.Status == 409));
        await bridge.SettledAsync();
        Assert.NotNull(bridge.LookerGroup("Pioneers"));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Patches_at_once_lose_no_update(DatabaseProvider provider)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var bridge = await Bridge.StartAsync(settings: database.Settings);
        var id = await bridge.NewUserAsync("grace@example.com");
        var replies = await Task.WhenAll(Enumerable.Range(0, Clients).Select(i => bridge.PatchAsync($"/Users/{id}", $$"""
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"phoneNumbers","value":[{"value":"{{i}}","type":"t{{i}}"}]}]}
            """)));
        Assert.All(replies, reply => Assert.Equal(200, reply.Status));
        Assert.Equal(Clients, replies.Select(reply => reply.ETag).Distinct().Count());
        var user = (await bridge.GetAsync($"/Users/{id}")).Body!;
        Assert.Equal(
            Enumerable.Range(0, Clients).Select(i => i.ToString()).Order(StringComparer.Ordinal),
            user["phoneNumbers"]!.AsArray().Select(number => (string)number!["value"]!).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Members_added_and_removed_at_once_are_all_counted(DatabaseProvider provider)
    {
        await using var database = await ServedDatabase.CreateAsync(provider);
        await using var bridge = await Bridge.StartAsync(settings: database.Settings);
        var users = await Task.WhenAll(Enumerable.Range(0, Clients).Select(i => bridge.NewUserAsync($"user{i}@example.com")));
        var leaving = users.Take(Clients / 2).ToList();
        var group = (await bridge.PostAsync("/Groups", $$"""{"displayName":"Pioneers","members":[{{string.Join(',', leaving.Select(id => $$"""{"value":"{{id}}"}"""))}}]}""")).Id;

        var replies = await Task.WhenAll(users.Select(id => bridge.PatchAsync($"/Groups/{group}", $$"""
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{{(leaving.Contains(id)
                ? $$"""{"op":"remove","path":"members[value eq \"{{id}}\"]"}"""
                : $$"""{"op":"add","path":"members","value":[{"value":"{{id}}"}]}""")}}]}
            """)));

        Assert.All(replies, reply => Assert.Equal(204, reply.Status));
        await bridge.SettledAsync();
        var members = (await bridge.GetAsync($"/Groups/{group}")).Body!["members"]!.AsArray().Select(member => (string)member!["value"]!);
        Assert.Equal(users.Except(leaving).Order(StringComparer.Ordinal), members.Order(StringComparer.Ordinal));
        Assert.Equal(Clients / 2, bridge.LookerMembers("Pioneers").Count);
    }

    [Fact]
    public async Task Of_many_writes_with_one_version_exactly_one_succeeds()
    {
        await using var bridge = await Bridge.StartAsync();
        var id = await bridge.NewUserAsync("grace@example.com");
        var replies = await Task.WhenAll(Enumerable.Range(0, Clients).Select(i => bridge.SendAsync(
            HttpMethod.Patch,
            $"/Users/{id}",
            $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"title","value":"{{i}}"}]}""",
            request => request.Headers.TryAddWithoutValidation("If-Match", "W/\"1\""))));
        Assert.Equal(1, replies.Count(reply => reply.Status == 200));
        Assert.Equal(Clients - 1, replies.Count(reply => reply.Status == 412));
    }
}
