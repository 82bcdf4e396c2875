using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Changes;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Database;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Persistence;

/// <summary>Every committed write says what it has changed and whose it is, without anybody having to remember it.</summary>
public sealed class WrittenChangesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("INSERT INTO held_changes (id) VALUES (@p0)", ChangeTopics.Held)]
    [InlineData("UPDATE scim_users SET due = 0 WHERE key = @p0", ChangeTopics.Directory)]
    [InlineData("DELETE FROM \"sessions\" AS s WHERE s.id = @p0", ChangeTopics.People)]
    [InlineData("UPDATE \"scim_tokens\" AS t SET last_used_at = 1", ChangeTopics.Tokens)]
    [InlineData("WITH gone AS (DELETE FROM memberships RETURNING key) UPDATE integration_counters SET users = 1", ChangeTopics.Directory)]
    [InlineData("INSERT INTO drift_items (id) VALUES (@p0) ON CONFLICT (id) DO UPDATE SET kind = 1", ChangeTopics.Drift)]
    [InlineData("INSERT INTO provisioning_log (key) SELECT key FROM held_changes", ChangeTopics.Log)]
    [InlineData("SELECT key FROM scim_users WHERE key = @p0 FOR UPDATE SKIP LOCKED", ChangeTopics.None)]
    [InlineData("INSERT INTO idempotency_keys (key) VALUES (@p0)", ChangeTopics.None)]
    public void A_statement_says_what_it_changes(string sql, ChangeTopics topics) => Assert.Equal(topics, WrittenTables.Of(sql));

    [Fact]
    public async Task Every_table_is_known()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var context = test.Database.CreateDbContext();
        Assert.Equal(
            context.Model.GetEntityTypes().Select(e => e.GetTableName()!).Distinct().Order(StringComparer.Ordinal),
            WrittenTables.Names.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Only_what_was_committed_is_told(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        var told = new List<Change>();
        test.Database.Changed += told.AddRange;

        await Assert.ThrowsAsync<InvalidOperationException>(() => test.Database.WriteAsync(
            session =>
            {
                session.Context.Organizations.Add(new Organization { Id = Guid.NewGuid(), Name = "Refused" });
                session.Context.SaveChanges();
                throw new InvalidOperationException("refused");
            },
            Ct));
        await test.Database.WriteAsync(session => session.Execute("UPDATE webhooks SET failure = 'x' WHERE key = 1"), Ct);
        Assert.Empty(told);
    }

    [Fact]
    public async Task A_write_names_its_integration_and_no_other_organization()
    {
        await using var bridge = await Bridge.StartAsync();
        var database = bridge.App.Services.GetRequiredService<ScimifyDatabase>();
        var told = new List<Change>();
        await bridge.NewUserAsync("before@example.com");
        await bridge.SettledAsync();
        database.Changed += changes =>
        {
            lock (told)
            {
                told.AddRange(changes);
            }
        };

        await bridge.NewUserAsync("grace@example.com");
        await bridge.SettledAsync();

        lock (told)
        {
            Assert.Contains(told, c => c.Concerns(bridge.Owner.OrganizationKey, bridge.Integration.Id, ChangeTopics.Directory));
            Assert.Contains(told, c => c.Concerns(bridge.Owner.OrganizationKey, bridge.Integration.Id, ChangeTopics.Log));
            Assert.DoesNotContain(told, c => c.Concerns(bridge.Owner.OrganizationKey + 1, null, ChangeTopics.All));
        }
    }

    [Fact]
    public async Task What_people_do_names_their_organization()
    {
        await using var bridge = await Bridge.StartAsync();
        var services = bridge.App.Services;
        var told = new List<Change>();
        var other = await bridge.App.PersonAsync();
        services.GetRequiredService<ScimifyDatabase>().Changed += changes =>
        {
            lock (told)
            {
                told.AddRange(changes);
            }
        };

        await services.GetRequiredService<PeopleService>().LockAsync(bridge.Owner, other.Id!.Value, Ct);
        Check(ChangeTopics.People | ChangeTopics.Audit);
        await services.GetRequiredService<IntegrationService>().UpdateAsync(bridge.Owner, bridge.Integration.Id, new IntegrationChange { Name = "Renamed" }, Ct);
        Check(ChangeTopics.Integrations | ChangeTopics.Audit);
        await bridge.App.ScimTokenAsync(bridge.Owner, bridge.Integration.Id);
        Check(ChangeTopics.Tokens | ChangeTopics.Audit);

        void Check(ChangeTopics topics)
        {
            lock (told)
            {
                Assert.All(told, c => Assert.Equal(bridge.Owner.OrganizationKey, c.OrganizationKey));
                Assert.Contains(told, c => (c.Topics & topics) == topics);
                told.Clear();
            }
        }
    }
}
