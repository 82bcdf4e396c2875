using Scimify.Core.Persistence;
using Scimify.Core.Scim.Schemas;
using Scimify.Tests.WritePath;

namespace Scimify.Tests.Persistence;

/// <summary>A write changes as many rows of the database when thousands of writes wait before it as when none does.</summary>
public sealed class WaitingCostTests
{
    private const int Few = 20;
    private const int Many = 1_000;
    private const int Sample = 5;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Renames_of_one_person_who_waits()
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite);
        var ada = await world.UserAsync("""{"userName":"ada@example.com"}""");

        await AssertFlatAsync(world, number => world.Users.ReplaceAsync(
            world.Request(), ada, DirectoryWorld.Json($$$"""{"userName":"ada@example.com","name":{"givenName":"Ada {{{number}}}"}}"""), null, Ct));
    }

    [Fact]
    public async Task Members_that_come_to_one_group_which_waits()
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite);
        var people = new List<Guid>();
        for (var number = 0; number <= Many; number++)
        {
            people.Add(await world.UserAsync($$"""{"userName":"p{{number}}@example.com"}"""));
        }

        var sales = await world.GroupAsync("Sales");
        await AssertFlatAsync(world, number => world.Groups.PatchAsync(
            world.Request(),
            sales,
            WriteWorld.Patch(ScimResourceTypes.Group, $$$"""{"op":"add","path":"members","value":[{"value":"{{{people[number]:D}}}"}]}"""),
            null,
            Ct));
    }

    [Fact]
    public async Task New_names_of_one_group_which_waits()
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite);
        var sales = await world.GroupAsync("Sales");

        await AssertFlatAsync(world, number => world.Groups.PatchAsync(
            world.Request(),
            sales,
            WriteWorld.Patch(ScimResourceTypes.Group, $$$"""{"op":"replace","path":"displayName","value":"Sales {{{number}}}"}"""),
            null,
            Ct));
    }

    /// <summary>
    /// Writes <see cref="Many"/> times, and compares what the last writes changed with what early ones did. Of a few of each, the least
    /// counts: now and then a write also does something that is due by the clock.
    /// </summary>
    private static async Task AssertFlatAsync(DirectoryWorld world, Func<int, Task> write)
    {
        var (early, late) = (new List<long>(), new List<long>());
        for (var number = 1; number <= Many; number++)
        {
            var counted = number is >= Few and < Few + Sample ? early : number > Many - Sample ? late : null;
            var before = counted is null ? 0 : await ChangesAsync(world);
            await write(number);
            counted?.Add(await ChangesAsync(world) - before);
        }

        Assert.InRange(late.Min(), 1, early.Min() + 1);
    }

    private static async Task<long> ChangesAsync(DirectoryWorld world) => (long)(await world.Database.WriteAsync(session => session.Scalar("SELECT total_changes()"), Ct))!;
}
