using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

[Collection(BrowserTests.Name)]
public sealed class PeopleTests(ChromiumFixture chromium, SeededConsole console)
{
    [Fact]
    public async Task A_person_is_added_signs_in_with_the_password_shown_once_and_is_locked_out()
    {
        var page = await console.OpenAsync(chromium.Browser);
        await page.OpenAsync(console.App.BaseAddress, "/people");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add person" }).ClickAsync();
        await dialog.GetByLabel("E-mail address").FillAsync("nobody");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add person" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Must be an e-mail address");
        Assert.Empty(await PageTests.ViolationsAsync(page, "new person"));
        await PageTests.KeepAsync(page, "person-new");
        await dialog.GetByLabel("E-mail address").FillAsync("mira@example.com");
        await dialog.GetByLabel("Role").SelectOptionAsync("Auditor");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add person" }).ClickAsync();
        var password = await page.Locator("#person-password").InnerTextAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "password"));
        await page.GetByRole(AriaRole.Button, new() { Name = "I have copied it" }).ClickAsync();
        await page.DialogClosedAsync();

        var theirs = await (await chromium.Browser.NewContextAsync()).NewPageAsync();
        await theirs.TrySignInAsync(console.App.BaseAddress, "mira@example.com", password);
        await Expect(theirs.GetByText("mira@example.com").First).ToBeVisibleAsync();

        var row = page.GetByRole(AriaRole.Row, new() { Name = "mira@example.com" });
        await row.GetByLabel("Role of mira@example.com").SelectOptionAsync("Operator");
        await Expect(page.GetByText("mira@example.com is Operator now.")).ToBeVisibleAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Lock mira@example.com" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Lock" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(row).ToContainTextAsync("Locked");
        await theirs.GotoAsync(new Uri(console.App.BaseAddress, "/integrations").AbsoluteUri);
        await Expect(theirs).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/sign-in"));

        await row.GetByRole(AriaRole.Button, new() { Name = "Remove mira@example.com" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "mira@example.com" })).ToHaveCountAsync(0);
        await theirs.Context.CloseAsync();
        await page.Context.CloseAsync();
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
