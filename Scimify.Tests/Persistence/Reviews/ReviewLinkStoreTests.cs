using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Reviews;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Core.Requests;
using Scimify.Portal.Features.Evidence.Reviews;

namespace Scimify.Tests.Persistence.Reviews;

/// <summary>Reviews by managers on both databases: whose manager decides, which links work, and about which rows.</summary>
public sealed class ReviewLinkStoreTests
{
    private const string Mira = "mira@example.com";
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseProvider> Databases => [DatabaseProvider.Sqlite, DatabaseProvider.Postgres];

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_list_has_the_manager_that_SCIM_told_and_everybody_else_goes_to_the_reviewers(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var mona = await world.UserAsync("""{"userName":"mona@example.com","displayName":"Mona Manager","externalId":"E-17"}""");
        var ian = await world.UserAsync("""{"userName":"ian@example.com","active":false}""");
        await world.UserAsync(Person("ada@example.com", mona.ToString()));
        await world.UserAsync(Person("bob@example.com", mona.ToString()));
        await world.UserAsync(Person("cy@example.com", "MONA@example.com"));
        await world.UserAsync(Person("dan@example.com", "E-17"));
        await world.UserAsync(Person("eve@example.com", Guid.NewGuid().ToString()));
        await world.UserAsync(Person("fay@example.com", ian.ToString()));
        await world.UserAsync(Person("gil@example.com", "gil@example.com"));
        var links = await LinksAsync(world);

        var review = await links.StartAsync();

        Assert.Equal(
            ["ada@example.com Mona Manager", "bob@example.com Mona Manager", "cy@example.com Mona Manager", "dan@example.com Mona Manager", "eve@example.com ", "fay@example.com ", "gil@example.com ", "mona@example.com "],
            (await links.RowsAsync(review)).Select(row => $"{row.UserName} {row.Manager}").Order(StringComparer.Ordinal));
        Assert.Equal(4, review.WithoutManager);
        var manager = Assert.Single((await links.Query.ListAsync(review, null, new(1, 50), Ct)).Items);
        Assert.Equal((mona, "Mona Manager", "mona@example.com", 4, 4, true, null), (manager.ScimId, manager.Name, manager.Address, manager.Rows, manager.Open, manager.Active, manager.Link));
        Assert.True(await new ReviewQuery(world.Database).IsGenuineAsync(review, Ct));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_review_by_managers_is_refused_where_nobody_has_one(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        await world.UserAsync("""{"userName":"ada@example.com"}""");
        var links = await LinksAsync(world);

        var refused = await Assert.ThrowsAsync<ValidationFailedException>(links.StartAsync);

        Assert.Equal(["managers"], refused.Fields.Keys);
        await using var db = world.Database.CreateDbContext();
        Assert.False(await db.AccessReviews.AnyAsync(Ct));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_link_works_until_it_is_replaced_ended_or_too_old_or_its_manager_leaves_or_its_review_ends(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var links = await TeamAsync(world);
        var review = await links.StartAsync();

        Assert.True(await links.ReplaceAsync(review, null, "first"));
        Assert.True(await links.WorksAsync("first"));
        Assert.False(await links.ReplaceAsync(review, null, "other"));
        Assert.True(await links.ReplaceAsync(review, "first", "second"));
        Assert.Equal((false, true, false), (await links.WorksAsync("first"), await links.WorksAsync("second"), await links.WorksAsync("other")));
        Assert.True(await links.RevokeAsync(review));
        Assert.False(await links.RevokeAsync(review));
        Assert.False(await links.WorksAsync("second"));

        Assert.True(await links.ReplaceAsync(review, null, "old", life: TimeSpan.FromSeconds(-1)));
        Assert.False(await links.WorksAsync("old"));
        Assert.True(await links.ReplaceAsync(review, "old", "third"));
        await world.Database.WriteAsync(session => session.Execute("UPDATE scim_users SET active = 0 WHERE user_name = 'mona@example.com'"), Ct);
        Assert.False(await links.WorksAsync("third"));
        await world.Database.WriteAsync(session => session.Execute("UPDATE scim_users SET active = 1, id = @p0 WHERE user_name = 'mona@example.com'", Guid.NewGuid().ToString()), Ct);
        Assert.False(await links.WorksAsync("third"));
        await world.Database.WriteAsync(session => session.Execute("UPDATE scim_users SET id = @p0 WHERE user_name = 'mona@example.com'", links.Mona.ToString()), Ct);
        Assert.True(await links.WorksAsync("third"));

        await links.Reviews.CancelAsync(review, Mira, links.Entry("review.cancel"), Ct);
        Assert.False(await links.WorksAsync("third"));
        Assert.Null(await links.DecideAsync("third", new LinkDecision(1, ReviewDecision.Keep, null)));
        await Assert.ThrowsAsync<ConflictException>(() => links.ReplaceAsync(review, "third", "fourth"));
        await Assert.ThrowsAsync<ConflictException>(() => links.RevokeAsync(review));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_link_decides_about_the_managers_own_people_and_nobody_else(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var links = await TeamAsync(world);
        var review = await links.StartAsync();
        await links.ReplaceAsync(review, null, "link");
        var all = await links.RowsAsync(review);

        var decided = await links.DecideAsync("link", [.. all.Select(row => new LinkDecision(row.Number, ReviewDecision.Remove, "left")), new LinkDecision(99, ReviewDecision.Keep, null)]);

        Assert.Equal(new LinkDecided(2, all.Count - 1, 0), decided);
        var rows = await links.RowsAsync(review);
        Assert.Equal(["ada@example.com", "bob@example.com"], rows.Where(row => row.Decision == ReviewDecision.Remove).Select(row => row.UserName).Order(StringComparer.Ordinal));
        Assert.All(rows.Where(row => row.DecidedBy is not null), row => Assert.Equal(("Mona", true, "left"), (row.DecidedBy, row.DecidedByLink, row.Reason)));

        var ada = rows.Single(row => row.UserName == "ada@example.com").Number;
        await links.Reviews.DecideAsync(review, links.Actor(await links.MiraIdAsync()), [ada], ReviewDecision.Keep, null, _ => links.Entry("review.decide"), Ct);
        var again = (await links.RowsAsync(review)).Single(row => row.Number == ada);
        Assert.Equal((ReviewDecision.Keep, Mira, false), (again.Decision, again.DecidedBy, again.DecidedByLink));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite, false, 1)]
    [InlineData(DatabaseProvider.Sqlite, true, 2)]
    [InlineData(DatabaseProvider.Postgres, false, 1)]
    public async Task A_link_that_somebody_was_shown_does_not_decide_about_their_own_access(DatabaseProvider provider, bool mailed, int done)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var links = await TeamAsync(world);
        var review = await links.StartAsync();
        await links.ReplaceAsync(review, null, "link", by: "ada@example.com", mailed: mailed);

        var rows = (await links.RowsAsync(review)).Where(row => row.Manager is not null).Select(row => new LinkDecision(row.Number, ReviewDecision.Keep, null)).ToArray();

        Assert.Equal(new LinkDecided(done, 2 - done, 0), await links.DecideAsync("link", rows));
        Assert.Equal(mailed ? ReviewDecision.Keep : ReviewDecision.None, (await links.RowsAsync(review)).Single(row => row.UserName == "ada@example.com").Decision);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_decision_is_noted_once_and_in_place_of_none_that_the_manager_did_not_see(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var links = await TeamAsync(world);
        var review = await links.StartAsync();
        await links.ReplaceAsync(review, null, "link");
        var ada = (await AdaAsync()).Number;
        var keep = new LinkDecision(ada, ReviewDecision.Keep, null);

        Assert.Equal(new LinkDecided(1, 0, 0), await links.DecideAsync("link", keep));
        Assert.Equal(new LinkDecided(0, 0, 0), await links.DecideAsync("link", keep));
        var remove = new LinkDecision(ada, ReviewDecision.Remove, "left");
        Assert.Equal(new LinkDecided(0, 0, 1), await links.DecideAsync("link", remove));
        Assert.Equal(new LinkDecided(1, 0, 0), await links.DecideAsync("link", remove with { ShownAtUnixMs = (await AdaAsync()).DecidedAt!.Value.ToUnixTimeMilliseconds() }));
        Assert.Equal(new LinkDecided(0, 0, 1), await links.DecideAsync("link", remove with { Reason = "other", ShownAtUnixMs = 1 }));

        Assert.Equal((ReviewDecision.Remove, "left"), ((await AdaAsync()).Decision, (await AdaAsync()).Reason));
        await using var db = world.Database.CreateDbContext();
        Assert.Equal(2, await db.AuditLog.CountAsync(e => e.Action == "review.decideByLink", Ct));

        async Task<ReviewedAccess> AdaAsync() => (await links.RowsAsync(review)).Single(row => row.UserName == "ada@example.com");
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_new_link_was_not_opened_counts_as_the_reminder_that_is_due_and_takes_the_place_of_nothing_newer(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var links = await TeamAsync(world);
        var review = await links.StartAsync();
        var before = (await links.Store.FindAsync(review, links.Mona, Ct))!;
        await links.ReplaceAsync(review, null, "link");
        var opened = (await links.Store.OpenAsync("link", Ct))!;
        await links.Store.NoteOpenedAsync(opened, Ct);
        Assert.NotNull((await links.Store.FindAsync(review, links.Mona, Ct))!.OpenedAt);

        await links.ReplaceAsync(review, "link", "next", reminded: ReviewReminder.DueSoon);
        await links.Store.NoteOpenedAsync(opened, Ct);    // of the link before
        var next = (await links.Store.FindAsync(review, links.Mona, Ct))!;
        Assert.Equal((null, ReviewReminder.DueSoon), (next.OpenedAt, next.Reminded));

        await links.RevokeAsync(review);
        before.LinkHash = "stale";
        Assert.False(await links.Store.ReplaceAsync(review, before, null, links.Entry("review.link"), Ct));    // made and ended since it was read
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_reminder_that_was_not_mailed_is_due_again_unless_somebody_made_a_link(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var links = await TeamAsync(world);
        var review = await links.StartAsync();
        var mona = Assert.Single(await links.Store.ToRemindAsync(review, ReviewReminder.Started, Ct));
        Assert.True(await links.Store.RemindAsync(review, mona, ReviewReminder.Started, Ct));
        await links.Store.UnmarkAsync(review, mona, ReviewReminder.Started, Ct);
        Assert.Single(await links.Store.ToRemindAsync(review, ReviewReminder.Started, Ct));

        Assert.True(await links.Store.RemindAsync(review, mona, ReviewReminder.Started, Ct));
        await links.ReplaceAsync(review, null, "link");
        await links.Store.UnmarkAsync(review, mona, ReviewReminder.Started, Ct);
        Assert.Empty(await links.Store.ToRemindAsync(review, ReviewReminder.Started, Ct));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_review_whose_only_reviewer_is_in_the_list_needs_another_one_even_if_a_manager_decides(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var links = await TeamAsync(world);
        await world.UserAsync(Person(Mira, links.Mona.ToString()));
        await world.Database.WriteAsync(session => session.Execute("UPDATE access_intervals SET had = 1 WHERE until_at IS NULL"), Ct);

        var refused = await Assert.ThrowsAsync<ValidationFailedException>(links.StartAsync);

        Assert.Equal(["reviewers"], refused.Fields.Keys);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_reviewers_get_the_open_rows_of_a_manager_who_has_left(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var links = await TeamAsync(world);
        var review = await links.StartAsync();
        await using var db = world.Database.CreateDbContext();
        Assert.Equal(["mona@example.com"], await UserNamesAsync());

        await world.Database.WriteAsync(session => session.Execute("UPDATE scim_users SET active = 0 WHERE user_name = 'mona@example.com'"), Ct);

        Assert.Equal(["ada@example.com", "bob@example.com", "mona@example.com"], await UserNamesAsync());

        async Task<List<string>> UserNamesAsync() => await db.OpenForReviewers().Where(row => row.ReviewKey == review.Key).Select(row => row.UserName).Order().ToListAsync(Ct);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_decision_by_link_and_the_end_at_the_same_time_never_leave_a_record_without_the_decision(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var links = await TeamAsync(world);
        for (var round = 0; round < 5; round++)
        {
            var review = await links.StartAsync(TimeSpan.FromSeconds(-1));
            await links.ReplaceAsync(review, null, $"link {round}");
            var number = (await links.RowsAsync(review)).First(row => row.Manager is not null).Number;
            await Task.WhenAll(
                links.Reviews.CloseAsync(review, Mira, (_, _) => links.Entry("review.close"), Ct),
                links.DecideAsync($"link {round}", new LinkDecision(number, ReviewDecision.Keep, null)));
            var closed = (await links.Reviews.FindAsync(review.OrganizationKey, review.Id, Ct))!;
            Assert.True(await new ReviewQuery(world.Database).IsGenuineAsync(closed, Ct));
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_reminder_goes_once_to_each_manager_with_open_rows_whose_link_nobody_has_ended(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var links = await TeamAsync(world);
        var review = await links.StartAsync();

        var mona = Assert.Single(await links.Store.ToRemindAsync(review, ReviewReminder.Started, Ct));
        Assert.True(await links.Store.RemindAsync(review, mona, ReviewReminder.Started, Ct));
        Assert.False(await links.Store.RemindAsync(review, mona, ReviewReminder.Started, Ct));
        Assert.Empty(await links.Store.ToRemindAsync(review, ReviewReminder.Started, Ct));
        Assert.Single(await links.Store.ToRemindAsync(review, ReviewReminder.DueSoon, Ct));

        await links.ReplaceAsync(review, null, "link");
        await links.RevokeAsync(review);
        Assert.Empty(await links.Store.ToRemindAsync(review, ReviewReminder.DueSoon, Ct));
        await links.ReplaceAsync(review, null, "next");
        Assert.Single(await links.Store.ToRemindAsync(review, ReviewReminder.DueSoon, Ct));
        await links.DecideAsync("next", [.. (await links.RowsAsync(review)).Select(row => new LinkDecision(row.Number, ReviewDecision.Keep, null))]);
        Assert.Empty(await links.Store.ToRemindAsync(review, ReviewReminder.DueSoon, Ct));
    }

    private static string Person(string userName, string manager) => $$$"""{"userName":"{{{userName}}}","{{{Enterprise}}}":{"manager":{"value":"{{{manager}}}"} } }""";

    /// <summary>Ada and Bob report to Mona, and Mona to nobody.</summary>
    private static async Task<Links> TeamAsync(DirectoryWorld world)
    {
        var mona = await world.UserAsync("""{"userName":"mona@example.com","displayName":"Mona"}""");
        await world.UserAsync(Person("ada@example.com", mona.ToString()));
        await world.UserAsync(Person("bob@example.com", mona.ToString()));
        return await LinksAsync(world) with { Mona = mona };
    }

    /// <summary>Everybody is in Looker. Mira reviews.</summary>
    private static async Task<Links> LinksAsync(DirectoryWorld world)
    {
        await world.Database.WriteAsync(
            session =>
            {
                session.Execute("UPDATE access_intervals SET had = 1 WHERE until_at IS NULL");
                session.Context.People.Add(new Person
                {
                    Id = Guid.NewGuid(), OrganizationKey = world.Target.OrganizationKey, UserName = Mira, NormalizedUserName = PeopleService.Normalise(Mira), Email = Mira,
                    NormalizedEmail = PeopleService.Normalise(Mira), SecurityStamp = "stamp", Role = PortalRole.Auditor,
                });
            },
            Ct);
        return new(world);
    }

    private sealed record Links(DirectoryWorld World)
    {
        public Guid Mona { get; init; }

        public ReviewStore Reviews { get; } = new(World.Database, TimeProvider.System);

        public ReviewLinkStore Store { get; } = new(World.Database, TimeProvider.System);

        public ReviewManagersQuery Query { get; } = new(World.Database, TimeProvider.System);

        private static DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

        public Actor Actor(Guid? id = null) => new("person", id, Mira, World.Target.OrganizationKey, Guid.Empty, PortalRole.Auditor, null);

        public AuditEntry Entry(string action) => Actor().Audit(Now, action, new AuditSubject("review", null, "Review"));

        public async Task<Guid> MiraIdAsync()
        {
            await using var db = World.Database.CreateDbContext();
            return await db.People.Where(p => p.Email == Mira).Select(p => p.Id).SingleAsync(Ct);
        }

        public Task<AccessReview> StartAsync() => StartAsync(TimeSpan.FromDays(7));

        public async Task<AccessReview> StartAsync(TimeSpan due)
        {
            var review = new AccessReview
            {
                Id = Guid.CreateVersion7(), OrganizationKey = World.Target.OrganizationKey, IntegrationKey = World.Target.IntegrationKey, IntegrationId = World.Target.IntegrationId, IntegrationName = "Production",
                Name = "Review", Scope = ReviewScope.Accounts, ScopeNames = "", StartedAt = Now, StartedBy = Mira, DueAt = Now + due, ListSha256 = "",
            };
            return await Reviews.StartAsync(review, new NewReview("Review", ReviewScope.Accounts, [], [await MiraIdAsync()], Now + due, ByManagers: true), (_, _) => Entry("review.start"), Ct);
        }

        public async Task<bool> ReplaceAsync(AccessReview review, string? before, string hash, TimeSpan? life = null, string by = Mira, bool mailed = false, ReviewReminder reminded = ReviewReminder.None)
        {
            var manager = (await Store.FindAsync(review, Mona, Ct))!;
            (manager.LinkHash, manager.LinkMadeAt, manager.LinkMadeBy, manager.LinkMailed, manager.LinkExpiresAt, manager.Reminded) = (hash, Now, by, mailed, Now + (life ?? TimeSpan.FromDays(7)), reminded);
            return await Store.ReplaceAsync(review, manager, before, Entry("review.link"), Ct);
        }

        public async Task<bool> RevokeAsync(AccessReview review) => await Store.RevokeAsync(review, (await Store.FindAsync(review, Mona, Ct))!, Entry("review.revokeLink"), Ct);

        public async Task<bool> WorksAsync(string hash) => await Store.OpenAsync(hash, Ct) is not null;

        public Task<LinkDecided?> DecideAsync(string hash, params LinkDecision[] decisions) => Store.DecideAsync(hash, decisions, (_, _) => Entry("review.decideByLink"), Ct);

        public async Task<List<ReviewedAccess>> RowsAsync(AccessReview review)
        {
            await using var db = World.Database.CreateDbContext();
            return await db.ReviewedAccess.Where(row => row.ReviewKey == review.Key).OrderBy(row => row.Number).ToListAsync(Ct);
        }
    }
}
