using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Scimify.Core.People;
using Scimify.Tests.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

/// <summary>An auditor starts a review by managers and hands over a link; the manager decides with it, without an account.</summary>
[Collection(JourneyTests.Name)]
public sealed class ReviewByManagersTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task A_manager_gets_a_link_decides_about_their_people_and_comes_back()
    {
        await using var bridge = await Bridge.StartAsync(policies: HeldChanges.NoGuard);
        var mona = await bridge.NewUserAsync("mona@example.com", "Mona", "Manager");
        await NewAsync("ada@example.com", "Ada", "Lovelace");
        await NewAsync("bob@example.com", "Bob", "Baker");
        await bridge.SettledForGoodAsync();
        var auditor = await bridge.App.PersonAsync(PortalRole.Auditor, "abe.auditor@example.com");

        var page = await chromium.NewPageAsync();
        await page.SignInAsync(bridge.App.BaseAddress, auditor.Name);
        await page.OpenAsync(bridge.App.BaseAddress, "/evidence/reviews/new");
        await page.GetByLabel("Name").FillAsync("Everybody, 4th quarter");
        await page.GetByRole(AriaRole.Radio, new() { NameRegex = new Regex("^Managers, with a link") }).CheckAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "abe.auditor@example.com" }).CheckAsync();
        await PageTests.LookAsync(page, "review-new-managers");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start review" }).ClickAsync();
        var card = page.GetByRole(AriaRole.Region, new() { Name = "Managers" });
        await Expect(card).ToContainTextAsync("1 row has no manager. The reviewers decide about it.");
        await Expect(card).ToContainTextAsync("1 manager with open rows has no link that works.");
        await PageTests.LookAsync(page, "review-managers-card");
        await card.GetByRole(AriaRole.Link, new() { Name = "Managers and links" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Managers", Exact = true })).ToBeVisibleAsync();    // the review's own list has a box of this name too
        await page.GetByLabel("Select Mona Manager").Or(page.GetByLabel("Select mona@example.com")).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make links for 1" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        var link = await dialog.GetByText("/review#").InnerTextAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "link of a manager"));
        await PageTests.KeepAsync(page, "review-link-shown");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "I have copied it" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(page.GetByText("1 link is made.")).ToBeVisibleAsync();
        await PageTests.LookAsync(page, "review-managers");

        var theirs = await chromium.NewPageAsync();
        await theirs.GotoAsync(link);
        await Expect(theirs.GetByRole(AriaRole.Heading, new() { Name = "Everybody, 4th quarter" })).ToBeVisibleAsync();
        Assert.DoesNotContain('#', theirs.Url);
        await Expect(theirs.GetByText("2 of 2 open.")).ToBeVisibleAsync();
        await PageTests.LookAsync(theirs, "link-opened");
        var ada = theirs.GetByRole(AriaRole.Group, new() { Name = "ada@example.com" });
        var bob = theirs.GetByRole(AriaRole.Group, new() { Name = "bob@example.com" });
        await Expect(bob.GetByLabel("Why")).ToBeHiddenAsync();
        await ada.GetByRole(AriaRole.Radio, new() { Name = "Keep" }).FocusAsync();
        await theirs.Keyboard.PressAsync("Space");
        await theirs.Keyboard.PressAsync("Tab");
        await theirs.Keyboard.PressAsync("Space");
        await theirs.Keyboard.PressAsync("ArrowRight");
        await Expect(bob.GetByRole(AriaRole.Radio, new() { Name = "Take away" })).ToBeCheckedAsync();
        await theirs.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(theirs.GetByText("1 decision is noted. 1 answer is not right yet.")).ToBeVisibleAsync();
        await Expect(theirs.GetByText("Say why. The reason is part of the record.")).ToBeVisibleAsync();
        await PageTests.LookAsync(theirs, "link-refused");
        await bob.GetByLabel("Why").FillAsync("Changed to another department");
        await bob.GetByLabel("Why").PressAsync("Enter");
        await Expect(theirs.GetByText("Everything is decided.")).ToBeVisibleAsync();
        await PageTests.LookAsync(theirs, "link-saved");

        await theirs.GotoAsync(link.Split('#')[0] + "#" + new string('0', 64));
        await Expect(theirs.GetByRole(AriaRole.Heading, new() { Name = "This link does not work" })).ToBeVisibleAsync();
        await PageTests.LookAsync(theirs, "link-dead");
        await theirs.GotoAsync(link.Split('#')[0]);
        await Expect(theirs.GetByRole(AriaRole.Heading, new() { Name = "Open your access review" })).ToBeVisibleAsync();
        await theirs.GotoAsync(link);
        await Expect(theirs.GetByText("Decided with your link").First).ToBeVisibleAsync();
        Assert.DoesNotContain('#', theirs.Url);
        await Expect(bob.GetByLabel("Why")).ToHaveValueAsync("Changed to another department");
        await theirs.Context.CloseAsync();

        await page.OpenAsync(bridge.App.BaseAddress, "/evidence/reviews");
        await page.GetByRole(AriaRole.Link, new() { Name = "Everybody, 4th quarter" }).First.ClickAsync();
        await Expect(page.GetByText("with a link: Changed to another department")).ToBeVisibleAsync();
        await Expect(card).ToContainTextAsync("1 of 1 done");
        await PageTests.LookAsync(page, "review-decided-by-link");
        await page.OpenAsync(bridge.App.BaseAddress, "/audit-log");
        await Expect(page.GetByText("decided with a link about access in the review Everybody, 4th quarter").First).ToBeVisibleAsync();
        await PageTests.KeepAsync(page, "audit-decided-by-link");
        await page.Context.CloseAsync();

        async Task NewAsync(string userName, string given, string family)
        {
            var made = await bridge.PostAsync("/Users", $$$"""
                {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{{{userName}}}","name":{"givenName":"{{{given}}}","familyName":"{{{family}}}"},
                 "emails":[{"value":"{{{userName}}}","type":"work","primary":true}],"active":true,
                 "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"{{{mona}}}"} } }
                """);
            Assert.Equal(201, made.Status);
        }
    }
}
