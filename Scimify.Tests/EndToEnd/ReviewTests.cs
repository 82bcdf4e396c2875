using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Tests.Provisioning;
using Scimify.Tests.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

/// <summary>An auditor starts a review, a reviewer decides, and an operator closes it.</summary>
[Collection(JourneyTests.Name)]
public sealed class ReviewTests(ChromiumFixture chromium)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_review_is_started_decided_and_closed_and_Looker_follows()
    {
        await using var bridge = await Bridge.StartAsync(policies: HeldChanges.NoGuard);
        var ada = await bridge.NewUserAsync("ada@example.com", "Ada", "Lovelace");
        await bridge.NewUserAsync("bob@example.com", "Bob", "Baker");
        await bridge.TeamAsync("Finance", [ada]);
        bridge.Looker.With(world => world.Join(world.Users.Values.Single(u => u.Email?.Address == "bob@example.com"), world.Groups.Values.Single(g => g.Name == "Finance")));
        await ReconcileTests.CompareAsync(bridge);
        var auditor = await bridge.App.PersonAsync(PortalRole.Auditor, "abe.auditor@example.com");
        var reviewer = await bridge.App.PersonAsync(PortalRole.Operator, "mira.manager@example.com");

        var page = await chromium.NewPageAsync();
        await page.SignInAsync(bridge.App.BaseAddress, auditor.Name);
        await page.OpenAsync(bridge.App.BaseAddress, "/evidence/reviews");
        await page.GetByRole(AriaRole.Link, new() { Name = "Start a review" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("Finance, 4th quarter");
        await page.GetByRole(AriaRole.Radio, new() { NameRegex = new Regex("^Groups") }).CheckAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Finance" }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start review" }).ClickAsync();
        await Expect(page.GetByText("Must name 1 to 50 people.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "mira.manager@example.com" }).CheckAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "new review"));
        await PageTests.KeepAsync(page, "review-new", fullPage: true);
        await page.GetByRole(AriaRole.Button, new() { Name = "Start review" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Finance, 4th quarter" })).ToBeVisibleAsync();
        await Expect(page.GetByText("0 of 2")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Close review…" })).ToHaveCountAsync(0);
        await page.Context.CloseAsync();

        page = await chromium.NewPageAsync();
        await page.SignInAsync(bridge.App.BaseAddress, reviewer.Name);
        await page.GetByRole(AriaRole.Button, new() { Name = "thing needs attention" }).Or(page.GetByRole(AriaRole.Button, new() { Name = "things need attention" })).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Review: The access review “Finance, 4th quarter” waits for you." }).First.ClickAsync();
        await page.SettleAsync();
        await page.GetByRole(AriaRole.Group, new() { Name = "Decision for ada@example.com in Finance" }).GetByRole(AriaRole.Button, new() { Name = "Keep" }).ClickAsync();
        await Expect(page.GetByText("1 of 2")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Close review…" })).ToBeDisabledAsync();
        await page.GetByLabel("Select bob@example.com in Finance").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take away 1…" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Take away 1" }).ClickAsync();
        await Expect(page.GetByText("Say why. The reason is part of the record.")).ToBeVisibleAsync();
        await page.GetByLabel("Reason").FillAsync("Changed to another department");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Take away 1" }).ClickAsync();
        await Expect(page.GetByText("2 of 2")).ToBeVisibleAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "review"));
        await PageTests.KeepAsync(page, "review-open", fullPage: true);
        Assert.Equal(["ada@example.com", "bob@example.com"], bridge.LookerMembers("Finance"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Close review…" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("1 access by hand is taken away in Looker.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Close for ever" }).ClickAsync();
        await Expect(page.GetByText("The review is closed. Its hash is in the audit log.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Unchanged")).ToBeVisibleAsync();
        await bridge.SettledAsync();
        Assert.Equal(["ada@example.com"], bridge.LookerMembers("Finance"));

        await using var db = bridge.App.NewContext();
        var review = await db.AccessReviews.SingleAsync(Ct);
        Assert.Equal(ReviewState.Closed, review.State);
        await Expect(page.GetByText(review.Sha256!)).ToBeVisibleAsync();
        Assert.Contains(review.Sha256!, (await db.AuditLog.SingleAsync(e => e.Action == "review.close", Ct)).After, StringComparison.Ordinal);
        await page.ReloadAsync();
        await page.SettleAsync();
        await Expect(page.GetByText("It has ended.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Keep" })).ToHaveCountAsync(0);
        await PageTests.KeepAsync(page, "review-closed", fullPage: true);
        await page.Context.CloseAsync();
    }
}
