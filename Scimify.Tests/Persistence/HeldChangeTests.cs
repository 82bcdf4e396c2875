using Scimify.Core.Directory;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Users;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Patching;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Sync;

namespace Scimify.Tests.Persistence;

/// <summary>The deletion guard's arithmetic. A held row and its record never part. On both databases.</summary>
public sealed class HeldChangeTests
{
    private const int Steps = 300;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseProvider> Providers => [DatabaseProvider.Sqlite, DatabaseProvider.Postgres];

    /// <summary>Each is its own request, so the percentage is of fewer people every time.</summary>
    [Theory]
    [InlineData(8, 50, 10, 5)]
    [InlineData(8, 3, 10, 3)]
    [InlineData(8, 0, 10, 0)]
    [InlineData(40, 50, 50, 13)]
    [InlineData(40, 12, 50, 12)]
    [InlineData(12, 50, 100, 12)]
    [InlineData(3, 50, 0, 3)]
    public async Task So_many_people_may_be_disabled_one_by_one(int people, int maxCount, int maxPercent, int expected)
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite);
        world.Policies = new() { DeletionGuard = new() { MaxCount = maxCount, MaxPercent = maxPercent } };
        var ids = await PeopleAsync(world, people);
        var held = 0;
        foreach (var id in ids)
        {
            held += (await SetActiveAsync(world, id, false)).Receipt.State == SyncState.Held ? 1 : 0;
        }

        Assert.Equal(expected, people - held);
    }

    [Theory]
    [InlineData(60, 50, 30)]
    [InlineData(60, 10, 20)]
    [InlineData(60, 0, 20)]
    [InlineData(60, 100, 60)]
    [InlineData(15, 0, 15)]
    public async Task So_many_members_may_leave_a_group_in_one_request(int members, int percent, int expected)
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite);
        world.Policies = new() { DeletionGuard = new() { MemberMaxPercent = percent } };
        var group = await world.GroupAsync("Pioneers", await PeopleAsync(world, members));
        await world.Groups.ReplaceAsync(world.Request(), group, DirectoryWorld.Json("""{"displayName":"Pioneers","members":[]}"""), null, Ct);
        Assert.Equal(members - expected, await CountAsync(world, "held_changes"));
    }

    [Theory]
    [InlineData(60, 50, 30, 30)]
    [InlineData(60, 50, 31, 30)]
    [InlineData(61, 50, 31, 30)]
    [InlineData(100, 33, 34, 33)]
    [InlineData(300, 7, 22, 21)]
    [InlineData(300, 7, 21, 21)]
    [InlineData(60, 0, 21, 20)]
    public async Task So_many_of_some_members_may_leave(int members, int percent, int leaving, int expected)
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite);
        world.Policies = new() { DeletionGuard = new() { MemberMaxPercent = percent } };
        var people = await PeopleAsync(world, members);
        var group = await world.GroupAsync("Pioneers", people);
        await RemoveAsync(world, world.Request(), group, people.Take(leaving));
        Assert.Equal(leaving - expected, await CountAsync(world, "held_changes"));
    }

    /// <summary>The operations of a Bulk are requests of their own, which share what they are weighed against.</summary>
    [Theory]
    [InlineData(true, 10)]
    [InlineData(false, 20)]
    public async Task The_operations_of_a_bulk_are_weighed_against_the_group_before_it(bool isBulk, int held)
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite);
        var people = await PeopleAsync(world, 60);
        var group = await world.GroupAsync("Pioneers", people);
        var first = world.Request();
        await RemoveAsync(world, first, group, people.Take(20));
        await RemoveAsync(world, world.Request(isBulk ? first.GuardBasis : null), group, people.Skip(20).Take(20));
        Assert.Equal(held, await CountAsync(world, "held_changes"));
    }

    private static Task RemoveAsync(DirectoryWorld world, ScimRequest request, Guid group, IEnumerable<Guid> people) => world.Groups.PatchAsync(
        request,
        group,
        Patch(ScimResourceTypes.Group, $$"""{"op":"remove","path":"members","value":[{{string.Join(',', people.Select(id => $$"""{"value":"{{id}}"}"""))}}]}"""),
        null,
        Ct);

    [Fact]
    public async Task Several_operations_of_one_request_are_weighed_against_the_group_before_it()
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite);
        var people = await PeopleAsync(world, 60);
        var group = await world.GroupAsync("Pioneers", people);
        var operations = people.Take(40).Chunk(10).Select(part =>
            $$"""{"op":"remove","path":"members","value":[{{string.Join(',', part.Select(id => $$"""{"value":"{{id}}"}"""))}}]}""");
        await world.Groups.PatchAsync(world.Request(), group, Patch(ScimResourceTypes.Group, string.Join(',', operations)), null, Ct);
        Assert.Equal(10, await CountAsync(world, "held_changes"));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_removal_counts_until_its_window_is_over(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        world.Policies = new() { DeletionGuard = new() { MaxCount = 1, WindowMinutes = 10 } };
        var ids = await PeopleAsync(world, 3);
        Assert.Equal(SyncState.Pending, (await SetActiveAsync(world, ids[0], false)).Receipt.State);
        await world.Database.WriteAsync(session => session.Execute("UPDATE guarded_removals SET at = at - 540000"), Ct);
        Assert.Equal(SyncState.Held, (await SetActiveAsync(world, ids[1], false)).Receipt.State);
        await world.Database.WriteAsync(session => session.Execute("UPDATE guarded_removals SET at = at - 61000"), Ct);
        Assert.Equal(SyncState.Pending, (await SetActiveAsync(world, ids[2], false)).Receipt.State);
        Assert.Equal(1, await CountAsync(world, "guarded_removals"));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task After_any_operations_and_decisions_held_rows_have_their_record_and_counters_are_right(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        world.Policies = new() { DeletionGuard = new() { MaxCount = 3, MemberMaxPercent = 0 } };
        var random = new Random(7);
        var seen = 0L;
        await PeopleAsync(world, 30);
        for (var i = 0; i < Steps; i++)
        {
            try
            {
                await StepAsync(world, random);
            }
            catch (ScimException e) when (e.Status is 400 or 404 or 409)
            {
                // It was refused, so it must have left nothing behind either.
            }

            if (i % 10 == 9)
            {
                Assert.Equal("", await ContradictionAsync(world));
                seen = Math.Max(seen, await CountAsync(world, "held_changes"));
            }
        }

        Assert.True(seen > 10, $"too little was held to say anything: {seen}");
        await DecideAsync(world, null, release: true);
        Assert.Equal(0, await CountAsync(world, "held_changes"));
        Assert.Equal("", await ContradictionAsync(world));
    }

    private static async Task StepAsync(DirectoryWorld world, Random random)
    {
        var users = await IdsAsync(world, "scim_users WHERE deleted_at IS NULL");
        var groups = await IdsAsync(world, "scim_groups WHERE deleted_at IS NULL");
        var held = await IdsAsync(world, "held_changes WHERE 1 = 1");
        var name = random.Next(40);
        switch (random.Next(12))
        {
            case 0 or 1:
                await world.UserAsync($"{{\"userName\":\"user{name}\",\"emails\":[{{\"value\":\"user{name}@example.com\"}}]}}");
                break;
            case 2:
                await world.GroupAsync($"group {random.Next(4)}", users);
                break;
            case 3 when users.Count > 0:
                await world.Users.DeleteAsync(world.Request(), One(users, random), null, Ct);
                break;
            case 4 when groups.Count > 0:
                await world.Groups.DeleteAsync(world.Request(), One(groups, random), null, Ct);
                break;
            case 5 or 6 when users.Count > 0:
                await SetActiveAsync(world, One(users, random), random.Next(2) == 0);
                break;
            case 7 or 8 when groups.Count > 0:
                var members = string.Join(',', users.Where(_ => random.Next(4) == 0).Select(id => $$"""{"value":"{{id}}"}"""));
                await world.Groups.PatchAsync(world.Request(), One(groups, random), Patch(ScimResourceTypes.Group, $$"""{"op":"replace","path":"members","value":[{{members}}]}"""), null, Ct);
                break;
            case 9 when held.Count > 0:
                await DecideAsync(world, held.Where(_ => random.Next(3) == 0).ToList(), random.Next(2) == 0);
                break;
            case 10 or 11:
                await BecomeAppliedAsync(world);
                break;
        }
    }

    /// <summary>What an engine would leave behind: everything that was under way has arrived.</summary>
    private static Task BecomeAppliedAsync(DirectoryWorld world) => world.Database.WriteAsync(
        session =>
        {
            session.Execute("UPDATE scim_users SET looker_user_id = CAST(key AS TEXT), link_state = 2, sync_state = 0, due = 0 WHERE sync_state = 1 AND deleted_at IS NULL");
            session.Execute("UPDATE scim_users SET sync_state = 0, due = 0 WHERE sync_state = 1");
            session.Execute("DELETE FROM scim_groups WHERE sync_state = 1 AND deleted_at IS NOT NULL");
            session.Execute("UPDATE scim_groups SET looker_group_id = CAST(key AS TEXT), link_state = 2, sync_state = 0, due = 0 WHERE sync_state = 1");
            session.Execute("DELETE FROM memberships WHERE desired = 0 AND sync_state = 1");
            session.Execute("UPDATE memberships SET applied = 1, sync_state = 0, due = 0 WHERE desired = 1 AND sync_state = 1");
        },
        Ct);

    private static Task DecideAsync(DirectoryWorld world, List<Guid>? ids, bool release) => world.Store.WriteAsync(
        world.Target.IntegrationKey,
        writer =>
        {
            var decisions = new HeldDecisions(writer, IntegrationMode.Live, TimeProvider.System.GetUtcNow());
            foreach (var held in writer.Held.Find(world.Target.IntegrationKey, ids, 0, 1000))
            {
                if (release)
                {
                    decisions.Release(held);
                }
                else
                {
                    decisions.Reject(held, "test");
                }
            }

            return true;
        },
        Ct);

    /// <summary>Empty if everything is consistent.</summary>
    private static async Task<string> ContradictionAsync(DirectoryWorld world)
    {
        (string What, string Sql)[] rules =
        [
            ("a held user without its record", """
                SELECT count(*) FROM scim_users u WHERE u.sync_state = 3
                AND (SELECT count(*) FROM held_changes h WHERE h.user_key = u.key AND h.group_key IS NULL) <> 1
                """),
            ("a held group without its record", """
                SELECT count(*) FROM scim_groups g WHERE g.sync_state = 3
                AND (SELECT count(*) FROM held_changes h WHERE h.group_key = g.key AND h.user_key IS NULL) <> 1
                """),
            ("a held membership of nothing that is held", """
                SELECT count(*) FROM memberships m WHERE m.sync_state = 3 AND NOT EXISTS (SELECT 1 FROM held_changes h
                    WHERE (h.user_key = m.user_key AND (h.group_key = m.group_key OR (h.group_key IS NULL AND h.action = 2)))
                        OR (h.user_key IS NULL AND h.group_key = m.group_key))
                """),
            ("a record of a user who is not held", """
                SELECT count(*) FROM held_changes h JOIN scim_users u ON u.key = h.user_key WHERE h.group_key IS NULL AND u.sync_state <> 3
                """),
            ("a record of a group that is not held", """
                SELECT count(*) FROM held_changes h JOIN scim_groups g ON g.key = h.group_key WHERE h.user_key IS NULL AND g.sync_state <> 3
                """),
            ("a record of a membership that is not held", """
                SELECT count(*) FROM held_changes h JOIN memberships m ON m.group_key = h.group_key AND m.user_key = h.user_key WHERE m.sync_state <> 3
                """),
            ("a held removal that is due", "SELECT count(*) FROM scim_users WHERE sync_state = 3 AND due = 1"),
            ("a held person without an account who is due", "SELECT count(*) FROM scim_users WHERE sync_state = 3 AND due > 0 AND looker_user_id IS NULL"),
            ("a held membership that is due or desired", "SELECT count(*) FROM memberships WHERE sync_state = 3 AND (due > 0 OR desired = 1)"),
            ("a wrong count of users", "SELECT count(*) FROM integration_counters WHERE users <> (SELECT count(*) FROM scim_users WHERE deleted_at IS NULL)"),
            ("a wrong count of active users", "SELECT count(*) FROM integration_counters WHERE active_users <> (SELECT count(*) FROM scim_users WHERE deleted_at IS NULL AND active = 1)"),
            ("a wrong count of groups", "SELECT count(*) FROM integration_counters WHERE groups <> (SELECT count(*) FROM scim_groups WHERE deleted_at IS NULL)"),
            ("a wrong count of memberships", "SELECT count(*) FROM integration_counters WHERE memberships <> (SELECT count(*) FROM memberships WHERE desired = 1)"),
        ];
        return await world.Database.ReadAsync(session => string.Join("; ", rules.Where(rule => session.Count(rule.Sql) > 0).Select(rule => rule.What)), Ct);
    }

    private static async Task<IReadOnlyList<Guid>> PeopleAsync(DirectoryWorld world, int count)
    {
        var ids = new List<Guid>();
        for (var i = 0; i < count; i++)
        {
            ids.Add(await world.UserAsync($"{{\"userName\":\"user{i}\",\"emails\":[{{\"value\":\"user{i}@example.com\"}}]}}"));
        }

        return ids;
    }

    private static Task<UserWrite> SetActiveAsync(DirectoryWorld world, Guid id, bool active) => world.Users.PatchAsync(
        world.Request(), id, Patch(ScimResourceTypes.User, $$"""{"op":"replace","path":"active","value":{{(active ? "true" : "false")}}}"""), null, Ct);

    private static IReadOnlyList<PatchOperation> Patch(ScimResourceType type, string operations) => PatchRequest.Parse(
        DirectoryWorld.Json($"{{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{operations}]}}"), type, Dialect.Tolerant, new ToleranceLog());

    private static Task<long> CountAsync(DirectoryWorld world, string table) =>
        world.Database.ReadAsync(session => session.Count($"SELECT count(*) FROM {table}"), Ct).AsTask();

    private static Task<List<Guid>> IdsAsync(DirectoryWorld world, string from) => world.Database.ReadAsync(
        session => session.All($"SELECT id FROM {from} ORDER BY key", reader => Guid.Parse(reader.GetString(0))), Ct).AsTask();

    private static Guid One(List<Guid> ids, Random random) => ids[random.Next(ids.Count)];
}
