using System.Net;
using System.Text.Json;
using Scimify.Core.People;
using Scimify.Tests.TestKit;
using static Scimify.Tests.Endpoints.ReviewLinkWorld;

namespace Scimify.Tests.Endpoints;

/// <summary>What the form of a manager's link does with what happened since it was shown, and what it tells.</summary>
public sealed class ReviewLinkFormTests
{
    private const string Elsewhere = "1 row was decided elsewhere meanwhile. Look again.";

    [Fact]
    public async Task The_same_form_sent_twice_is_noted_once()
    {
        await using var world = await WorldAsync();
        using var browser = world.NewBrowser();
        var (link, form) = (await world.LinkAsync(Mona), Answer(await world.NumberAsync(Ada), "remove", "left"));

        await PostAsync(browser, link, form);
        var again = await PostAsync(browser, link, form);

        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Contains("Nothing was changed.", again.Body, StringComparison.Ordinal);
        Assert.Equal(1, await world.DecisionsByLinkAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("99999999999999999999")]
    public async Task A_form_sent_again_takes_no_later_decision_back(string at)
    {
        await using var world = await WorldAsync();
        using var browser = world.NewBrowser();
        var link = await world.LinkAsync(Mona);
        var (ada, bob) = (await world.NumberAsync(Ada), await world.NumberAsync(Bob));
        var first = Answer(ada, "keep", at: at);
        await PostAsync(browser, link, first);
        Assert.Contains("1 decision is noted.", (await SaveAsync(browser, link, (ada, "remove", "left"))).Body, StringComparison.Ordinal);

        var again = await PostAsync(browser, link, [.. first, .. Answer(bob, "keep")]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
        Assert.Contains($"1 decision is noted. {Elsewhere}", again.Body, StringComparison.Ordinal);
        Assert.Matches($"name=\"decision-{ada}\" value=\"remove\" checked", again.Body);
        Assert.Equal([(Ada, "remove"), (Bob, "keep")], (await world.RowsAsync()).Where(Decided).Select(row => (Text(row, "userName")!, Text(row, "decision")!)));
    }

    [Fact]
    public async Task What_a_reviewer_decided_after_the_page_was_shown_stays()
    {
        await using var world = await WorldAsync();
        using var browser = world.NewBrowser();
        var (link, ada) = (await world.LinkAsync(Mona), await world.NumberAsync(Ada));
        var shown = (await OpenAsync(browser, link)).Body;
        await DecideAsync(world, ada, "remove", "left");

        var late = await PostAsync(browser, link, Answer(ada, "keep", at: ShownAt(shown, ada)));

        Assert.Contains(Elsewhere, late.Body, StringComparison.Ordinal);
        Assert.Equal(("remove", world.Person.Name, 0), (Text(await RowAsync(world, Ada), "decision"), Text(await RowAsync(world, Ada), "decidedBy"), await world.DecisionsByLinkAsync()));
        Assert.Contains("1 decision is noted.", (await SaveAsync(browser, link, (ada, "keep", null))).Body, StringComparison.Ordinal);    // having seen it
    }

    [Fact]
    public async Task The_page_tells_a_manager_nothing_of_what_reviewers_write()
    {
        await using var world = await WorldAsync();
        using var browser = world.NewBrowser();
        var (link, ada, bob) = (await world.LinkAsync(Mona), await world.NumberAsync(Ada), await world.NumberAsync(Bob));
        await DecideAsync(world, ada, "remove", "hush: removal");
        await DecideAsync(world, bob, "keep", "hush: kept");
        Assert.DoesNotContain("hush", (await OpenAsync(browser, link)).Body, StringComparison.Ordinal);
        await DecideAsync(world, bob, "notMine", "hush: not mine");
        var shown = (await OpenAsync(browser, link)).Body;
        Assert.DoesNotContain("hush", shown, StringComparison.Ordinal);
        Assert.Equal(2, shown.Split("Decided by").Length);    // about Ada alone: Bob is open

        var unchanged = await PostAsync(browser, link, [.. Answer(ada, "remove", "", ShownAt(shown, ada)).Where(field => !field.Name.StartsWith("was", StringComparison.Ordinal)), ($"was-{ada}", "remove"), ($"had-{ada}", "")]);
        Assert.Contains("Nothing was changed.", unchanged.Body, StringComparison.Ordinal);
        Assert.Equal("hush: removal", Text(await RowAsync(world, Ada), "reason"));
        Assert.Matches($"id=\"reason-{bob}\"[^>]*value=\"moved on\"", (await SaveAsync(browser, link, (bob, "remove", "moved on"))).Body);
    }

    [Theory]
    [InlineData(PortalRole.Owner)]
    [InlineData(PortalRole.Operator)]
    [InlineData(PortalRole.Auditor)]
    public async Task Somebody_who_is_no_reviewer_of_the_review_is_shown_no_link_of_it(PortalRole role)
    {
        await using var world = await WorldAsync();
        using var browser = world.NewBrowser();
        var link = await world.LinkAsync(Mona);
        using var other = await world.OtherAsync(role, "olaf@example.com");

        var refused = await other.PostAsync($"/reviews/{world.Review}/managers/{world.MonaId}/link");

        Assert.Equal(403, refused.Status);
        Assert.DoesNotContain("/review#", refused.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await OpenAsync(browser, link)).Status);
        Assert.Single((await world.Auditor.GetAsync("/audit-log?action=review.link")).Items);
        Assert.Equal(200, (await other.DeleteAsync($"/reviews/{world.Review}/managers/{world.MonaId}/link")).Status);    // whoever manages reviews may end it
    }

    [Fact]
    public async Task The_page_says_until_when_the_link_works_and_another_link_opens_in_its_tab()
    {
        await using var world = await WorldAsync();
        using var browser = world.NewBrowser();
        var link = await world.LinkAsync(Mona);
        var expires = (await world.Auditor.GetAsync($"/reviews/{world.Review}/managers?q=mona")).Items.Single().GetProperty("link").GetProperty("expiresAt").GetDateTimeOffset();

        var opened = (await OpenAsync(browser, link)).Body;

        Assert.Contains($"until the review is closed, at most until {Portal.Shared.Times.Utc(expires)}.", opened, StringComparison.Ordinal);
        foreach (var page in new[] { opened, (await browser.GetAsync(Page)).Body, (await OpenAsync(browser, new string('0', 64))).Body, (await browser.GetAsync("/account/welcome")).Body })
        {
            Assert.Contains("data-fragment-page=\"yes\"", page, StringComparison.Ordinal);
        }
    }

    private static async Task DecideAsync(ReviewLinkWorld world, int row, string decision, string reason) =>
        Assert.Equal(200, (await world.Auditor.PostAsync($"/reviews/{world.Review}/decisions", JsonSerializer.Serialize(new { rows = new[] { row }, decision, reason }))).Status);

    private static async Task<JsonElement> RowAsync(ReviewLinkWorld world, string userName) => (await world.RowsAsync()).Single(row => Text(row, "userName") == userName);
}
