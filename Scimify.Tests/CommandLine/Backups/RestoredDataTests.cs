using Microsoft.EntityFrameworkCore;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Backups;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Tests.Persistence;

namespace Scimify.Tests.CommandLine.Backups;

public sealed class RestoredDataTests
{
    private static readonly DateTimeOffset MadeAt = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_waited_to_give_access_is_set_aside_and_what_takes_it_away_still_waits()
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite);
        var ids = new Dictionary<string, Guid>();
        foreach (var name in new[] { "waits", "settled", "second-look", "leaver", "gone", "held", "background" })
        {
            ids[name] = await world.UserAsync($$"""{"userName":"{{name}}@example.com"}""");
        }

        var group = await world.GroupAsync("Analysts", ids.Values);
        await SetAsync(world, ids["settled"], "sync_state = 0, due = 0");
        await SetAsync(world, ids["second-look"], "sync_state = 0, due = 2, look_again_at = 5, not_before = 5");
        await SetAsync(world, ids["leaver"], "active = 0, sync_state = 1, due = 1, look_again_at = 5");
        await SetAsync(world, ids["gone"], "deleted_at = 5, sync_state = 1, due = 1");
        await SetAsync(world, ids["held"], "sync_state = 3, due = 0");
        await SetAsync(world, ids["background"], "sync_state = 1, due = 3");
        await world.Database.WriteAsync(
            session => session.Execute(
                """
                UPDATE memberships SET desired = 0, applied = 1, sync_state = 1, due = 1 WHERE user_key = (SELECT key FROM scim_users WHERE id = @p0)
                """,
                ids["settled"].ToString("D")),
            Ct);

        var summary = await new RestoredData(world.Database, TimeProvider.System).MakeSafeAsync(MadeAt, "b.scimify", BackupProof.KeyRing, Ct);

        await using var db = world.Database.CreateDbContext();
        var users = (await db.ScimUsers.ToListAsync(Ct)).ToDictionary(u => u.Id, u => $"{u.SyncState} {u.Due} {u.LookAgainAt}".TrimEnd());
        Assert.Equal("Failed None", users[ids["waits"]]);
        Assert.Equal("Applied None", users[ids["settled"]]);
        Assert.Equal("Failed None", users[ids["second-look"]]);
        Assert.Equal("Pending Removal 5", users[ids["leaver"]]);
        Assert.Equal("Pending Removal", users[ids["gone"]]);
        Assert.Equal("Held None", users[ids["held"]]);
        Assert.Equal("Failed None", users[ids["background"]]);
        Assert.Equal("Failed None", (await db.ScimGroups.Where(g => g.Id == group).ToListAsync(Ct)).Select(g => $"{g.SyncState} {g.Due}").Single());
        Assert.Equal(
            ["Failed None", "Pending Removal"],
            (await db.Memberships.ToListAsync(Ct)).Select(m => $"{m.SyncState} {m.Due}").Distinct().Order());
        Assert.Equal(3 + 1 + 6, Assert.Single(summary.Integrations).SetAside);
        Assert.StartsWith("This change was waiting when the restored backup was made, at 2027-01-15 08:00 UTC.", await db.ScimGroups.Select(g => g.SyncError).SingleAsync(Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(IntegrationMode.Live, IntegrationMode.Paused)]
    [InlineData(IntegrationMode.Paused, IntegrationMode.Paused)]
    [InlineData(IntegrationMode.Plan, IntegrationMode.Plan)]
    public async Task No_integration_is_live_and_none_repairs_by_itself(IntegrationMode before, IntegrationMode after)
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite);
        await world.Database.WriteAsync(
            session =>
            {
                var integration = session.Context.Integrations.Single();
                integration.Mode = before;
                integration.Policies = integration.Policies with { Drift = DriftPolicy.Repair };
            },
            Ct);

        var summary = await new RestoredData(world.Database, TimeProvider.System).MakeSafeAsync(MadeAt, "b.scimify", BackupProof.KeyRing, Ct);

        await using var db = world.Database.CreateDbContext();
        var restored = await db.Integrations.SingleAsync(Ct);
        Assert.Equal((after, DriftPolicy.Report, MadeAt, null), (restored.Mode, restored.Policies.Drift, restored.RestoredFrom, restored.LastReconciledAt));
        Assert.Equal(before, Assert.Single(summary.Integrations).Mode);
        Assert.Equal(["backup.restore", "integration.update"], await db.AuditLog.OrderBy(e => e.Key).Select(e => e.Action).ToListAsync(Ct));
        Assert.Null(Assert.Single(await new AuditVerifier(world.Database, TimeProvider.System).VerifyAsync(null, Ct)).Break);
    }

    [Fact]
    public async Task A_managers_link_of_that_time_works_no_more_and_no_reminder_makes_another_one()
    {
        await using var world = await DirectoryWorld.CreateAsync(DatabaseProvider.Sqlite);
        await world.Database.WriteAsync(
            session =>
            {
                var review = new AccessReview
                {
                    Id = Guid.NewGuid(), OrganizationKey = world.Target.OrganizationKey, IntegrationName = "Production", Name = "Finance", ScopeNames = "", StartedBy = "mira@example.com", ListSha256 = "", WithoutManager = 0,
                };
                session.Context.AccessReviews.Add(review);
                session.Context.SaveChanges();
                session.Context.ReviewManagers.Add(new ReviewManager { ReviewKey = review.Key, UserKey = 1, Name = "Mona", UserName = "mona@example.com", LinkHash = "hash", LinkExpiresAt = DateTimeOffset.MaxValue });
                session.Context.ReviewManagers.Add(new ReviewManager { ReviewKey = review.Key, UserKey = 2, Name = "Lea", UserName = "lea@example.com" });
            },
            Ct);

        await new RestoredData(world.Database, TimeProvider.System).MakeSafeAsync(MadeAt, "b.scimify", BackupProof.KeyRing, Ct);

        await using var db = world.Database.CreateDbContext();
        var managers = await db.ReviewManagers.ToListAsync(Ct);
        Assert.Equal(2, managers.Count);
        Assert.All(managers, manager =>
        {
            Assert.Equal((null, null), (manager.LinkHash, manager.LinkExpiresAt));
            Assert.NotNull(manager.LinkRevokedAt);
        });
    }

    private static Task SetAsync(DirectoryWorld world, Guid id, string columns) =>
        world.Database.WriteAsync(session => session.Execute($"UPDATE scim_users SET {columns} WHERE id = @p0", id.ToString("D")), Ct);
}
