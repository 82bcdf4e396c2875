using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Scimify.Tests.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

/// <summary>What the console tells a person when something is unavailable.</summary>
[Collection(JourneyTests.Name)]
public sealed class OutageTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task A_page_says_that_the_server_is_away()
    {
        using var folder = new TempFolder();
        var settings = new Dictionary<string, string?> { ["Scimify:DataDirectory"] = folder.Path };
        var made = await ScimifyProcess.RunAsync(
            settings, ["admin", "create", "--email", "grace@example.com", "--role", "Owner", "--password-stdin"], ConsolePages.Password, ct: TestContext.Current.CancellationToken);
        Assert.Equal(0, made.ExitCode);
        var server = await ScimifyProcess.ServeAsync(settings, ct: TestContext.Current.CancellationToken);
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(server.BaseAddress!, "grace@example.com");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Connect your first Looker" })).ToBeVisibleAsync();
        await Expect(page.GetByText("Connection lost, trying again.")).ToBeHiddenAsync();

        await server.DisposeAsync();
        await Expect(page.GetByText("Connection lost, trying again.")).ToBeVisibleAsync();
        await PageTests.KeepAsync(page, "connection-lost");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_page_comes_back_by_itself_after_a_restart_with_what_was_typed()
    {
        using var folder = new TempFolder();
        var settings = new Dictionary<string, string?> { ["Scimify:DataDirectory"] = folder.Path };
        var made = await ScimifyProcess.RunAsync(
            settings, ["admin", "create", "--email", "grace@example.com", "--role", "Owner", "--password-stdin"], ConsolePages.Password, ct: TestContext.Current.CancellationToken);
        Assert.Equal(0, made.ExitCode);
        var page = await chromium.NewPageAsync();
        Uri address;
        await using (var server = await ScimifyProcess.ServeAsync(settings, ct: TestContext.Current.CancellationToken))
        {
            address = server.BaseAddress!;
            await page.SignInAsync(address, "grace@example.com");
            await page.OpenAsync(address, "/integrations/new");
            await Expect(page.Locator(".shell[data-live]")).ToBeVisibleAsync();
            await page.GetByLabel("Address", new() { Exact = true }).PressSequentiallyAsync("mycompany");
        }

        await Expect(page.GetByText("Connection lost, trying again.")).ToBeVisibleAsync();
        await using (await ScimifyProcess.ServeAsync(settings, port: address.Port, ct: TestContext.Current.CancellationToken))
        {
            await Expect(page.GetByText("Connection lost, trying again.")).ToBeHiddenAsync();
            await Expect(page.GetByLabel("Address", new() { Exact = true })).ToHaveValueAsync("mycompany");
            await page.GetByRole(AriaRole.Button, new() { Name = "Continue to rules" }).ClickAsync();
            await Expect(page.GetByText("Enter the client id of the API key.")).ToBeVisibleAsync();
            await Expect(page.GetByText("Enter the instance name or the URL of your Looker.")).ToHaveCountAsync(0);
            await page.Context.CloseAsync();
        }
    }

    [Fact]
    public async Task The_wizard_says_what_is_wrong_with_a_key_and_lets_it_be_created_all_the_same()
    {
        await using var app = await ScimifyApp.StartAsync(new Dictionary<string, string?>
        {
            ["Scimify:Sandbox:Enabled"] = "true",
            ["Scimify:Looker:AllowInsecureHttp"] = "true",
        });
        await app.PersonAsync(email: "grace@example.com");
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(app.BaseAddress, "grace@example.com");
        await page.OpenAsync(app.BaseAddress, "/integrations/new");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue to rules" }).ClickAsync();
        await Expect(page.GetByLabel("Address", new() { Exact = true })).ToHaveAccessibleDescriptionAsync(new Regex("^Enter the instance name or the URL of your Looker."));

        await page.GetByRole(AriaRole.Button, new() { Name = "Use the sandbox" }).ClickAsync();
        await page.GetByLabel("Client secret").FillAsync("not-the-secret");
        await Expect(page.GetByText("The connection does not work yet.")).ToBeVisibleAsync();
        await Expect(page.GetByText("credentialsRejected")).ToBeVisibleAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "set-up"));
        await PageTests.KeepAsync(page, "set-up-rejected");

        await page.GetByRole(AriaRole.Link, new() { Name = "People", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("4 changes are lost.");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await page.DialogClosedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue without a passing test" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What may happen in Looker" })).ToBeVisibleAsync();
        await page.GetByLabel("Guard: people who may leave within an hour").FillAsync("-1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue to provider" }).ClickAsync();
        await Expect(page.GetByLabel("Guard: people who may leave within an hour")).ToHaveAccessibleDescriptionAsync(new Regex("^Must be"));
        await page.GetByLabel("Guard: people who may leave within an hour").FillAsync("20");

        // Left and come back to: what was not saved is kept from step to step, and the address says where one was.
        await page.GetByRole(AriaRole.Link, new() { Name = "Back", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Connect a Looker" })).ToBeFocusedAsync();
        await page.GoBackAsync();
        await Expect(page.GetByLabel("Guard: people who may leave within an hour")).ToHaveValueAsync("20");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and leave" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Connect your first Looker" })).ToBeVisibleAsync();
        await Expect(page.GetByText("2 of 4 done")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Create token" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Tell Okta about Scimify" })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }
}
