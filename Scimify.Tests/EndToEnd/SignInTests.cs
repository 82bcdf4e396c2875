using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Scimify.Core.People;
using Scimify.Tests.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

/// <summary>The doors of the console.</summary>
[Collection(BrowserTests.Name)]
public sealed class SignInTests(ChromiumFixture chromium, SeededConsole console)
{
    private const string Refused = "The e-mail address or the password is not right";

    [Fact]
    public async Task While_nobody_exists_every_page_leads_to_the_set_up_and_the_code_makes_the_first_owner()
    {
        await using var app = await ScimifyApp.StartAsync();
        var page = await chromium.NewPageAsync();
        await page.GotoAsync(new Uri(app.BaseAddress, "/integrations").AbsoluteUri);
        await Expect(page).ToHaveURLAsync(new Uri(app.BaseAddress, "/setup").AbsoluteUri);
        Assert.Empty(await PageTests.ViolationsAsync(page, "/setup"));
        await PageTests.KeepAsync(page, "setup");

        await FillSetupAsync(page, "AAAA-BBBB-CCCC-DDDD", "long enough words");
        await Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("not the code");

        await FillSetupAsync(page, app.FirstOwnerCode, "short");
        await Expect(page.GetByLabel("Password")).ToHaveJSPropertyAsync("validity.tooShort", true);

        await FillSetupAsync(page, app.FirstOwnerCode, "long enough words");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Connect your first Looker" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "grace@example.com, your menu" })).ToBeVisibleAsync();
        await page.SettleAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "/"));
        await PageTests.KeepAsync(page, "overview-first");

        await page.GotoAsync(new Uri(app.BaseAddress, "/setup").AbsoluteUri);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Connect your first Looker" })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_wrong_password_an_unknown_account_and_a_locked_one_get_the_same_answer()
    {
        var locked = await console.App.PersonAsync(email: "locked@example.com");
        await console.App.Services.GetRequiredService<PeopleService>().LockAsync(console.Owner, locked.Id!.Value, CancellationToken.None);
        var page = await chromium.NewPageAsync();
        await page.TrySignInAsync(console.App.BaseAddress, "locked@example.com", "wrong words entirely");
        var wrong = await page.GetByRole(AriaRole.Alert).First.InnerTextAsync();
        Assert.Contains(Refused, wrong, StringComparison.Ordinal);
        await page.TrySignInAsync(console.App.BaseAddress, "locked@example.com", ConsolePages.Password);
        await Expect(page.GetByRole(AriaRole.Alert).First).ToHaveTextAsync(wrong);
        await page.TrySignInAsync(console.App.BaseAddress, "nobody@example.com", ConsolePages.Password);
        await Expect(page.GetByRole(AriaRole.Alert).First).ToHaveTextAsync(wrong);
        Assert.Empty(await PageTests.ViolationsAsync(page, "/sign-in"));
        await PageTests.KeepAsync(page, "sign-in-refused");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Whoever_was_given_a_generated_password_chooses_one_before_anything_else()
    {
        var made = await console.App.Services.GetRequiredService<PeopleService>().CreateFromCommandLineAsync(
            new NewPerson("new.owner@example.com", PortalRole.Owner, null), null, CancellationToken.None);
        var page = await chromium.NewPageAsync();
        await page.TrySignInAsync(console.App.BaseAddress, "new.owner@example.com", made.GeneratedPassword!);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Change your password" })).ToBeVisibleAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "/account/password"));
        await PageTests.KeepAsync(page, "password-first");
        await page.GotoAsync(new Uri(console.App.BaseAddress, "/people").AbsoluteUri);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Change your password" })).ToBeVisibleAsync();
        await page.GetByLabel("Present password").FillAsync(made.GeneratedPassword!);
        await page.GetByLabel("New password", new() { Exact = true }).FillAsync("quiet otters swim far");
        await page.GetByLabel("New password, once more").FillAsync("quiet otters swim far");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change the password" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Signing_in_leads_back_to_the_page_that_was_asked_for_and_signing_out_closes_the_door()
    {
        var page = await chromium.NewPageAsync();
        await page.GotoAsync(new Uri(console.App.BaseAddress, "/audit-log").AbsoluteUri);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "/sign-in"));
        await PageTests.KeepAsync(page, "sign-in");
        await page.GetByLabel("E-mail address").FillAsync(console.Owner.Name);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(ConsolePages.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Audit log" })).ToBeVisibleAsync();
        await page.SettleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "your menu" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await page.GotoAsync(new Uri(console.App.BaseAddress, "/audit-log").AbsoluteUri);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task An_auditor_sees_everything_and_is_offered_no_change()
    {
        await console.App.PersonAsync(PortalRole.Auditor, "auditor@example.com");
        var page = await console.OpenAsync(chromium.Browser, email: "auditor@example.com");
        await page.OpenAsync(console.App.BaseAddress, $"/integrations/{console.Keys.Production}/tokens");
        await Expect(page.GetByText("Okta production")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Create token" })).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Revoke" })).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Link, new() { Name = "Settings", Exact = true }).ClickAsync();
        await Expect(page.GetByText("You can read the settings.", new() { Exact = false })).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Name", new() { Exact = true })).ToBeDisabledAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Delete…" })).ToHaveCountAsync(0);

        await page.OpenAsync(console.App.BaseAddress, $"/integrations/{console.Keys.Production}/users/{console.Keys.FailedUser}");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Try again" })).ToHaveCountAsync(0);

        await page.OpenAsync(console.App.BaseAddress, "/integrations/new");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your role does not include this page" })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_token_manager_sees_neither_logs_nor_people_of_the_directory()
    {
        await console.App.PersonAsync(PortalRole.TokenManager, "tokens@example.com");
        var page = await console.OpenAsync(chromium.Browser, email: "tokens@example.com");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Provisioning log" })).ToHaveCountAsync(0);
        await Expect(page.GetByText("Latest changes")).ToHaveCountAsync(0);
        await page.OpenAsync(console.App.BaseAddress, $"/integrations/{console.Keys.Production}/users");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your role does not include this page" })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    private static async Task FillSetupAsync(IPage page, string code, string password)
    {
        await page.GetByLabel("Set-up code").FillAsync(code);
        await page.GetByLabel("Your e-mail address").FillAsync("grace@example.com");
        await page.GetByLabel("Password").FillAsync("");
        await page.GetByLabel("Password").PressSequentiallyAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the owner" }).ClickAsync();
    }
}
