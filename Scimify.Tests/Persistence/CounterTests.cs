using Scimify.Core.Persistence;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Patching;
using Scimify.Core.Scim.Schemas;

namespace Scimify.Tests.Persistence;

/// <summary>Stored counts equal what counting would give.</summary>
public sealed class CounterTests
{
    private const int Steps = 400;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseProvider> Providers => [DatabaseProvider.Sqlite, DatabaseProvider.Postgres];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Counters_equal_the_rows_after_any_operations(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var random = new Random(11);
        for (var i = 0; i < Steps; i++)
        {
            try
            {
                await StepAsync(world, random);
            }
            catch (ScimException e) when (e.Status is 400 or 404 or 409)
            {
                // It was refused, so it must not have counted either.
            }

            if (i % 20 == 19)
            {
                var (kept, real) = await CountsAsync(world);
                Assert.Equal(real, kept);
            }
        }

        var (_, end) = await CountsAsync(world);
        Assert.True(end is { Users: > 0, Groups: > 0, Memberships: > 0 }, $"nothing was left to count: {end}");
    }

    private static async Task StepAsync(DirectoryWorld world, Random random)
    {
        var users = await IdsAsync(world, "scim_users");
        var groups = await IdsAsync(world, "scim_groups");
        var name = random.Next(30);
        switch (random.Next(12))
        {
            case 0 or 1 or 2:
                await world.UserAsync($"{{\"userName\":\"user{name}\",\"emails\":[{{\"value\":\"user{name}@example.com\"}}]}}");
                break;
            case 3:
                await world.GroupAsync($"group {random.Next(8)}", Some(users, random));
                break;
            case 4 when users.Count > 4:
                await world.Users.DeleteAsync(world.Request(), One(users, random), null, Ct);
                break;
            case 5 when groups.Count > 3:
                await world.Groups.DeleteAsync(world.Request(), One(groups, random), null, Ct);
                break;
            case 6 when users.Count > 0:
                await world.Users.PatchAsync(world.Request(), One(users, random), Patch(ScimResourceTypes.User, $$"""{"op":"replace","path":"userName","value":"user{{name}}"}"""), null, Ct);
                break;
            case 10 or 11 when users.Count > 0:
                await world.Users.PatchAsync(world.Request(), One(users, random), Patch(ScimResourceTypes.User, $$"""{"op":"replace","path":"active","value":{{(random.Next(2) == 0 ? "true" : "false")}}}"""), null, Ct);
                break;
            case var operation and >= 7 when groups.Count > 0:
                var members = string.Join(',', Some(users, random).Select(id => $$"""{"value":"{{id}}"}"""));
                await world.Groups.PatchAsync(
                    world.Request(),
                    One(groups, random),
                    Patch(ScimResourceTypes.Group, $$"""{"op":"{{(operation == 7 ? "add" : operation == 8 ? "remove" : "replace")}}","path":"members","value":[{{members}}]}"""),
                    null,
                    Ct);
                break;
        }
    }

    private static IReadOnlyList<PatchOperation> Patch(ScimResourceType type, string operation) => PatchRequest.Parse(
        DirectoryWorld.Json($"{{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{operation}]}}"), type, Dialect.Tolerant, new ToleranceLog());

    private static Task<List<Guid>> IdsAsync(DirectoryWorld world, string table) => world.Database.ReadAsync(
        session => session.All($"SELECT id FROM {table} WHERE deleted_at IS NULL ORDER BY key", reader => Guid.Parse(reader.GetString(0))), Ct).AsTask();

    private static Task<(Counts Kept, Counts Real)> CountsAsync(DirectoryWorld world) => world.Database.ReadAsync(
        session => (
            new Counts(
                session.Count("SELECT users FROM integration_counters"),
                session.Count("SELECT active_users FROM integration_counters"),
                session.Count("SELECT groups FROM integration_counters"),
                session.Count("SELECT memberships FROM integration_counters")),
            new Counts(
                session.Count("SELECT count(*) FROM scim_users WHERE deleted_at IS NULL"),
                session.Count("SELECT count(*) FROM scim_users WHERE deleted_at IS NULL AND active = 1"),
                session.Count("SELECT count(*) FROM scim_groups WHERE deleted_at IS NULL"),
                session.Count("SELECT count(*) FROM memberships WHERE desired = 1"))),
        Ct).AsTask();

    private static Guid One(List<Guid> ids, Random random) => ids[random.Next(ids.Count)];

    private static IEnumerable<Guid> Some(List<Guid> ids, Random random) => ids.Where(_ => random.Next(3) == 0).ToList();

    private sealed record Counts(long Users, long Active, long Groups, long Memberships);
}
