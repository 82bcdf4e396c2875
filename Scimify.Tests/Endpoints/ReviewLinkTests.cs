using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Portal.Features.Evidence.Reviews;
using Scimify.Tests.Endpoints.Api;
using Scimify.Tests.Provisioning;
using Scimify.Tests.TestKit;
using static Scimify.Tests.Endpoints.ReviewLinkWorld;

namespace Scimify.Tests.Endpoints;

/// <summary>The page of a manager's link over HTTP: what a manager does there, and what whoever is not the manager tries.</summary>
public sealed class ReviewLinkTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_manager_decides_with_a_link_and_the_record_the_list_and_the_audit_log_say_so()
    {
        await using var world = await WorldAsync();
        var (ada, bob) = (await world.NumberAsync(Ada), await world.NumberAsync(Bob));
        using var browser = world.NewBrowser();
        var link = await world.LinkAsync(Mona);

        var opened = await OpenAsync(browser, link);
        Assert.Equal(HttpStatusCode.OK, opened.Status);
        Assert.Contains("2 of 2 open.", opened.Body, StringComparison.Ordinal);
        Assert.Contains(Ada, opened.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(Lea, opened.Body, StringComparison.Ordinal);
        var saved = await SaveAsync(browser, link, (ada, "keep", null), (bob, "remove", "Changed to another department"));
        Assert.Contains("2 decisions are noted.", saved.Body, StringComparison.Ordinal);
        Assert.Contains("Everything is decided.", saved.Body, StringComparison.Ordinal);

        var rows = await world.RowsAsync();
        Assert.Equal([(Ada, "keep", null), (Bob, "remove", "Changed to another department")], rows.Where(Decided).Select(row => (Text(row, "userName")!, Text(row, "decision")!, Text(row, "reason"))));
        Assert.All(rows.Where(Decided), row => Assert.Equal(("Mona Manager", true, "Mona Manager", world.MonaId), (Text(row, "decidedBy"), row.GetProperty("decidedByLink").GetBoolean(), Text(row, "manager"), Text(row, "managerScimId"))));
        var entry = Assert.Single((await world.Auditor.GetAsync("/audit-log?action=review.decideByLink")).Items);
        Assert.Equal(("link", world.MonaId, "manager", "127.0.0.1"), (Text(entry, "actorKind"), Text(entry, "actorUuid"), Text(entry, "actorName"), Text(entry, "sourceAddress")));
        Assert.Equal("Mona Manager", entry.GetProperty("after").GetProperty("manager").GetString());
        Assert.Equal(2, entry.GetProperty("after").GetProperty("decisions").GetArrayLength());

        await world.DecideOpenAsync();
        var closed = await world.Owner.PostAsync($"/reviews/{world.Review}/close");
        Assert.True(closed.Status == 200, closed.Text);
        var record = await world.Auditor.FileAsync($"/reviews/{world.Review}/record");
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(record)), Text(closed.Results, "sha256"));
        Assert.Contains("\"decidedBy\":\"Mona Manager\",\"decidedByLink\":true", System.Text.Encoding.UTF8.GetString(record), StringComparison.Ordinal);
        Assert.Contains("\"Mona Manager\",true", System.Text.Encoding.UTF8.GetString(await world.CsvAsync()), StringComparison.Ordinal);
        Assert.Null(Assert.Single(await new AuditVerifier(world.Database, TimeProvider.System).VerifyAsync(null, Ct)).Break);
        Assert.Equal(HttpStatusCode.Gone, (await OpenAsync(browser, link)).Status);
    }

    [Fact]
    public async Task Whatever_does_not_work_gets_the_same_answer_which_nobody_keeps()
    {
        await using var world = await WorldAsync();
        using var browser = world.NewBrowser();
        var replaced = await world.LinkAsync(Mona);
        var ended = await world.LinkAsync(Mona);
        Assert.Equal(200, (await world.Auditor.DeleteAsync($"/reviews/{world.Review}/managers/{world.MonaId}/link")).Status);
        Assert.Equal(404, (await world.Auditor.DeleteAsync($"/reviews/{world.Review}/managers/{world.MonaId}/link")).Status);
        var expired = await world.LinkAsync(Lea);
        await world.SetAsync("UPDATE review_managers SET link_expires_at = 1");

        var answers = new List<(HttpStatusCode, string)>();
        foreach (var secret in new[] { replaced, ended, expired, new string('0', 64), new string('f', 64), "short", "" })
        {
            var answer = await OpenAsync(browser, secret);
            answers.Add((answer.Status, Sameness.Of(answer.Body)));
        }

        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
        Assert.Equal(HttpStatusCode.Gone, answers[0].Item1);
        Assert.Contains("This link does not work", answers[0].Item2, StringComparison.Ordinal);
        using var raw = world.Bridge.App.NewBrowser();
        using var page = await raw.GetAsync(Page, Ct);
        using var refused = await raw.SubmitAsync(Page, "review", null, ("Form.Link", ended));
        Assert.All([page, refused], one => Assert.True(one.Headers.CacheControl!.NoStore));
        Assert.Equal("same-origin", page.Headers.GetValues("Referrer-Policy").Single());
        Assert.Contains("frame-ancestors 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_tries_many_links_is_slowed_down_and_nobody_with_a_link_from_the_same_address()
    {
        await using var world = await WorldAsync();
        using var browser = world.NewBrowser();
        var link = await world.LinkAsync(Mona);
        for (var i = 0; i < ReviewLinkLimiter.PerMinute; i++)
        {
            Assert.Equal(HttpStatusCode.Gone, (await OpenAsync(browser, RandomNumberGenerator.GetHexString(64, lowercase: true))).Status);
        }

        var refused = await OpenAsync(browser, new string('0', 64));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Contains("Too many tries", refused.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await OpenAsync(browser, link)).Status);
    }

    [Fact]
    public async Task A_link_decides_nothing_about_the_manager_or_the_people_of_others_whatever_is_posted()
    {
        await using var world = await WorldAsync();
        using var browser = world.NewBrowser();
        var link = await world.LinkAsync(Mona);
        var before = (await world.RowsAsync()).Select(row => row.GetRawText()).ToList();

        foreach (var other in new[] { Mona, Lea, "cy@example.com", "eve@example.com" })
        {
            var refused = await SaveAsync(browser, link, (await world.NumberAsync(other), "keep", null));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.Contains("1 row is not yours to decide.", refused.Body, StringComparison.Ordinal);
        }

        Assert.Equal(before, (await world.RowsAsync()).Select(row => row.GetRawText()));
        Assert.Empty((await world.Auditor.GetAsync("/audit-log?action=review.decideByLink")).Items);
    }

    [Fact]
    public async Task Whoever_makes_a_link_and_sees_it_cannot_decide_about_their_own_access_with_it()
    {
        await using var world = await WorldAsync();
        using var own = await world.OtherAsync(PortalRole.Auditor, Ada);
        await world.SetAsync($"INSERT INTO access_reviewers (review_key, person_id, email) SELECT r.key, p.id, p.email FROM access_reviews r, people p WHERE p.email = '{Ada}'");
        using var browser = world.NewBrowser();
        var made = await own.PostAsync($"/reviews/{world.Review}/managers/{world.MonaId}/link");
        var link = Text(made.Results, "link")!.Split('#')[1];

        Assert.Contains("Somebody else decides about this.", (await OpenAsync(browser, link)).Body, StringComparison.Ordinal);
        var saved = await SaveAsync(browser, link, (await world.NumberAsync(Ada), "keep", null), (await world.NumberAsync(Bob), "keep", null));

        Assert.Contains("1 decision is noted. 1 row is not yours to decide.", saved.Body, StringComparison.Ordinal);
        Assert.Equal([Bob], (await world.RowsAsync()).Where(Decided).Select(row => Text(row, "userName")));
    }

    [Fact]
    public async Task Another_sites_form_decides_nothing()
    {
        await using var world = await WorldAsync();
        var link = await world.LinkAsync(Mona);
        var number = await world.NumberAsync(Ada);
        using var browser = world.Bridge.App.NewBrowser();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = "review", ["Form.Link"] = link, ["Form.Save"] = "yes", [$"decision-{number}"] = "keep" });

        using var refused = await browser.PostAsync(Page, form, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("Nothing was saved", await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.DoesNotContain(await world.RowsAsync(), Decided);
    }

    [Fact]
    public async Task What_is_right_is_noted_and_what_lacks_a_reason_is_named_and_keeps_what_was_typed()
    {
        await using var world = await WorldAsync();
        using var browser = world.NewBrowser();
        var link = await world.LinkAsync(Mona);
        var (ada, bob) = (await world.NumberAsync(Ada), await world.NumberAsync(Bob));

        var refused = await SaveAsync(browser, link, (ada, "keep", null), (bob, "remove", "  "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("1 decision is noted. 1 answer is not right yet.", refused.Body, StringComparison.Ordinal);
        Assert.Contains("Say why.", refused.Body, StringComparison.Ordinal);
        Assert.Matches($"name=\"decision-{bob}\" value=\"remove\" checked", refused.Body);
        var tooLong = await SaveAsync(browser, link, (bob, "remove", new string('x', NewReview.MaxReasonLength + 1)));
        Assert.Contains("1 answer is not right yet.", tooLong.Body, StringComparison.Ordinal);
        Assert.Contains("Must have at most 500 characters", tooLong.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await SaveAsync(browser, link, (bob, "everything", null))).Status);
        Assert.Equal([Ada], (await world.RowsAsync()).Where(Decided).Select(row => Text(row, "userName")));
    }

    [Fact]
    public async Task An_old_tab_takes_back_nothing_that_was_not_changed_in_it()
    {
        await using var world = await WorldAsync();
        using var browser = world.NewBrowser();
        var link = await world.LinkAsync(Mona);
        var (ada, bob) = (await world.NumberAsync(Ada), await world.NumberAsync(Bob));
        var tab = (await SaveAsync(browser, link, (ada, "keep", null), (bob, "keep", null))).Body;
        await SaveAsync(browser, link, (ada, "remove", "left"));

        var old = await PostAsync(browser, link, ($"decision-{ada}", "keep"), ($"was-{ada}", "keep"), ($"at-{ada}", ShownAt(tab, ada)),
            ($"decision-{bob}", "remove"), ($"was-{bob}", "keep"), ($"reason-{bob}", "left too"), ($"at-{bob}", ShownAt(tab, bob)));

        Assert.Contains("1 decision is noted.", old.Body, StringComparison.Ordinal);
        Assert.Equal([(Ada, "remove"), (Bob, "remove")], (await world.RowsAsync()).Where(Decided).Select(row => (Text(row, "userName")!, Text(row, "decision")!)));
        Assert.Equal(3, (await world.Auditor.GetAsync("/audit-log?action=review.decideByLink")).Items.Count());
    }

    [Fact]
    public async Task Many_rows_come_in_parts_and_what_lacks_a_reason_stays_in_sight()
    {
        await using var world = await WorldAsync();
        using var browser = world.NewBrowser();
        var link = await world.LinkAsync(Mona);
        await world.Database.WriteAsync(
            session =>
            {
                var manager = session.Context.ReviewManagers.Single(m => m.UserName == Mona);
                session.Context.ReviewedAccess.AddRange(Enumerable.Range(100, 58).Select(number => new ReviewedAccess
                {
                    ReviewKey = manager.ReviewKey, Number = number, UserKey = 1_000 + number, ManagerKey = manager.UserKey, Display = $"Person {number}", UserName = $"{number}@example.com", Groups = "", Roles = "",
                }));
            },
            Ct);

        var first = await OpenAsync(browser, link);
        Assert.Contains("1 to 50 of 60", first.Body, StringComparison.Ordinal);
        Assert.Contains("Save and show the next", first.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Person 157", first.Body, StringComparison.Ordinal);
        var all = Enumerable.Range(100, 48).SelectMany(number => ((string, string?)[])[($"decision-{number}", "keep"), ($"was-{number}", ""), ($"had-{number}", ""), ($"reason-{number}", "")]).ToArray();
        var second = await PostPageAsync(browser, link, "2", [("Form.Shown", "1"), .. all]);
        Assert.Contains("48 decisions are noted.", second.Body, StringComparison.Ordinal);
        Assert.Contains("51 to 60 of 60", second.Body, StringComparison.Ordinal);
        Assert.Contains("Person 157", second.Body, StringComparison.Ordinal);

        var refused = await PostPageAsync(browser, link, "1", ("Form.Shown", "2"), ("decision-157", "remove"), ("was-157", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("51 to 60 of 60", refused.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await PostPageAsync(browser, link, "nonsense")).Status);
        Assert.Equal(HttpStatusCode.OK, (await PostPageAsync(browser, link, "99999999999")).Status);
    }

    [Fact]
    public async Task A_link_ends_with_its_review_and_when_its_manager_leaves()
    {
        await using var world = await WorldAsync();
        using var browser = world.NewBrowser();
        var (mona, lea) = (await world.LinkAsync(Mona), await world.LinkAsync(Lea));
        await world.Bridge.PatchAsync($"/Users/{world.MonaId}", HeldChanges.Active(false));

        Assert.Equal((HttpStatusCode.Gone, HttpStatusCode.OK), ((await OpenAsync(browser, mona)).Status, (await OpenAsync(browser, lea)).Status));
        var refused = await world.Auditor.PostAsync($"/reviews/{world.Review}/managers/{world.MonaId}/link");
        Assert.Equal((409, "left"), (refused.Status, refused.Error.GetProperty("data").GetProperty("code").GetString()));
        Assert.Equal(200, (await world.Auditor.PostAsync($"/reviews/{world.Review}/cancel")).Status);
        Assert.Equal(HttpStatusCode.Gone, (await OpenAsync(browser, lea)).Status);
        Assert.Equal(409, (await world.Auditor.PostAsync($"/reviews/{world.Review}/managers/{world.LeaId}/link")).Status);
    }

    [Fact]
    public async Task Managers_are_listed_without_secrets_and_only_to_their_own_organization()
    {
        await using var world = await WorldAsync();
        var link = await world.LinkAsync(Mona);
        using var browser = world.NewBrowser();
        await OpenAsync(browser, link);

        var listed = await world.Auditor.GetAsync($"/reviews/{world.Review}/managers?q=mona");
        var mona = Assert.Single(listed.Items);
        Assert.Equal((world.MonaId, "Mona Manager", 2, 2, true), (Text(mona, "scimId"), Text(mona, "name"), mona.GetProperty("rows").GetInt32(), mona.GetProperty("open").GetInt32(), mona.GetProperty("active").GetBoolean()));
        Assert.Equal((world.Person.Name, false), (Text(mona.GetProperty("link"), "createdBy"), mona.GetProperty("link").GetProperty("mailed").GetBoolean()));
        Assert.Equal(JsonValueKind.String, mona.GetProperty("openedAt").ValueKind);
        var due = (await world.Auditor.GetAsync($"/reviews/{world.Review}")).Results.GetProperty("dueAt").GetDateTimeOffset();
        Assert.Equal(due + ReviewLinkService.LeastLife, mona.GetProperty("link").GetProperty("expiresAt").GetDateTimeOffset());
        Assert.DoesNotContain(link, listed.Text, StringComparison.Ordinal);
        await using var db = world.Bridge.App.NewContext();
        var stored = await db.ReviewManagers.Where(m => m.LinkHash != null).Select(m => m.LinkHash).SingleAsync(Ct);
        Assert.DoesNotContain(link, stored, StringComparison.Ordinal);
        Assert.Empty(await StoredTexts.WithAsync(world.Database, link, Ct));

        var stranger = await world.Bridge.App.PersonAsync(PortalRole.Owner, organization: "Strangers");
        using var other = new ApiClient(world.Bridge.App.NewClient(apiKey: await world.Bridge.App.PersonalAccessTokenAsync(stranger)));
        Assert.Equal(404, (await other.GetAsync($"/reviews/{world.Review}/managers")).Status);
        Assert.Equal(404, (await other.PostAsync($"/reviews/{world.Review}/managers/{world.MonaId}/link")).Status);
        Assert.Equal(404, (await other.DeleteAsync($"/reviews/{world.Review}/managers/{world.MonaId}/link")).Status);
        Assert.Equal(404, (await world.Auditor.PostAsync($"/reviews/{world.Review}/managers/{Guid.NewGuid()}/link")).Status);
    }

    [Theory]
    [InlineData("Mona Manager")]
    [InlineData("Mona")]
    public async Task A_manager_who_left_is_erased_from_the_review_its_links_and_the_audit_log(string name)
    {
        await using var world = await WorldAsync(name);
        using var browser = world.NewBrowser();
        await SaveAsync(browser, await world.LinkAsync(Mona), (await world.NumberAsync(Ada), "remove", $"says {name}"));
        Assert.Equal(200, (await world.Auditor.DeleteAsync($"/reviews/{world.Review}/managers/{world.MonaId}/link")).Status);
        Assert.Equal(204, (await world.Bridge.DeleteAsync($"/Users/{world.MonaId}")).Status);
        await world.Bridge.SettledForGoodAsync();
        world.Bridge.Looker.With(looker => looker.Delete(looker.Users.Values.Single(u => u.Email?.Address == Mona)));
        await ReconcileTests.CompareAsync(world.Bridge);
        await world.Bridge.SettledForGoodAsync();

        var erased = await world.Owner.PostAsync($"/access/people/{world.MonaId}/erase");

        Assert.True(erased.Status == 200, erased.Text);
        Assert.Empty(await StoredTexts.WithAsync(world.Database, "mona", Ct));
        var pseudonym = Text(erased.Results, "pseudonym");
        var ada = (await world.RowsAsync()).Single(row => Text(row, "userName") == Ada);
        Assert.Equal((pseudonym, pseudonym, $"says {pseudonym}"), (Text(ada, "manager"), Text(ada, "decidedBy"), Text(ada, "reason")));
        Assert.Null(Assert.Single(await new AuditVerifier(world.Database, TimeProvider.System).VerifyAsync(null, Ct)).Break);
        var review = (await world.Auditor.GetAsync($"/reviews/{world.Review}")).Results;
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(await world.Auditor.FileAsync($"/reviews/{world.Review}/record"))), Text(review, "listSha256"));
    }
}
