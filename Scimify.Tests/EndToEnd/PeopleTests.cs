using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

[Collection(BrowserTests.Name)]
public sealed class PeopleTests(ChromiumFixture chromium, SeededConsole console)
{
    [Fact]
    public async Task A_person_is_invited_sets_a_password_with_the_link_shown_once_signs_in_and_is_locked_out()
    {
        var page = await console.OpenAsync(chromium.Browser);
        await page.OpenAsync(console.App.BaseAddress, "/people");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await page.GetByRole(AriaRole.Button, new() { Name = "Invite…" }).ClickAsync();
        await dialog.GetByLabel("E-mail addresses").FillAsync("nobody, mira@example.com\nMIRA@example.com");
        await Expect(dialog.GetByRole(AriaRole.Radio, new() { Name = "Auditor" })).ToBeCheckedAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "invite"));
        await PageTests.KeepAsync(page, "person-new");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Invite 2 people" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "nobody" })).ToContainTextAsync("is not invited. Must be an e-mail address");
        await Expect(dialog.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "mira@example.com" })).ToContainTextAsync("is invited.");
        await Expect(dialog.GetByLabel("E-mail addresses")).ToHaveValueAsync("nobody");
        var link = await dialog.GetByText("/account/welcome#").InnerTextAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "invitation"));
        await PageTests.KeepAsync(page, "person-invited");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await page.DialogClosedAsync();
        var row = page.GetByRole(AriaRole.Row, new() { Name = "mira@example.com" }).First;    // her sessions are listed below
        await Expect(row).ToContainTextAsync("Invited");

        var theirs = await (await chromium.Browser.NewContextAsync()).NewPageAsync();
        await theirs.GotoAsync(link);
        await Expect(theirs.GetByRole(AriaRole.Heading, new() { Name = "Welcome to Scimify" })).ToBeVisibleAsync();
        Assert.DoesNotContain('#', theirs.Url);
        Assert.Empty(await PageTests.ViolationsAsync(theirs, "/account/welcome"));
        await PageTests.KeepAsync(theirs, "welcome");
        await SetPasswordAsync(theirs, "Mira-mira-2026", "Set the password");
        await Expect(theirs.GetByText("Must not be made of your e-mail address")).ToBeVisibleAsync();
        await PageTests.KeepAsync(theirs, "welcome-refused");
        await SetPasswordAsync(theirs, "quiet otters swim far", "Set the password");
        await theirs.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await theirs.TrySignInAsync(console.App.BaseAddress, "mira@example.com", "quiet otters swim far");
        await Expect(theirs.GetByText("mira@example.com").First).ToBeVisibleAsync();

        await theirs.SettleAsync();
        await theirs.GetByRole(AriaRole.Button, new() { Name = "your menu" }).ClickAsync();
        await theirs.GetByRole(AriaRole.Link, new() { Name = "Change password" }).ClickAsync();
        await Expect(theirs.GetByRole(AriaRole.Heading, new() { Name = "Change your password" })).ToBeVisibleAsync();
        Assert.Empty(await PageTests.ViolationsAsync(theirs, "/account/password"));
        await PageTests.KeepAsync(theirs, "password");
        await theirs.GetByLabel("Present password").FillAsync("quiet otters swim far");
        await SetPasswordAsync(theirs, "louder otters swim near", "Change the password");
        await Expect(theirs.GetByRole(AriaRole.Heading, new() { Name = "Your password is changed" })).ToBeVisibleAsync();
        Assert.Empty(await PageTests.ViolationsAsync(theirs, "/account/password?done=true"));
        await PageTests.KeepAsync(theirs, "password-changed");
        await page.OpenAsync(console.App.BaseAddress, "/people");
        await Expect(row).ToContainTextAsync("Active");
        await row.GetByRole(AriaRole.Button, new() { Name = "More for mira@example.com" }).ClickAsync();
        await PageTests.KeepAsync(page, "people-menu");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reset password…" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make a link" }).ClickAsync();
        await Expect(page.Locator("#password-link")).ToContainTextAsync("#");
        await PageTests.KeepAsync(page, "person-reset");
        await page.GetByRole(AriaRole.Button, new() { Name = "I have copied it" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(row).ToContainTextAsync("New password: link works until");
        await row.GetByRole(AriaRole.Button, new() { Name = "More for mira@example.com" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke the link" }).ClickAsync();
        await Expect(row).Not.ToContainTextAsync("link works until");

        await row.GetByRole(AriaRole.Button, new() { Name = "More for mira@example.com" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Change role…" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Radio, new() { Name = "Operator" }).CheckAsync();
        await Expect(dialog.GetByRole(AriaRole.Region, new() { Name = "could then also" })).ToContainTextAsync("change the SAML configuration");
        await Expect(dialog.GetByRole(AriaRole.Region, new() { Name = "Still not" })).ToContainTextAsync("invite, change and remove people");
        Assert.Empty(await PageTests.ViolationsAsync(page, "role"));
        await PageTests.KeepAsync(page, "person-role");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make Operator" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(page.GetByText("mira@example.com is Operator now.")).ToBeVisibleAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "More for mira@example.com" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Lock…" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Lock" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(row).ToContainTextAsync("Locked");
        await theirs.GotoAsync(new Uri(console.App.BaseAddress, "/integrations").AbsoluteUri);
        await Expect(theirs).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/sign-in"));

        await row.GetByRole(AriaRole.Button, new() { Name = "More for mira@example.com" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove…" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "mira@example.com" })).ToHaveCountAsync(0);
        await theirs.Context.CloseAsync();
        await page.Context.CloseAsync();
    }

    private static async Task SetPasswordAsync(IPage page, string password, string button)
    {
        await page.GetByLabel("New password", new() { Exact = true }).FillAsync(password);
        await page.GetByLabel("New password, once more").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
    }

    [Fact]
    public async Task A_webhook_is_added_tried_and_removed()
    {
        var page = await console.OpenAsync(chromium.Browser);
        await page.OpenAsync(console.App.BaseAddress, "/webhooks");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add webhook" }).ClickAsync();
        await dialog.GetByLabel("Address").FillAsync("http://hooks.example.com");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add webhook" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Must begin with https://");
        Assert.Empty(await PageTests.ViolationsAsync(page, "new webhook"));
        await dialog.GetByLabel("Address").FillAsync("https://scimify.invalid/hook");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add webhook" }).ClickAsync();
        await Expect(page.Locator("#webhook-secret")).ToContainTextAsync("whsec_");
        await page.GetByRole(AriaRole.Button, new() { Name = "I have copied it" }).ClickAsync();
        await page.DialogClosedAsync();

        var row = page.GetByRole(AriaRole.Row, new() { Name = "https://scimify.invalid/hook" });
        await row.GetByRole(AriaRole.Button, new() { Name = "Send test" }).ClickAsync();
        await Expect(page.GetByText("The test message to https://scimify.invalid/hook did not arrive.")).ToBeVisibleAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "webhook problem"));
        await PageTests.KeepAsync(page, "webhook-problem");
        await row.GetByRole(AriaRole.Link, new() { Name = "https://scimify.invalid/hook" }).ClickAsync();
        var delivery = page.GetByRole(AriaRole.Row, new() { Name = "Failed" });
        await Expect(delivery).ToContainTextAsync("No answer");
        await delivery.GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync();
        await Expect(page.GetByText("The message did not arrive.")).ToBeVisibleAsync();
        await Expect(delivery).ToContainTextAsync("attempt 2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Choose messages…" }).ClickAsync();
        await dialog.GetByLabel("Where the audit log ends, once an hour").CheckAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "choose messages"));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(page.GetByText("audit.head")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Breadcrumbs" }).GetByRole(AriaRole.Link, new() { Name = "Webhooks" }).ClickAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Remove https://scimify.invalid/hook" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove webhook" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "https://scimify.invalid/hook" })).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_rest_api_can_be_searched_and_read()
    {
        var page = await console.OpenAsync(chromium.Browser);
        await page.OpenAsync(console.App.BaseAddress, "/api-reference?q=rotate");
        var operation = page.GetByText("/api/v1/scim/organization-access-tokens/{uuid}/rotate");
        await Expect(operation).ToHaveCountAsync(1);
        await operation.ClickAsync();
        await Expect(page.GetByText("overlapMinutes").First).ToBeVisibleAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "operation"));
        await PageTests.KeepAsync(page, "api-operation");
        await page.Context.CloseAsync();
    }
}
