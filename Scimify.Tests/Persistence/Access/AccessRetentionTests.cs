using Scimify.Core.Audit;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Persistence.Access;

/// <summary>What the access history forgets, and what it never does.</summary>
public sealed class AccessRetentionTests
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task What_ended_long_ago_is_forgotten_and_what_is_so_now_is_not(DatabaseProvider provider)
    {
        var clock = new FakeTimeProvider();
        await using var world = await DirectoryWorld.CreateAsync(provider);
        world.Database.Clock = clock;
        await world.UserAsync("""{"userName":"stays@example.com","displayName":"Before"}""");
        var gone = await world.UserAsync("""{"userName":"gone@example.com"}""");
        await world.GroupAsync("Team", gone);
        await ExecuteAsync(world, "UPDATE access_names SET display = 'After' WHERE display = 'Before'");
        clock.Advance(TimeSpan.FromDays(1));
        await world.Users.DeleteAsync(world.Request(), gone, null, Ct);
        await ExecuteAsync(world, "DELETE FROM memberships");
        await ExecuteAsync(world, "DELETE FROM scim_users WHERE user_name = 'gone@example.com'");
        var retention = new AccessRetention(world.Database, clock);

        clock.Advance(TimeSpan.FromDays(20));
        Assert.Equal(0, await retention.ForgetAsync(Kept, Ct));

        clock.Advance(TimeSpan.FromDays(400));
        Assert.True(await retention.ForgetAsync(Kept, Ct) > 0);
        Assert.Equal(0, await retention.ForgetAsync(Kept, Ct));

        await using var db = world.Database.CreateDbContext();
        var kept = db.AccessNames.Single(name => !name.IsGroup);
        Assert.Equal("stays@example.com", kept.Name);
        Assert.Equal([kept.SubjectKey], db.AccessIntervals.Select(interval => interval.UserKey).Distinct());
        Assert.Equal("Team", db.AccessNames.Single(name => name.IsGroup).Name);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_review_that_ended_long_ago_is_forgotten_with_its_rows_reviewers_and_managers(DatabaseProvider provider)
    {
        var clock = new FakeTimeProvider();
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var start = clock.GetUtcNow();
        await world.Database.WriteAsync(
            session =>
            {
                Add("ended", start);
                Add("open", null);

                void Add(string name, DateTimeOffset? endedAt)
                {
                    var review = new AccessReview
                    {
                        Id = Guid.NewGuid(), OrganizationKey = world.Target.OrganizationKey, IntegrationKey = world.Target.IntegrationKey, IntegrationName = "Production", Name = name, ScopeNames = "", StartedAt = start,
                        StartedBy = "mira@example.com", DueAt = start, ListSha256 = "", EndedAt = endedAt, State = endedAt is null ? ReviewState.Open : ReviewState.Closed,
                    };
                    session.Context.AccessReviews.Add(review);
                    session.Context.SaveChanges();
                    session.Context.AccessReviewers.Add(new AccessReviewer { ReviewKey = review.Key, PersonId = Guid.NewGuid(), Email = name });
                    session.Context.ReviewManagers.Add(new ReviewManager { ReviewKey = review.Key, UserKey = 1, Name = name, UserName = name });
                    session.Context.ReviewedAccess.Add(new ReviewedAccess { ReviewKey = review.Key, Number = 1, Display = name, UserName = name, Groups = "", Roles = "" });
                }
            },
            Ct);

        clock.Advance(TimeSpan.FromDays(400));
        Assert.Equal(1, await new AccessRetention(world.Database, clock).ForgetAsync(Kept, Ct));

        await using var db = world.Database.CreateDbContext();
        Assert.Equal(
            ("open", "open", "open", "open"), (db.AccessReviews.Single().Name, db.AccessReviewers.Single().Email, db.ReviewManagers.Single().Name, db.ReviewedAccess.Single().Display));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Roles_and_attributes_that_ended_long_ago_are_forgotten(DatabaseProvider provider)
    {
        var clock = new FakeTimeProvider();
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var start = clock.GetUtcNow();
        await world.Database.WriteAsync(
            session =>
            {
                Add("first", 0, 200, "1");
                Add("second", 200, 400, "1");
                Add("third", 400, null, "1");
                Add(null, 10, null, "2");

                void Add(string? value, int from, int? until, string id) => session.Context.AccessDetails.Add(new AccessDetail
                {
                    Kind = AccessDetailKind.Attribute, SubjectKey = 1, LookerId = id, FromAt = start.AddDays(from), UntilAt = until is { } days ? start.AddDays(days) : null,
                    OrganizationKey = world.Target.OrganizationKey, IntegrationKey = world.Target.IntegrationKey, Name = "department", Asked = value, Had = value, Source = AccessSource.Mapping,
                });
            },
            Ct);
        clock.Advance(TimeSpan.FromDays(600));

        Assert.Equal(2, await new AccessRetention(world.Database, clock).ForgetAsync(TimeSpan.FromDays(300), Ct));

        await using var db = world.Database.CreateDbContext();
        Assert.Equal(["second", "third"], db.AccessDetails.OrderBy(d => d.FromAt).Select(d => d.Had));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task More_than_is_taken_at_once_goes_too(DatabaseProvider provider)
    {
        var clock = new FakeTimeProvider();
        await using var world = await DirectoryWorld.CreateAsync(provider);
        world.Database.Clock = clock;
        var user = await world.UserAsync("""{"userName":"busy@example.com"}""");
        for (var change = 0; change < 1100; change++)
        {
            await world.Database.WriteAsync(
                session => session.Execute(
                    """
                    INSERT INTO access_intervals (user_key, kind, group_key, from_at, until_at, organization_key, integration_key, asked, had, source)
                    SELECT user_key, kind, group_key, @p0, @p1, organization_key, integration_key, asked, had, source FROM access_intervals WHERE until_at IS NULL
                    """,
                    (long)change,
                    change + 1L),
                Ct);
        }

        Assert.Equal(1100, await new AccessRetention(world.Database, clock).ForgetAsync(Kept, Ct));

        await using var db = world.Database.CreateDbContext();
        Assert.Single(db.AccessIntervals);
        Assert.NotEqual(Guid.Empty, user);
    }

    private static Task ExecuteAsync(DirectoryWorld world, string statement) => world.Database.WriteAsync(session => session.Execute(statement), Ct);
}
