using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Reviews;
using Scimify.Core.Provisioning.Adoption;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Core.Requests;
using Scimify.Portal.Features.Evidence.Reviews;
using Scimify.Portal.Shared;

namespace Scimify.Tests.Persistence.Reviews;

/// <summary>Reviews on both databases: the frozen list, decisions, the end, and that nothing changes afterwards.</summary>
public sealed class ReviewStoreTests
{
    private const string Mira = "mira@example.com";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task The_list_has_who_has_access_now_and_what_only_Looker_knows_and_stays_when_access_changes(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var reviews = await ReviewsAsync(world);
        await world.Database.WriteAsync(
            session =>
            {
                session.Context.ReconcileRuns.Add(new ReconcileRun { Id = Guid.NewGuid(), OrganizationKey = world.Target.OrganizationKey, IntegrationKey = world.Target.IntegrationKey, State = ReconcileState.Done, Inventory = true, FinishedAt = Now(world) });
                session.Context.LookerInventory.Add(Found(world, "77", "Tom Legacy", InventoryTraits.None));
                session.Context.LookerInventory.Add(Found(world, "78", "Root", InventoryTraits.Administrator));
                session.Context.LookerInventory.Add(Found(world, "79", "Gone", InventoryTraits.Disabled));
            },
            Ct);

        var review = await reviews.StartAsync(ReviewScope.Accounts);
        var rows = await reviews.RowsAsync(review);

        Assert.Equal(["ada@example.com scim True Team", "Root unknown False ", "Tom Legacy unknown False "], rows.Select(r => $"{(r.Source == "unknown" ? r.DisplayName : r.UserName)} {r.Source} {r.Asked} {r.Groups}").Order(StringComparer.OrdinalIgnoreCase));
        Assert.Equal(Enumerable.Range(1, 3), rows.Select(r => r.Number));
        Assert.NotNull(review.LookerReadAt);

        await world.Users.DeleteAsync(world.Request(), reviews.Ada, null, Ct);
        Assert.Equal(rows, await reviews.RowsAsync(review));
        Assert.True(await reviews.Query.IsGenuineAsync(await reviews.AgainAsync(review), Ct));

        Assert.Equal(["Root"], (await reviews.RowsAsync(await reviews.StartAsync(ReviewScope.Administrators))).Select(r => r.DisplayName));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Members_of_a_group_are_decided_once_and_their_last_decision_is_in_the_next_review(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var reviews = await ReviewsAsync(world);

        var review = await reviews.StartAsync(ReviewScope.Groups, reviews.Team.ToString("D"));
        var row = Assert.Single(await reviews.RowsAsync(review));
        Assert.Equal(("ada@example.com", "Team", "none", "none"), (row.UserName, row.Group, row.Decision, row.LastDecision));
        await Assert.ThrowsAsync<ConflictException>(() => reviews.CloseAsync(review));
        Assert.Equal(new ReviewDecided(1, 0, 1), await reviews.DecideAsync(review, [1, 99], ReviewDecision.Remove));
        await Assert.ThrowsAsync<ForbiddenException>(() => reviews.Store.DecideAsync(review, reviews.Person("stranger@example.com", Guid.NewGuid()), [1], ReviewDecision.Keep, null, _ => throw new InvalidOperationException(), Ct));

        var closed = await reviews.CloseAsync(review);
        Assert.Equal("identityProvider", Assert.Single(await reviews.RowsAsync(closed)).Outcome);
        Assert.True(await reviews.Query.IsGenuineAsync(closed, Ct));
        Assert.Equal("remove", Assert.Single(await reviews.RowsAsync(await reviews.StartAsync(ReviewScope.Groups, reviews.Team.ToString("D")))).LastDecision);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite, true)]
    [InlineData(DatabaseProvider.Sqlite, false)]
    [InlineData(DatabaseProvider.Postgres, true)]
    [InlineData(DatabaseProvider.Postgres, false)]
    public async Task Nothing_changes_in_a_review_that_has_ended(DatabaseProvider provider, bool closed)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var reviews = await ReviewsAsync(world);
        var review = await reviews.StartAsync(ReviewScope.Accounts);
        await reviews.DecideAsync(review, [1], ReviewDecision.Keep);
        await (closed ? reviews.CloseAsync(review) : reviews.CancelAsync(review));
        var before = await reviews.RowsAsync(await reviews.AgainAsync(review));

