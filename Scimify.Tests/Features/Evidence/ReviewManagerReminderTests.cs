using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scimify.Core.Directory.Users;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Portal.Features.Evidence.Reviews;
using Scimify.Portal.Host.Background;
using Scimify.Portal.Layout;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Features.Evidence;

/// <summary>Mails with links to the managers of a review, and what reviewers hear of managers who have left.</summary>
public sealed class ReviewManagerReminderTests
{
    private const string Mona = "mona@example.com";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_manager_gets_a_link_by_mail_and_a_reminder_has_a_new_one_in_its_place()
    {
        await using var world = await World.StartAsync();
        await world.RemindAsync();
        await world.RemindAsync();
        var first = LinkIn(Assert.Single(world.Sink.Mails));    // no row is the reviewer's
        Assert.Contains($"To: {Mona}", world.Sink.Mails[0], StringComparison.Ordinal);
        Assert.Equal(world.MonaId, (await world.Links.OpenAsync(first, Ct))?.Manager.ScimId);

        await world.DueInAsync(2);
        await world.RemindAsync();

        var second = LinkIn(world.Sink.Mails.Last());
        Assert.Contains("Subject: Access review due soon: Finance", world.Sink.Mails.Last(), StringComparison.Ordinal);
        Assert.Null(await world.Links.OpenAsync(first, Ct));
        Assert.NotNull(await world.Links.OpenAsync(second, Ct));
        await using var db = world.App.NewContext();
        Assert.All(await db.AuditLog.Where(e => e.Action == "review.link").ToListAsync(Ct), entry => Assert.Equal(("system", "reminders"), (entry.ActorKind, entry.ActorName)));
        Assert.Equal(2, await db.AuditLog.CountAsync(e => e.Action == "review.link", Ct));
    }

    [Fact]
    public async Task A_mail_that_was_refused_ends_no_link_and_goes_out_with_the_next_pass()
    {
        await using var world = await World.StartAsync();
        await world.RemindAsync();
        var first = LinkIn(Assert.Single(world.Sink.Mails));
        await world.DueInAsync(2);
        world.Sink.Refuses = true;
        await world.RemindAsync();
        Assert.NotNull(await world.Links.OpenAsync(first, Ct));
        var line = Assert.Single(world.Log.Lines);
        Assert.Contains($"{world.Review.Id}", line, StringComparison.Ordinal);
        Assert.Contains($"{world.MonaId}", line, StringComparison.Ordinal);
        Assert.DoesNotContain(Mona, line, StringComparison.OrdinalIgnoreCase);

        world.Sink.Refuses = false;
        await world.RemindAsync();

        Assert.Equal(2, world.Sink.Mails.Count);
        Assert.NotNull(await world.Links.OpenAsync(LinkIn(world.Sink.Mails.Last()), Ct));
        await world.RemindAsync();
        Assert.Equal(2, world.Sink.Mails.Count);
    }

    [Fact]
    public async Task A_mail_that_is_refused_again_and_again_is_tried_less_and_less_often()
    {
        await using var world = await World.StartAsync();
        world.Sink.Refuses = true;
        for (var pass = 0; pass < 5; pass++)
        {
            await world.RemindAsync();
        }

        Assert.Equal(2, world.Log.Lines.Count);
    }

