using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Directory.Users;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Portal.Features.Evidence.Reviews;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Features.Evidence;

/// <summary>Mails about access reviews.</summary>
public sealed class ReviewReminderTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(14, 0, ReviewReminder.Started)]
    [InlineData(14, 10.9, ReviewReminder.Started)]
    [InlineData(14, 11, ReviewReminder.DueSoon)]
    [InlineData(14, 14, ReviewReminder.Overdue)]
    [InlineData(2, 1, ReviewReminder.Started)]
    [InlineData(2, 3, ReviewReminder.Overdue)]
    public void A_review_is_announced_then_due_soon_then_overdue(double lasts, double after, ReviewReminder reminder) =>
        Assert.Equal(reminder, ReviewReminders.DueFor(Review(Start, Start.AddDays(lasts)), Start.AddDays(after)));

    [Fact]
    public async Task A_reviewer_gets_each_mail_once()
    {
        await using var sink = new MailSink();
        await using var app = await ScimifyApp.StartAsync(new Dictionary<string, string?>
        {
            ["Scimify:PublicUrl"] = "http://localhost:5080",
            ["Scimify:Smtp:Host"] = "127.0.0.1",
            ["Scimify:Smtp:Port"] = sink.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Scimify:Smtp:Tls"] = "None",
            ["Scimify:Smtp:From"] = "scimify@example.com",
        });
        var mira = await app.PersonAsync(PortalRole.Auditor, "mira@example.com");
        var integration = await app.IntegrationRowAsync(mira);
        var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        await app.Services.GetRequiredService<Core.Persistence.Database.ScimifyDatabase>().WriteAsync(
            session =>
            {
                var review = Review(now, now.AddDays(14));
                (review.OrganizationKey, review.IntegrationKey) = (mira.OrganizationKey, integration.Key);
                session.Context.AccessReviews.Add(review);
                session.Context.SaveChanges();
                session.Context.AccessReviewers.Add(new AccessReviewer { ReviewKey = review.Key, PersonId = mira.Id!.Value, Email = mira.Name });
                session.Context.ReviewedAccess.Add(new ReviewedAccess { ReviewKey = review.Key, Number = 1, Display = "Ada", UserName = "ada@example.com", Groups = "", Roles = "" });
            },
            Ct);
        var reminders = app.Services.GetRequiredService<ReviewReminders>();
        await reminders.RunAsync(Ct);
        await reminders.RunAsync(Ct);

        await Eventually.TrueAsync(() => sink.Mails.Count > 0);
        var mail = Assert.Single(sink.Mails);
        Assert.Contains("To: mira@example.com", mail, StringComparison.Ordinal);
        Assert.Contains("Subject: Access review: Finance", mail, StringComparison.Ordinal);
        Assert.Contains("1 row is to be decided until", mail.Replace("=\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manager_gets_a_link_by_mail_and_a_reminder_has_a_new_one_in_its_place()
    {
        await using var sink = new MailSink();
        await using var app = await ScimifyApp.StartAsync(new Dictionary<string, string?>
        {
            ["Scimify:PublicUrl"] = "http://localhost:5080",
            ["Scimify:Smtp:Host"] = "127.0.0.1",
            ["Scimify:Smtp:Port"] = sink.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Scimify:Smtp:Tls"] = "None",
            ["Scimify:Smtp:From"] = "scimify@example.com",
        });
        var mira = await app.PersonAsync(PortalRole.Auditor, "mira@example.com");
        var integration = await app.IntegrationRowAsync(mira);
        var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var database = app.Services.GetRequiredService<Core.Persistence.Database.ScimifyDatabase>();
        var (review, mona) = await database.WriteAsync(
            session =>
            {
                var made = Review(now, now.AddDays(14));
                (made.OrganizationKey, made.IntegrationKey, made.WithoutManager) = (mira.OrganizationKey, integration.Key, 0);
                session.Context.AccessReviews.Add(made);
                var manager = new ScimUserRow
                {
                    Id = Guid.NewGuid(), OrganizationKey = mira.OrganizationKey, IntegrationKey = integration.Key, UserName = "mona@example.com", UserNameNorm = "mona@example.com", Display = "Mona", Active = true,
                };
                session.Context.ScimUsers.Add(manager);
                session.Context.SaveChanges();
                session.Context.AccessReviewers.Add(new AccessReviewer { ReviewKey = made.Key, PersonId = mira.Id!.Value, Email = mira.Name });
                session.Context.ReviewManagers.Add(new ReviewManager { ReviewKey = made.Key, UserKey = manager.Key, ScimId = manager.Id, Name = "Mona", UserName = "mona@example.com", Address = "mona@example.com" });
                session.Context.ReviewedAccess.Add(new ReviewedAccess { ReviewKey = made.Key, Number = 1, Display = "Ada", UserName = "ada@example.com", Groups = "", Roles = "", UserKey = 999, ManagerKey = manager.Key, ManagerId = manager.Id, Manager = "Mona" });
                return (made, manager.Id);
            },
            Ct);
        var links = app.Services.GetRequiredService<ReviewLinkService>();
        var reminders = app.Services.GetRequiredService<ReviewReminders>();

        await reminders.RunAsync(Ct);
        await reminders.RunAsync(Ct);
        var first = LinkIn(Assert.Single(sink.Mails, mail => mail.Contains("To: mona@example.com", StringComparison.Ordinal)));
        Assert.Single(sink.Mails);    // no row is the reviewer's
        Assert.Equal(mona, (await links.OpenAsync(first, Ct))?.Manager.ScimId);

        await database.WriteAsync(session => session.Execute("UPDATE access_reviews SET due_at = @p1, started_at = @p2 WHERE key = @p0", review.Key, now.AddDays(2).ToUnixTimeMilliseconds(), now.AddDays(-12).ToUnixTimeMilliseconds()), Ct);
        sink.Refuses = true;
        await database.WriteAsync(session => session.Execute("UPDATE review_managers SET reminded = 0 WHERE review_key = @p0", review.Key), Ct);
        await reminders.RunAsync(Ct);
        Assert.NotNull(await links.OpenAsync(first, Ct));    // a mail that was not taken ends nothing

        sink.Refuses = false;
        await database.WriteAsync(session => session.Execute("UPDATE review_managers SET reminded = 1 WHERE review_key = @p0", review.Key), Ct);
        await reminders.RunAsync(Ct);
        var second = LinkIn(sink.Mails.Last());
        Assert.Contains("Subject: Access review due soon: Finance", sink.Mails.Last(), StringComparison.Ordinal);
        Assert.Null(await links.OpenAsync(first, Ct));
        Assert.NotNull(await links.OpenAsync(second, Ct));
        await using var db = app.NewContext();
        Assert.All(await db.AuditLog.Where(e => e.Action == "review.link").ToListAsync(Ct), entry => Assert.Equal(("system", "reminders"), (entry.ActorKind, entry.ActorName)));
        Assert.Equal(2, await db.AuditLog.CountAsync(e => e.Action == "review.link", Ct));

        static string LinkIn(string mail) => Regex.Match(mail.ReplaceLineEndings("\n").Replace("=\n", "", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal), "http://localhost:5080/review#([0-9a-f]{64})").Groups[1].Value;
    }

    private static AccessReview Review(DateTimeOffset start, DateTimeOffset due) => new()
    {
        Id = Guid.NewGuid(), IntegrationName = "Production", Name = "Finance", Scope = ReviewScope.Accounts, ScopeNames = "", StartedAt = start, StartedBy = "abe@example.com", DueAt = due, Rows = 1, ListSha256 = "",
    };
}