        await Assert.ThrowsAsync<ConflictException>(() => reviews.DecideAsync(review, [1], ReviewDecision.Remove));
        await Assert.ThrowsAsync<ConflictException>(() => reviews.CloseAsync(review));
        await Assert.ThrowsAsync<ConflictException>(() => reviews.CancelAsync(review));
        Assert.False(await reviews.Store.RemindAsync(review, ReviewReminder.Overdue, Ct));

        Assert.Equal(before, await reviews.RowsAsync(await reviews.AgainAsync(review)));
        Assert.True(await reviews.Query.IsGenuineAsync(await reviews.AgainAsync(review), Ct));
        await world.Database.WriteAsync(session => session.Execute("UPDATE reviewed_access SET decision = 2 WHERE review_key = @p0", review.Key), Ct);
        Assert.Equal(!closed, await reviews.Query.IsGenuineAsync(await reviews.AgainAsync(review), Ct));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Nobody_decides_about_their_own_access_and_every_view_is_the_same_as_a_page_and_an_export(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var reviews = await ReviewsAsync(world, alsoReviewer: "ada@example.com");
        var review = await reviews.StartAsync(ReviewScope.Accounts);
        var ada = reviews.Person("ada@example.com", await reviews.IdAsync("ada@example.com"));

        Assert.Equal(new ReviewDecided(0, 1, 0), await reviews.Store.DecideAsync(review, ada, [1], ReviewDecision.Keep, null, _ => throw new InvalidOperationException(), Ct));
        await reviews.DecideAsync(review, [1], ReviewDecision.Remove);

        foreach (var state in new[] { review, await reviews.CloseAsync(review) })
        {
            foreach (var view in Enum.GetValues<ReviewView>())
            {
                var page = await reviews.Query.RowsAsync(state, new ReviewFilter(view, "ada"), PageRequest.Of(null, 50), Ct);
                var all = new List<ReviewLine>();
                await foreach (var part in reviews.Query.RowsOfAsync(state, new ReviewFilter(view, "ada"), Ct))
                {
                    all.AddRange(part);
                }

                Assert.Equal(page.Items.Select(r => r.Number), all.Select(r => r.Number));
                Assert.Equal(page.Total, all.Count);
                Assert.Equal(view is ReviewView.All or ReviewView.WithoutManager or ReviewView.Remove or ReviewView.IdentityProvider ? 1 : 0, page.Total);
            }
        }

        await world.Database.WriteAsync(session => session.Context.People.Where(p => p.Email == Mira).ExecuteDelete(), Ct);
        var refused = await Assert.ThrowsAsync<ValidationFailedException>(() => reviews.StartAsync(ReviewScope.Accounts, by: "ada@example.com"));
        Assert.Contains("nobody decides about their own", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_decision_and_the_end_at_the_same_time_never_leave_a_record_without_the_decision(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var reviews = await ReviewsAsync(world);
        for (var round = 0; round < 10; round++)
        {
            var review = await reviews.StartAsync(ReviewScope.Accounts);
            await reviews.DecideAsync(review, [1], ReviewDecision.Keep);
            await Task.WhenAll(Try(() => reviews.CloseAsync(review)), Try(() => reviews.DecideAsync(review, [1], ReviewDecision.Remove)), Try(() => reviews.CancelAsync(review)));
            Assert.True(await reviews.Query.IsGenuineAsync(await reviews.AgainAsync(review), Ct));
        }

        static async Task Try(Func<Task> act)
        {
            try
            {
                await act();
            }
            catch (ConflictException)
            {
                // Another one was first.
            }
        }
    }

    private static InventoryItem Found(DirectoryWorld world, string lookerId, string name, InventoryTraits traits) =>
        new() { IntegrationKey = world.Target.IntegrationKey, LookerId = lookerId, Name = name, NameNorm = name, EmailNorm = "", Traits = traits };

    private static DateTimeOffset Now(DirectoryWorld world) => world.Database.Clock.GetUtcNow();

    /// <summary>Ada is in Looker and in the team there. Mira reviews.</summary>
    private static async Task<Reviews> ReviewsAsync(DirectoryWorld world, string? alsoReviewer = null)
    {
        var ada = await world.UserAsync("""{"userName":"ada@example.com"}""");
        var team = await world.GroupAsync("Team", ada);
        await world.Database.WriteAsync(
            session =>
            {
                foreach (var interval in session.Context.AccessIntervals.Where(i => i.UntilAt == null).AsTracking().ToList())
                {
                    interval.Had = true;
                }

                session.Execute("UPDATE scim_users SET looker_user_id = '7', link_state = 2, applied_state = @p0", """{"disabled":false}""");
                foreach (var email in new[] { Mira, alsoReviewer }.OfType<string>())
                {
                    session.Context.People.Add(new Person
                    {
                        Id = Guid.NewGuid(), OrganizationKey = world.Target.OrganizationKey, UserName = email, NormalizedUserName = PeopleService.Normalise(email), Email = email,
                        NormalizedEmail = PeopleService.Normalise(email), SecurityStamp = "stamp", Role = PortalRole.Auditor,
                    });
                }
            },
            Ct);
        return new(world, ada, team);
    }

    private sealed record Reviews(DirectoryWorld World, Guid Ada, Guid Team)
    {
        public ReviewStore Store { get; } = new(World.Database, TimeProvider.System);

        public ReviewQuery Query { get; } = new(World.Database);

        public Actor Person(string email, Guid? id = null) => new("person", id, email, World.Target.OrganizationKey, Guid.Empty, PortalRole.Auditor, null);

        public async Task<Guid> IdAsync(string email)
        {
            await using var db = World.Database.CreateDbContext();
            return await db.People.Where(p => p.Email == email).Select(p => p.Id).SingleAsync(Ct);
        }

        public async Task<AccessReview> StartAsync(ReviewScope scope, string? target = null, string? by = null)
        {
            await using var db = World.Database.CreateDbContext();
            var reviewers = await db.People.Where(p => by == null || p.Email == by).Select(p => p.Id).ToListAsync(Ct);
            var now = DateTimeOffset.FromUnixTimeMilliseconds(Now(World).ToUnixTimeMilliseconds());
            var review = new AccessReview
            {
                Id = Guid.CreateVersion7(now), OrganizationKey = World.Target.OrganizationKey, IntegrationKey = World.Target.IntegrationKey, IntegrationId = World.Target.IntegrationId, IntegrationName = "Production",
                Name = "Review", Scope = scope, ScopeNames = "", StartedAt = now, StartedBy = Mira, DueAt = now.AddDays(7), ListSha256 = "",
            };
            return await Store.StartAsync(review, new NewReview("Review", scope, target is null ? [] : [target], reviewers, now.AddDays(7)), (_, _) => Entry("review.start"), Ct);
        }

        public async Task<ReviewDecided> DecideAsync(AccessReview review, int[] rows, ReviewDecision decision) =>
            await Store.DecideAsync(review, Person(Mira, await IdAsync(Mira)), rows, decision, "because", _ => Entry("review.decide"), Ct);

        public Task<AccessReview> CloseAsync(AccessReview review) => Store.CloseAsync(review, Mira, (_, _) => Entry("review.close"), Ct);

        public Task<AccessReview> CancelAsync(AccessReview review) => Store.CancelAsync(review, Mira, Entry("review.cancel"), Ct);

        public async Task<AccessReview> AgainAsync(AccessReview review) => (await Store.FindAsync(review.OrganizationKey, review.Id, Ct))!;

        public async Task<List<ReviewLine>> RowsAsync(AccessReview review) =>
            [.. (await Query.RowsAsync(review, new ReviewFilter(), PageRequest.Of(null, 500), Ct)).Items.Select(row => ReviewLine.Of(review, row))];

        private AuditEntry Entry(string action) => Person(Mira).Audit(Now(World), action, new AuditSubject("review", null, "Review"));
    }
}