    [Fact]
    public async Task After_a_mail_that_was_not_taken_the_others_wait_for_the_next_pass_and_go_first()
    {
        await using var world = await World.StartAsync();
        var lea = await world.ManagerAsync("Lea", "lea@example.com", 2);
        world.Sink.Refuses = true;
        await world.RemindAsync();
        Assert.Contains($"{world.MonaId}", Assert.Single(world.Log.Lines), StringComparison.Ordinal);

        await world.RemindAsync();

        Assert.Contains($"{lea}", world.Log.Lines.Last(), StringComparison.Ordinal);
        Assert.Equal(2, world.Log.Lines.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_link_that_somebody_made_is_not_replaced_by_the_mail_that_was_due(bool mailed)
    {
        await using var world = await World.StartAsync();
        var made = await world.Links.IssueAsync(world.Mira, world.Review.Id, world.MonaId, (_, _) => Task.FromResult(mailed), Ct);

        await world.RemindAsync();

        Assert.Empty(world.Sink.Mails);
        Assert.NotNull(await world.Links.OpenAsync(made.Secret, Ct));
        await world.DueInAsync(2);
        await world.RemindAsync();
        Assert.Contains("due soon", Assert.Single(world.Sink.Mails), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_was_mailed_works_even_if_whoever_asked_for_it_has_gone()
    {
        await using var world = await World.StartAsync();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Ct);

        var made = await world.Links.IssueAsync(world.Mira, world.Review.Id, world.MonaId, async (_, _) =>
        {
            await leaving.CancelAsync();
            return true;
        }, leaving.Token);

        Assert.NotNull(await world.Links.OpenAsync(made.Secret, Ct));
    }

    [Fact]
    public async Task A_reminder_whose_link_was_overtaken_says_so()
    {
        await using var world = await World.StartAsync();
        var manager = Assert.Single(await world.Store.ToRemindAsync(world.Review, ReviewReminder.Started, Ct));
        var made = "";

        var outcome = await world.Links.RemindAsync(world.Review, manager, async (_, ct) =>
        {
            made = (await world.Links.IssueAsync(world.Mira, world.Review.Id, world.MonaId, (_, _) => Task.FromResult(false), ct)).Secret;
            return true;
        }, Ct);

        Assert.Equal(ReviewLinkMail.Outdated, outcome);
        Assert.NotNull(await world.Links.OpenAsync(made, Ct));
    }

    [Fact]
    public async Task Rows_of_a_manager_who_has_left_wait_for_the_reviewers()
    {
        await using var world = await World.StartAsync();
        var problems = world.App.Services.GetRequiredService<ProblemQuery>();
        Assert.DoesNotContain(await problems.RunAsync(world.Mira, Ct), problem => problem.Title.Contains("review", StringComparison.Ordinal));

        await world.Database.WriteAsync(session => session.Execute("UPDATE scim_users SET active = 0 WHERE user_name = @p0", Mona), Ct);

        var problem = Assert.Single(await problems.RunAsync(world.Mira, Ct), problem => problem.Title.Contains("review", StringComparison.Ordinal));
        Assert.Equal("The access review “Finance” waits for you.", problem.Title);
        Assert.StartsWith("1 row is open.", problem.Text, StringComparison.Ordinal);
        await world.RemindAsync();
        Assert.Contains("To: mira@example.com", Assert.Single(world.Sink.Mails), StringComparison.Ordinal);
    }

    private static string LinkIn(string mail) =>
        Regex.Match(mail.ReplaceLineEndings("\n").Replace("=\n", "", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal), "http://localhost:5080/review#([0-9a-f]{64})").Groups[1].Value;

    /// <summary>A review in which Mona decides about Ada, Mira reviews, and a mail server is set. Reminders go out only when the test says so.</summary>
    private sealed class World : IAsyncDisposable
    {
        public MailSink Sink { get; } = new();

        public CapturingLogger<ReviewReminders> Log { get; } = new();

        public ScimifyApp App { get; private set; } = null!;

        public Actor Mira { get; private set; } = null!;

        public AccessReview Review { get; private set; } = null!;

        public Guid MonaId { get; private set; }

        public ScimifyDatabase Database => App.Services.GetRequiredService<ScimifyDatabase>();

        public ReviewLinkService Links => App.Services.GetRequiredService<ReviewLinkService>();

        public IReviewLinkStore Store => App.Services.GetRequiredService<IReviewLinkStore>();

        public static async Task<World> StartAsync()
        {
            var world = new World();
            world.App = await ScimifyApp.StartAsync(
                new Dictionary<string, string?>
                {
                    ["Scimify:PublicUrl"] = "http://localhost:5080",
                    ["Scimify:Smtp:Host"] = "127.0.0.1",
                    ["Scimify:Smtp:Port"] = world.Sink.Port.ToString(CultureInfo.InvariantCulture),
                    ["Scimify:Smtp:Tls"] = "None",
                    ["Scimify:Smtp:From"] = "scimify@example.com",
                },
                services: registered =>
                {
                    registered.Remove(registered.Single(service => service.ImplementationType == typeof(LoopService<ReviewReminders>)));
                    registered.AddSingleton<ILogger<ReviewReminders>>(world.Log);
                });
            world.Mira = await world.App.PersonAsync(PortalRole.Auditor, "mira@example.com");
            var integration = await world.App.IntegrationRowAsync(world.Mira);
            var now = world.App.Services.GetRequiredService<TimeProvider>().GetUtcNow();
            world.Review = await world.Database.WriteAsync(
                session =>
                {
                    var review = new AccessReview
                    {
                        Id = Guid.NewGuid(), OrganizationKey = world.Mira.OrganizationKey, IntegrationKey = integration.Key, IntegrationName = "Production", Name = "Finance", Scope = ReviewScope.Accounts, ScopeNames = "",
                        StartedAt = now, StartedBy = "abe@example.com", DueAt = now.AddDays(14), Rows = 1, ListSha256 = "", WithoutManager = 0,
                    };
                    session.Context.AccessReviews.Add(review);
                    session.Context.SaveChanges();
                    session.Context.AccessReviewers.Add(new AccessReviewer { ReviewKey = review.Key, PersonId = world.Mira.Id!.Value, Email = world.Mira.Name });
                    return review;
                },
                Ct);
            world.MonaId = await world.ManagerAsync("Mona", Mona, 1);
            return world;
        }

        /// <summary>Adds a manager with one row.</summary>
        public Task<Guid> ManagerAsync(string name, string address, int number) => Database.WriteAsync(
            session =>
            {
                var user = new ScimUserRow
                {
                    Id = Guid.NewGuid(), OrganizationKey = Review.OrganizationKey, IntegrationKey = Review.IntegrationKey, UserName = address, UserNameNorm = address, Display = name, Active = true,
                };
                session.Context.ScimUsers.Add(user);
                session.Context.SaveChanges();
                session.Context.ReviewManagers.Add(new ReviewManager { ReviewKey = Review.Key, UserKey = user.Key, ScimId = user.Id, Name = name, UserName = address, Address = address });
                session.Context.ReviewedAccess.Add(new ReviewedAccess
                {
                    ReviewKey = Review.Key, Number = number, Display = "Ada", UserName = "ada@example.com", Groups = "", Roles = "", UserKey = 900 + number, ManagerKey = user.Key, ManagerId = user.Id, Manager = name,
                });
                return user.Id;
            },
            Ct);

        public Task RemindAsync() => App.Services.GetRequiredService<ReviewReminders>().RunAsync(Ct);

        public Task DueInAsync(int days)
        {
            var now = App.Services.GetRequiredService<TimeProvider>().GetUtcNow();
            return Database.WriteAsync(
                session => session.Execute(
                    "UPDATE access_reviews SET due_at = @p1, started_at = @p2 WHERE key = @p0", Review.Key, now.AddDays(days).ToUnixTimeMilliseconds(), now.AddDays(-12).ToUnixTimeMilliseconds()),
                Ct);
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await Sink.DisposeAsync();
        }
    }
}
