using Scimify.Core.Directory;
using Scimify.Core.Directory.Users;
using Scimify.Core.Persistence;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;
using Scimify.Core.Sync;
using Scimify.Tests.Persistence;

namespace Scimify.Tests.WritePath;

/// <summary>What goes back when Looker has refused a write, and what stays.</summary>
public sealed class UndoTests
{
    private const string Ann = """{"userName":"ann@example.com","name":{"givenName":"Ann","familyName":"Lee"}}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>before | written | now | after.</summary>
    [Theory]
    [InlineData("""{"a":1,"b":1} | {"a":2,"b":2} | {"a":2,"b":2} | {"a":1,"b":1}""")]
    [InlineData("""{"a":1,"b":1} | {"a":2,"b":2} | {"a":2,"b":3} | {"a":1,"b":3}""")]
    [InlineData("""{"a":1} | {"a":1,"b":2} | {"a":1,"b":2,"c":3} | {"a":1,"c":3}""")]
    [InlineData("""{"a":1,"b":1} | {"a":1} | {"a":1} | {"a":1,"b":1}""")]
    [InlineData("""{"n":{"x":1,"y":1}} | {"n":{"x":2,"y":1}} | {"n":{"x":2,"y":3}} | {"n":{"x":1,"y":3}}""")]
    public void What_a_write_changed_goes_back_unless_it_was_changed_again(string line)
    {
        var part = line.Split('|').Select(DirectoryWorld.Json).ToList();

        Assert.Equal(part[3], Reversal.Of(part[2], part[1], part[0]));
    }

    [Fact]
    public void Only_the_attributes_that_are_asked_for_go_back() => Assert.Equal(
        DirectoryWorld.Json("""{"a":1,"b":2}"""),
        Reversal.Of(DirectoryWorld.Json("""{"a":2,"b":2}"""), DirectoryWorld.Json("""{"a":2,"b":2}"""), DirectoryWorld.Json("""{"a":1,"b":1}"""), name => name == "a"));

    [Fact]
    public async Task A_name_that_another_group_has_by_now_does_not_come_back_and_the_rest_of_the_write_does()
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite);
        var ann = await world.UserAsync(Ann);
        var group = await world.GroupAsync("Red");
        var write = await world.Groups.ReplaceAsync(world.Request(), group, DirectoryWorld.Json($$"""{"displayName":"Blue","members":[{"value":"{{ann}}"}]}"""), null, Ct);
        await world.GroupAsync("Red");

        var stands = await UndoAsync(world, write.Receipt);

        Assert.Contains("Another group has the name", stands, StringComparison.Ordinal);
        var (json, members) = await world.Store.ReadAsync(
            world.Target.IntegrationKey, reader => (reader.ViewGroup(world.Target.IntegrationKey, group)!.Json, reader.MembersOf(write.Group!.Row.Key, 0, 9).Count), Ct);
        Assert.Equal(("Blue", 0), (ScimJson.ParseObject(json).GetString("displayName"), members));
    }

    [Fact]
    public async Task A_userName_that_somebody_else_has_by_now_does_not_come_back_and_the_rest_of_the_write_does()
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite);
        var ann = await world.UserAsync(Ann);
        var write = await world.Users.ReplaceAsync(
            world.Request(), ann, DirectoryWorld.Json("""{"userName":"ann.lee@example.com","name":{"givenName":"Anna","familyName":"Lee"}}"""), null, Ct);
        await world.UserAsync(Ann);

        var stands = await UndoAsync(world, write.Receipt);

        Assert.Contains("Another user has the userName ann@example.com", stands, StringComparison.Ordinal);
        var user = ScimJson.ParseObject((await world.Users.GetAsync(world.Target.IntegrationKey, ann, Ct)).Json);
        Assert.Equal(("ann.lee@example.com", "Ann"), (user.GetString("userName"), user.GetObject("name")!.GetString("givenName")));
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789ABCDEFann@example.com", false, "ann@example.com")]
    [InlineData("0123456789abcdef0123456789abcdefann@example.com", true, "0123456789abcdef0123456789abcdefann@example.com")]
    [InlineData("0123456789abcdef0123456789abcdeann@example.com", false, "0123456789abcdef0123456789abcdeann@example.com")]
    [InlineData("0123456789abcdef0123456789abcdexann@example.com", false, "0123456789abcdef0123456789abcdexann@example.com")]
    [InlineData("susann@example.com", false, "susann@example.com")]
    public void Only_whoever_Entra_marks_as_deleted_keeps_the_address(string userName, bool active, string address)
    {
        var before = Row("ann@example.com", active: true);
        var row = Row(userName, active);

        UserColumns.KeepAddressOfLeaver(before, row);

        Assert.Equal(address, row.LookerEmail);
    }

    [Fact]
    public async Task Access_ends_although_the_directory_refuses_the_rest_of_the_PATCH_and_the_answer_says_both()
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite);
        var ann = await world.UserAsync(Ann);
        var operations = WriteWorld.Patch(
            ScimResourceTypes.User, """{"op":"replace","path":"active","value":false},{"op":"replace","path":"userName","value":"a;b@example.com"}""");

        var write = await world.Users.PatchAsync(world.Request(), ann, operations, null, Ct);

        Assert.Equal((400, "invalidValue"), (write.Receipt.Refusal!.Status, write.Receipt.Refusal.ScimType));
        Assert.EndsWith("The removal of access stands: the user is inactive.", write.Receipt.Refusal.Detail, StringComparison.Ordinal);
        var user = await world.Users.GetAsync(world.Target.IntegrationKey, ann, Ct);
        Assert.Equal((false, "ann@example.com"), (user.Row.Active, user.Row.UserName));
    }

    private static Task<string?> UndoAsync(DirectoryWorld world, SyncReceipt receipt) => world.Store.WriteAsync(
        world.Target.IntegrationKey, writer => receipt.Undo!(writer, new RefusedPart(null, Facets.None, LeavesNoAccess: false)), Ct);

    private static ScimUserRow Row(string address, bool active) => new()
    {
        UserName = address, UserNameNorm = address, Display = address, Active = active, LookerEmail = address, LookerEmailNorm = ScimText.Normalise(address),
    };
}
