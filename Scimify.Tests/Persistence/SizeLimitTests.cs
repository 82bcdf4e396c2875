using Scimify.Core.Directory;
using Scimify.Core.Directory.Users;
using Scimify.Core.Persistence;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Filtering;
using Scimify.Core.Scim.Patching;
using Scimify.Core.Scim.Schemas;

namespace Scimify.Tests.Persistence;

/// <summary>One resource, one page and one PATCH are bounded in size, and the refusal names what was sent and what is allowed.</summary>
public sealed class SizeLimitTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Attributes =>
        ["emails", "phoneNumbers", "ims", "photos", "addresses", "x509Certificates"];

    [Theory]
    [MemberData(nameof(Attributes))]
    public async Task An_attribute_has_at_most_a_hundred_values(string attribute)
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite);
        var id = await world.UserAsync($$"""{"userName":"a",{{Values(attribute, 100)}}}""");
        var before = (await world.ListAsync(null)).Items.Single().Json;
        var (create, replace, patch) = ($$"""{"userName":"b",{{Values(attribute, 101)}}}""", $$"""{"userName":"a",{{Values(attribute, 120_000)}}}""", $$"""{"op":"add","path":"{{attribute}}","value":[{{Value(attribute, 100)}}]}""");
        foreach (var (count, write) in ((int, Func<Task>)[])[
            (101, () => world.UserAsync(create)),
            (120_000, () => world.Users.ReplaceAsync(world.Request(), id, DirectoryWorld.Json(replace), null, Ct)),
            (101, () => world.Users.PatchAsync(world.Request(), id, Operations(patch, ScimResourceTypes.User), null, Ct))])
        {
            var refused = await Assert.ThrowsAsync<ScimException>(write);
            Assert.Equal((400, "invalidValue"), (refused.Status, refused.ScimType));
            Assert.Contains($"\"{attribute}\" has {count} values, and at most 100", refused.Detail, StringComparison.Ordinal);
        }

        Assert.Equal(before, Assert.Single((await world.ListAsync(null)).Items).Json);
    }

    [Fact]
    public async Task A_stored_resource_has_at_most_256_KB()
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite);
        var id = await world.UserAsync(Large("a", StoredJson.MaxBytes - 1_000));
        foreach (var write in (Func<Task>[])[
            () => world.UserAsync(Large("b", StoredJson.MaxBytes)),
            () => world.Users.PatchAsync(world.Request(), id, Operations($$"""{"op":"add","path":"nickName","value":"{{new string('x', 2_000)}}"}""", ScimResourceTypes.User), null, Ct)])
        {
            var refused = await Assert.ThrowsAsync<ScimException>(write);
            Assert.Equal(413, refused.Status);
            Assert.Matches("has [0-9]{6} bytes, and at most 262144 are allowed", refused.Detail);
        }

        Assert.Equal(1, (await world.ListAsync(null)).Total);
    }

    /// <summary>Access first: what else the write asks for is refused, and the person is out.</summary>
    [Fact]
    public async Task A_leaver_leaves_though_the_rest_of_the_write_is_too_large()
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite);
        var id = await world.UserAsync(Large("a", StoredJson.MaxBytes - 1_000));
        var operations = $$"""{"op":"replace","path":"active","value":false},{"op":"add","path":"nickName","value":"{{new string('x', 2_000)}}"}""";

        var write = await world.Users.PatchAsync(world.Request(), id, Operations(operations, ScimResourceTypes.User), null, Ct);

        Assert.False(write.User!.Row.Active);
        Assert.Contains("\"nickName\":\"n\"", System.Text.Encoding.UTF8.GetString(write.User.Json), StringComparison.Ordinal);
    }

    public static TheoryData<DatabaseProvider, string?, string?> Lists
    {
        get
        {
            var lists = new TheoryData<DatabaseProvider, string?, string?>();
            foreach (var provider in Enum.GetValues<DatabaseProvider>())
            {
                lists.Add(provider, null, null);
                lists.Add(provider, "userName sw \"u\"", null);
                lists.Add(provider, "nickName eq \"n\"", null);
                lists.Add(provider, null, "userName");
                lists.Add(provider, "nickName eq \"n\"", "nickName");
            }

            return lists;
        }
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_page_of_large_resources_has_fewer_and_the_next_one_goes_on(DatabaseProvider provider, string? filter, string? sortBy)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        List<Guid> ids = [];
        for (var i = 0; i < 25; i++)
        {
            ids.Add(await world.UserAsync(Large($"u{i:00}", 250_000)));
        }

        var bound = DirectoryWorld.Filter(filter);
        List<Guid> seen = [];
        while (seen.Count < ids.Count)
        {
            var page = await world.ListAsync(bound, sortBy, start: seen.Count + 1);
            Assert.Equal(25, page.Total);
            Assert.InRange(page.Items.Count, 1, 16);
            seen.AddRange(page.Items.Select(user => user.Id));
        }

        Assert.Equal(ids, seen);
        seen.Clear();
        for (long? after = 0; sortBy is null && after is not null;)
        {
            var page = await world.ListAsync(bound, after: after);
            seen.AddRange(page.Items.Select(user => user.Id));
            after = page.Next;
        }

        Assert.Equal(sortBy is null ? ids : [], seen);
    }

    [Fact]
    public void A_PATCH_has_at_most_ten_thousand_operations()
    {
        var operation = """{"op":"replace","path":"title","value":"x"}""";
        Assert.Equal(10_000, Operations(string.Join(',', Enumerable.Repeat(operation, 10_000)), ScimResourceTypes.User).Count);
        var refused = Assert.Throws<ScimException>(() => Operations(string.Join(',', Enumerable.Repeat(operation, 10_001)), ScimResourceTypes.User));
        Assert.Equal((413, "The PATCH has 10001 operations, and at most 10000 are allowed."), (refused.Status, refused.Detail));
    }

    [Theory]
    [InlineData("""{"op":"remove","path":"members[display co \"nobody\"]"}""", 2_002)]
    [InlineData("""{"op":"replace","path":"members","value":[#]},{"op":"remove","path":"members"}""", 1_001)]
    public async Task Operations_that_look_at_the_same_members_again_and_again_are_refused(string operation, int times)
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite);
        List<Guid> users = [];
        for (var i = 0; i < 100; i++)
        {
            users.Add(await world.UserAsync($$"""{"userName":"u{{i}}"}"""));
        }

        var group = await world.GroupAsync("Red", users);
        var one = operation.Replace("#", string.Join(',', users.Select(id => $$"""{"value":"{{id}}"}""")), StringComparison.Ordinal);
        var operations = Operations(string.Join(',', Enumerable.Repeat(one, times)), ScimResourceTypes.Group);
        var refused = await Assert.ThrowsAsync<ScimException>(() => world.Groups.PatchAsync(world.Request(), group, operations, null, Ct));
        Assert.Equal(413, refused.Status);
        Assert.Contains("more than 200000 members", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(100, await world.Database.ReadAsync(session => session.Count("SELECT count(*) FROM memberships WHERE desired = 1"), Ct));
    }

    [Fact]
    public void A_filter_in_a_path_counts_as_often_as_it_compares()
    {
        var filter = string.Join(" or ", Enumerable.Range(0, 100).Select(i => $"value eq \\\"{i}\\\""));
        var operations = Operations(string.Join(',', Enumerable.Repeat($$"""{"op":"remove","path":"emails[{{filter}}]"}""", 300)), ScimResourceTypes.User);
        var user = DirectoryWorld.Json($$"""{"userName":"a",{{Values("emails", 100)}}}""");
        var refused = Assert.Throws<ScimException>(() => PatchEngine.Apply(user, operations, ScimResourceTypes.User, Dialect.Tolerant, new ToleranceLog()));
        Assert.Equal(413, refused.Status);
    }

    private static string Large(string userName, int bytes) => $$"""{"userName":"{{userName}}","nickName":"n","title":"{{new string('x', bytes)}}"}""";

    private static string Values(string attribute, int count) =>
        $"\"{attribute}\":[{string.Join(',', Enumerable.Range(0, count).Select(i => Value(attribute, i)))}]";

    private static string Value(string attribute, int number) => attribute switch
    {
        "addresses" => $$"""{"formatted":"Street {{number}}"}""",
        "x509Certificates" => $$"""{"value":"{{Convert.ToBase64String(BitConverter.GetBytes(number))}}"}""",
        "photos" => $$"""{"value":"https://example.com/{{number}}"}""",
        _ => $$"""{"value":"v{{number}}@example.com"}""",
    };

    private static IReadOnlyList<PatchOperation> Operations(string operations, ScimResourceType type) => PatchRequest.Parse(
        DirectoryWorld.Json($$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{{operations}}]}"""), type, Dialect.Tolerant, new ToleranceLog());
}
