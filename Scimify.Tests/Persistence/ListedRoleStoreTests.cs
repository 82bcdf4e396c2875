using Scimify.Core.Looker;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Provisioning;
using Scimify.Core.Provisioning.Drift;

namespace Scimify.Tests.Persistence;

/// <summary>Which comparison may say what roles there are, on both databases.</summary>
public sealed class ListedRoleStoreTests
{
    private static readonly Uri Looker = new("https://looker.example.com");
    private static readonly LookerRole[] Roles = [new("2", "Admin", true), new("5", "Viewer", false)];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Only_the_one_that_has_the_lease_and_read_the_Looker_of_now(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var store = new DriftStore(world.Database, TimeProvider.System);
        var run = await ClaimedAsync(world, store);

        await store.ListRolesAsync(run, new("https://elsewhere.example.com"), Roles, Ct);
        Assert.Empty(await NamesAsync(world));

        (var lease, run.LeaseOwner) = (run.LeaseOwner, "another server");
        await store.ListRolesAsync(run, Looker, Roles, Ct);
        Assert.Empty(await NamesAsync(world));
        Assert.False(await store.ListsRolesAsync(world.Target.IntegrationKey, Ct));

        run.LeaseOwner = lease;
        await store.ListRolesAsync(run, Looker, Roles, Ct);
        Assert.Equal(["Admin", "Viewer"], await NamesAsync(world));
        Assert.True(await store.ListsRolesAsync(world.Target.IntegrationKey, Ct));

        await world.Database.WriteAsync(session => session.Execute("UPDATE integrations SET deleted_at = 1"), Ct);
        await store.ListRolesAsync(run, Looker, [], Ct);
        Assert.Equal(["Admin", "Viewer"], await NamesAsync(world));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_role_that_Looker_names_twice_is_one(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var store = new DriftStore(world.Database, TimeProvider.System);
        var run = await ClaimedAsync(world, store);

        await store.ListRolesAsync(run, Looker, [.. Roles, Roles[1]], Ct);
        Assert.Equal(["Admin", "Viewer"], await NamesAsync(world));

        await store.ListRolesAsync(run, Looker, [], Ct);
        Assert.Empty(await NamesAsync(world));
    }

    private static async Task<ReconcileRun> ClaimedAsync(DirectoryWorld world, DriftStore store)
    {
        await store.StartAsync(world.Target.OrganizationKey, world.Target.IntegrationKey, repair: false, inventory: false, null, Ct);
        return (await store.ClaimAsync("server", TimeProvider.System.GetUtcNow().AddMinutes(1), Ct))!.Value.Run;
    }

    private static Task<List<string>> NamesAsync(DirectoryWorld world) => world.Database.ReadAsync(
        world.Target.IntegrationKey, session => session.All("SELECT display_name FROM scim_roles ORDER BY key", row => row.GetString(0)), Ct).AsTask();
}
