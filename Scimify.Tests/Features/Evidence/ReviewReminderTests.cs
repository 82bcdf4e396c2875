using Microsoft.Extensions.DependencyInjection;
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
        Assert.Equal(reminder, Review(Start, Start.AddDays(lasts)).ReminderAt(Start.AddDays(after)));

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

    private static AccessReview Review(DateTimeOffset start, DateTimeOffset due) => new()
    {
        Id = Guid.NewGuid(), IntegrationName = "Production", Name = "Finance", Scope = ReviewScope.Accounts, ScopeNames = "", StartedAt = start, StartedBy = "abe@example.com", DueAt = due, Rows = 1, ListSha256 = "",
    };
}
