using Scimify.Core.Audit;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Provisioning;
using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Requests;
using Scimify.Core.Sync;

namespace Scimify.Tests.Persistence;

/// <summary>Saved mappings and the users who follow them, on both databases.</summary>
public sealed class MappingStoreTests
{
    private static readonly MappingSet Titles = new([new("6", "department", "Department", "string", false, MappingSourceKind.Attribute, "title", false)]);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_sweep_goes_on_after_a_crash_and_makes_only_those_due_of_whom_something_differs(DatabaseProvider provider)
    {
        await using var world = await WorldAsync(provider, users: 120);
        Assert.True(await SaveAsync(world, Titles));
        Assert.NotNull(await NewStore(world).SweepAsync(Ct));
        Assert.Equal((50, 5), await CountsAsync(world));

        // Another process continues. Users who were written meanwhile have the mapping already.
        var next = NewStore(world);
        await world.UserAsync("""{"userName":"late@example.com","title":"t"}""");
        while (await next.SweepAsync(Ct) is not null)
        {
        }

        Assert.Equal((121, 13), await CountsAsync(world));
        Assert.False((await next.ReadAsync(world.Target.IntegrationKey, Ct)).IsSweeping);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Who_waits_already_keeps_the_place_and_the_request(DatabaseProvider provider)
    {
        await using var world = await WorldAsync(provider, users: 1);
        var request = Guid.NewGuid();
        await world.Database.WriteAsync(
            session => session.Execute("UPDATE scim_users SET due = 2, sync_state = 1, request_id = @p0", request.ToString("D")), Ct);
        await SaveAsync(world, Titles);
        await NewStore(world).SweepAsync(Ct);
        await using var db = world.Database.CreateDbContext();
        var row = db.ScimUsers.Single();
        Assert.Equal((DueKind.Change, request), (row.Due, row.RequestId));
        Assert.NotNull(row.LookerAttributes);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_role_is_worked_on_by_one_node_at_a_time(DatabaseProvider provider)
    {
        await using var world = await WorldAsync(provider, users: 0);
        var group = await world.GroupAsync("Team");
        var (key, name) = (await NewStore(world).GroupsAsync(world.Target.IntegrationKey, [group], Ct))[group];
        Assert.True(await NewStore(world).SaveAsync(world.Target.IntegrationKey, new(null, MappingSet.Empty, [new(key, group, name, "4", "User")]), _ => Audit(world), Ct));
        var sync = new SyncStore(world.Database, TimeProvider.System);
        var until = TimeProvider.System.GetUtcNow().AddMinutes(5);
        var claims = await Task.WhenAll(Enumerable.Range(0, 4).Select(node => sync.ClaimAsync(world.Target.IntegrationKey, 8, 8, $"node{node}", until, Ct)));
        Assert.Single(claims.SelectMany(c => c.Claims).OfType<SyncClaim.Role>());
    }

    [Fact]
    public async Task Saving_the_same_again_is_no_change_and_another_version_is_a_conflict()
    {
        await using var world = await WorldAsync(DatabaseProvider.Sqlite, users: 0);
        Assert.True(await SaveAsync(world, Titles));
        Assert.False(await SaveAsync(world, Titles));
        await Assert.ThrowsAsync<ConflictException>(() => NewStore(world).SaveAsync(
            world.Target.IntegrationKey, new(0, MappingSet.Empty, []), _ => Audit(world), Ct));
    }

    /// <summary>People whom Looker has. Every tenth has a title.</summary>
    private static async Task<DirectoryWorld> WorldAsync(DatabaseProvider provider, int users)
    {
        var world = await DirectoryWorld.CreateAsync(provider);
        for (var i = 0; i < users; i++)
        {
            await world.UserAsync($$"""{"userName":"p{{i}}@example.com"{{(i % 10 == 0 ? ",\"title\":\"t\"" : "")}}}""");
        }

        await world.Database.WriteAsync(
            session => session.Execute("UPDATE scim_users SET looker_user_id = 'L' || user_name, link_state = 2, due = 0, sync_state = 0, applied_state = '{\"fresh\":true}'"), Ct);
        return world;
    }

    private static MappingStore NewStore(DirectoryWorld world) => new(world.Database, TimeProvider.System);

    private static Task<bool> SaveAsync(DirectoryWorld world, MappingSet set) =>
        NewStore(world).SaveAsync(world.Target.IntegrationKey, new(null, set, []), _ => Audit(world), Ct);

    /// <summary>How many users have the mappings, and how many are due.</summary>
    private static async Task<(int Mapped, int Due)> CountsAsync(DirectoryWorld world)
    {
        await using var db = world.Database.CreateDbContext();
        return (db.ScimUsers.Count(u => u.LookerAttributes != null), db.ScimUsers.Count(u => u.Due != DueKind.None));
    }

    private static AuditEntry Audit(DirectoryWorld world) => new()
    {
        Id = Guid.NewGuid(), OrganizationKey = world.Target.OrganizationKey, ActorKind = "system", ActorName = "test", Action = "mappings.update",
        SubjectKind = "integration", SubjectName = "Production",
    };
}
