using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Tests.EndToEnd;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Features.Evidence;

/// <summary>The managers of a review in the console: how far they are, and their links, each of which is shown once.</summary>
public sealed class ReviewManagersPageTests(SeededConsole console) : IClassFixture<SeededConsole>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private string Review => $"/evidence/reviews/{console.Keys.Review}";

    [Fact]
    public async Task The_review_says_how_many_have_no_manager_and_how_many_managers_have_no_link()
    {
        await using var bench = await PageBench.OpenAsync(console.App, console.Owner);
        var page = bench.Show(Review);
        page.WaitForAssertion(() => Assert.Matches("managers? with open rows ha(s|ve) no link that works", page.Find("section[aria-labelledby=managers]").TextContent), Patience);
        Assert.Matches("[0-9]+ rows have no manager. The reviewers decide about them.", page.Find("section[aria-labelledby=managers]").TextContent);
        Assert.Contains(page.FindAll("a"), link => link.TextContent.Contains("Without a manager", StringComparison.Ordinal));
        Assert.Contains("manager: Amara Okafor", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_is_shown_once_opens_the_managers_own_rows_and_can_be_ended()
    {
        await using var bench = await PageBench.OpenAsync(console.App, await ReviewerAsync());
        var dialogs = bench.Dialogs();
        var page = bench.Show($"{Review}/managers?q=Amara");
        page.WaitForAssertion(() => Assert.Contains("No link yet", page.Markup, StringComparison.Ordinal), Patience);

        var making = Button(page, "Make a link").ClickAsync(new());
        dialogs.WaitForAssertion(() => Assert.Contains("This is the only time that the link is shown.", dialogs.Markup, StringComparison.Ordinal), Patience);
        var secret = Regex.Match(dialogs.Markup, "/review#([0-9a-f]{64})").Groups[1].Value;
        Assert.Equal(64, secret.Length);
        await Button(dialogs, "I have copied it").ClickAsync(new());
        await making;
        page.WaitForAssertion(() => Assert.Contains("Link handed over", page.Markup, StringComparison.Ordinal), Patience);
        Assert.Contains("1 link is made.", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, page.Markup, StringComparison.Ordinal);

        using var browser = new FormBrowser(console.App);
        Assert.Contains("Amara Okafor, who of your people", (await browser.PostAsync("/review", "review", null, ("Form.Link", secret))).Body, StringComparison.Ordinal);

        var ending = Button(page, "End the link").ClickAsync(new());
        dialogs.WaitForAssertion(() => Assert.Contains("What was decided with it stays.", dialogs.Markup, StringComparison.Ordinal), Patience);
        await dialogs.FindAll("button").Last(button => button.TextContent.Trim() == "End the link").ClickAsync(new());
        await ending;
        page.WaitForAssertion(() => Assert.Contains("Link ended", page.Markup, StringComparison.Ordinal), Patience);
        Assert.Equal(System.Net.HttpStatusCode.Gone, (await browser.PostAsync("/review", "review", null, ("Form.Link", secret))).Status);
    }

    [Fact]
    public async Task Who_is_no_reviewer_is_told_who_makes_the_links_and_cannot_make_one()
    {
        await using var bench = await PageBench.OpenAsync(console.App, console.Owner);
        var page = bench.Show($"{Review}/managers");
        page.WaitForAssertion(() => Assert.Contains("The reviewers of this review make the links.", page.Markup, StringComparison.Ordinal), Patience);
        Assert.DoesNotContain("Make a link", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("input[data-select]"));
    }

    private async Task<Actor> ReviewerAsync()
    {
        var rita = await console.App.PersonAsync(PortalRole.Auditor, "rita@example.com");
        await console.App.Services.GetRequiredService<ScimifyDatabase>().WriteAsync(
            session => session.Context.AccessReviewers.Add(new AccessReviewer { ReviewKey = session.Context.AccessReviews.Single(r => r.Id == console.Keys.Review).Key, PersonId = rita.Id!.Value, Email = rita.Name }),
            Xunit.TestContext.Current.CancellationToken);
        return rita;
    }

    private static IElement Button(IRenderedComponent<IComponent> page, string text) => page.FindAll("button").First(button => button.TextContent.Trim().StartsWith(text, StringComparison.Ordinal));
}
