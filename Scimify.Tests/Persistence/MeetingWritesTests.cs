using Npgsql;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Users;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Directory;
using Scimify.Core.Scim.Patching;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;
using Scimify.Core.Sync;
using Scimify.Tests.TestKit;
using Scimify.Tests.WritePath;

namespace Scimify.Tests.Persistence;

/// <summary>Writes of one resource that are taken by two servers, or before and after a restart, meet, and Looker refuses them.</summary>
public sealed class MeetingWritesTests
{
    private const string Jane = """{"userName": "jane@example.com", "name": {"givenName": "Jane"}, "active": true}""";

    private static readonly RefusedPart Names = new(null, Facets.Names, LeavesNoAccess: false);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseProvider, int[]> Orders => new(
        from provider in new[] { DatabaseProvider.Sqlite, DatabaseProvider.Postgres }
        from order in new int[][] { [0, 1], [1, 0] }
        select (provider, order));

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Two_refused_writes_of_a_user_leave_the_value_from_before_both_in_whatever_order_they_are_undone(DatabaseProvider provider, int[] order)
    {
        await using var servers = await Servers.CreateAsync(provider);
        var jane = await servers.World.UserAsync(Jane);
        var before = await servers.UserAsync(jane);
        SyncReceipt[] writes =
        [
            await servers.PatchUserAsync(servers.World.Users, jane, """{"op":"replace","path":"name.givenName","value":"One"}"""),
            await servers.PatchUserAsync(servers.OtherUsers, jane, """{"op":"replace","path":"name.givenName","value":"Two"}"""),
        ];

        foreach (var write in order)
        {
            await servers.UndoAsync(write, writes[write]);
        }

        var after = await servers.UserAsync(jane);
        Assert.Equal(ScimJson.ParseObject(before.Json), ScimJson.ParseObject(after.Json));
        Assert.Equal("Jane", after.Row.LookerFirstName);
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Two_refused_names_of_a_group_leave_the_name_from_before_both_in_whatever_order_they_are_undone(DatabaseProvider provider, int[] order)
    {
        await using var servers = await Servers.CreateAsync(provider);
        var group = await servers.World.GroupAsync("Sales");
        SyncReceipt[] writes =
        [
            await servers.RenameAsync(servers.World.Groups, group, "One"),
            await servers.RenameAsync(servers.OtherGroups, group, "Two"),
        ];

        foreach (var write in order)
        {
            await servers.UndoAsync(write, writes[write]);
        }

        Assert.Equal("Sales", (await servers.GroupAsync(group)).Row.DisplayName);
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task What_was_acknowledged_between_two_refused_writes_stays(DatabaseProvider provider, int[] order)
    {
        await using var servers = await Servers.CreateAsync(provider);
        var jane = await servers.World.UserAsync(Jane);
        var first = await servers.PatchUserAsync(servers.World.Users, jane, """{"op":"replace","path":"name.givenName","value":"One"}""");
        await servers.PatchUserAsync(
            servers.World.Users, jane, """{"op":"replace","path":"title","value":"Engineer"},{"op":"replace","path":"externalId","value":"7"}""");
        SyncReceipt[] writes = [first, await servers.PatchUserAsync(servers.OtherUsers, jane, """{"op":"replace","path":"name.givenName","value":"Two"}""")];

        foreach (var write in order)
        {
            await servers.UndoAsync(write, writes[write]);
        }

        var after = await servers.UserAsync(jane);
        var resource = ScimJson.ParseObject(after.Json);
        Assert.Equal(("Jane", "Engineer"), (after.Row.LookerFirstName, resource.GetString("title")));
        Assert.Equal(("7", "7"), (after.Row.ExternalId, resource.GetString("externalId")));
    }

    /// <summary>The second asks for access and another name, and is refused as a whole. What Looker took of the first, the end of access, stands.</summary>
    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Nothing_of_a_refused_write_stays_and_a_removal_of_access_does(DatabaseProvider provider, int[] order)
    {
        await using var servers = await Servers.CreateAsync(provider);
        var jane = await servers.World.UserAsync(Jane);
        (SyncReceipt Write, RefusedPart Refused)[] writes =
        [
            (await servers.PatchUserAsync(
                servers.World.Users, jane, """{"op":"replace","path":"active","value":false},{"op":"replace","path":"userName","value":"taken@example.com"}"""),
                new RefusedPart(null, Facets.Address, LeavesNoAccess: true)),
            (await servers.PatchUserAsync(
                servers.OtherUsers, jane, """{"op":"replace","path":"active","value":true},{"op":"replace","path":"name.givenName","value":"Two"}"""),
                new RefusedPart(null, Facets.Address, LeavesNoAccess: false)),
        ];

        foreach (var write in order)
        {
            await servers.UndoAsync(write, writes[write].Write, writes[write].Refused);
        }

        var after = await servers.UserAsync(jane);
        Assert.Equal((false, "Jane", "jane@example.com"), (after.Row.Active, after.Row.LookerFirstName, after.Row.UserName));
    }

    [Theory]
    [MemberData(nameof(DatabaseWriterTests.Providers), MemberType = typeof(DatabaseWriterTests))]
    public async Task Of_three_refused_writes_nothing_is_left(DatabaseProvider provider)
    {
        await using var servers = await Servers.CreateAsync(provider);
        var jane = await servers.World.UserAsync(Jane);
        var one = await servers.PatchUserAsync(servers.World.Users, jane, """{"op":"replace","path":"name.givenName","value":"One"}""");
        var two = await servers.PatchUserAsync(servers.OtherUsers, jane, """{"op":"replace","path":"name.givenName","value":"Two"}""");
        var three = await servers.PatchUserAsync(servers.World.Users, jane, """{"op":"replace","path":"name.givenName","value":"Three"}""");

        await servers.UndoAsync(1, two);
        await servers.UndoAsync(0, one);
        await servers.UndoAsync(0, three);

        Assert.Equal("Jane", (await servers.UserAsync(jane)).Row.LookerFirstName);
    }

    [Theory]
    [MemberData(nameof(DatabaseWriterTests.Providers), MemberType = typeof(DatabaseWriterTests))]
    public async Task What_refused_writes_found_is_forgotten_after_ten_minutes(DatabaseProvider provider)
    {
        await using var servers = await Servers.CreateAsync(provider);
        var jane = await servers.World.UserAsync(Jane);
        await servers.UndoAsync(0, await servers.PatchUserAsync(servers.World.Users, jane, """{"op":"replace","path":"name.givenName","value":"One"}"""));
        var now = TimeProvider.System.GetUtcNow();

        await servers.World.Store.ForgetUndoneAsync(now.AddMinutes(9), Ct);
        Assert.NotEqual(0, await servers.RememberedAsync());
        await servers.World.Store.ForgetUndoneAsync(now.AddMinutes(11), Ct);
        Assert.Equal(0, await servers.RememberedAsync());
    }

    /// <summary>Server 0 is the world's own. Server 1 is another on the same PostgreSQL, or the same one after a restart on SQLite.</summary>
    private sealed class Servers : IAsyncDisposable
    {
        private readonly PostgresDatabase? _other;
        private readonly DirectoryStore _store;

        private Servers(DirectoryWorld world)
        {
            World = world;
            _other = world.PostgresConnectionString is { } server
                ? new PostgresDatabase(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString, TestDatabase.Key)
                : null;
            _store = new DirectoryStore(_other ?? world.Database, DirectoryLimits.Default);
            OtherUsers = new UserService(_store, TimeProvider.System);
            OtherGroups = new GroupService(_store, TimeProvider.System);
        }

        public DirectoryWorld World { get; }

        public UserService OtherUsers { get; }

        public GroupService OtherGroups { get; }

        public static async Task<Servers> CreateAsync(DatabaseProvider provider) => new(await DirectoryWorld.CreateAsync(provider));

        public async Task<SyncReceipt> PatchUserAsync(UserService users, Guid id, string operations) =>
            (await users.PatchAsync(World.Request(), id, Patch(ScimResourceTypes.User, operations), null, Ct)).Receipt;

        public async Task<SyncReceipt> RenameAsync(GroupService groups, Guid id, string name) => (await groups.PatchAsync(
            World.Request(), id, Patch(ScimResourceTypes.Group, $$"""{"op":"replace","path":"displayName","value":"{{name}}"}"""), null, Ct)).Receipt;

        /// <param name="refused">Null for the names.</param>
        public Task UndoAsync(int server, SyncReceipt receipt, RefusedPart? refused = null) => (server == 0 ? World.Store : _store).WriteAsync(
            World.Target.IntegrationKey, writer => receipt.Undo!(writer, refused ?? Names), Ct);

        public Task<StoredUser> UserAsync(Guid id) => World.Users.GetAsync(World.Target.IntegrationKey, id, Ct).AsTask();

        public Task<StoredGroup> GroupAsync(Guid id) => World.Groups.GetAsync(World.Target.IntegrationKey, id, Ct).AsTask();

        public async Task<long> RememberedAsync() => await World.Database.ReadAsync(session => session.Count("SELECT count(*) FROM undone_writes"), Ct);

        public async ValueTask DisposeAsync()
        {
            if (_other is not null)
            {
                await _other.DisposeAsync();
            }

            await World.DisposeAsync();
        }

        private static IReadOnlyList<PatchOperation> Patch(ScimResourceType type, string operations) => WriteWorld.Patch(type, operations);
    }
}
