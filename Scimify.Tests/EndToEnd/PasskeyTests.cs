using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Scimify.Core.People;
using Scimify.Core.People.Factors;
using Scimify.Core.Persistence.Database;
using Scimify.Tests.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

/// <summary>The profile, and ways to sign in that it offers. Chromium stands in for fingerprint and security key.</summary>
[Collection(JourneyTests.Name)]
public sealed partial class PasskeyTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task A_passkey_is_added_signs_in_alone_and_after_the_password_and_is_removed()
    {
        var clock = new JumpingClock();
        await using var app = await ScimifyApp.StartAsync(clock: clock);
        await app.PersonAsync(email: "ada@example.com");
        var server = ByName(app);
        var page = await chromium.NewPageAsync();
        var device = await DeviceAsync(page);
        await page.SignInAsync(server, "ada@example.com");
        await page.OpenAsync(server, "/profile");
        await Expect(page.GetByText("You have none yet.")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Add passkey…" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name").FillAsync("Work laptop");
        Assert.Empty(await PageTests.ViolationsAsync(page, "new passkey"));
        await PageTests.KeepAsync(page, "passkey-new");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create passkey" }).ClickAsync();
        await Expect(page.GetByText("The passkey is added.")).ToBeVisibleAsync();
        await page.SettleAsync();
        await Expect(page.GetByText("Work laptop", new() { Exact = true })).ToBeVisibleAsync();
        await PageTests.KeepAsync(page, "profile-passkey", fullPage: true);

        await SignOutAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await page.SignedInAsync();
        await page.SettleAsync();

        await SignOutAsync(page);
        await page.TrySignInAsync(server, "ada@example.com", ConsolePages.Password);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Second step" })).ToBeVisibleAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "second step with a passkey"));
        await PageTests.KeepAsync(page, "second-step-passkey");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await page.SignedInAsync();
        await page.SettleAsync();

        clock.Jump(FreshSignIn.Life + TimeSpan.FromSeconds(5));
        await page.OpenAsync(server, "/profile");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Work laptop" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in again" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Uri(server, "/profile").AbsoluteUri);
        await page.SettleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Work laptop" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove passkey" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(page.GetByText("“Work laptop” is removed.")).ToBeVisibleAsync();

        await SignOutAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("This passkey opens nothing here");
        await PageTests.KeepAsync(page, "passkey-refused");
        Assert.Equal(["factor.add", "factor.remove"], await ActionsAsync(app, "factor."));
        Assert.Equal(3, await StartedWithAsync(app, "passkey"));
        await device.DetachAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Somebody_with_a_passkey_alone_signs_in_again_with_it_and_comes_back()
    {
        var clock = new JumpingClock();
        await using var app = await ScimifyApp.StartAsync(clock: clock);
        await app.PersonAsync(email: "ada@example.com");
        var server = ByName(app);
        var page = await chromium.NewPageAsync();
        await DeviceAsync(page);
        await page.SignInAsync(server, "ada@example.com");
        await page.OpenAsync(server, "/profile");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add passkey…" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Name").FillAsync("Work laptop");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Create passkey" }).ClickAsync();
        await Expect(page.GetByText("The passkey is added.")).ToBeVisibleAsync();
        await app.Services.GetRequiredService<ScimifyDatabase>().WriteAsync(session => session.Execute("UPDATE people SET password_hash = NULL"), TestContext.Current.CancellationToken);

        clock.Jump(FreshSignIn.Life + TimeSpan.FromSeconds(5));
        await page.OpenAsync(server, "/personal-access-tokens");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create token" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in again" })).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Password", new() { Exact = true })).ToHaveCountAsync(0);
        Assert.Empty(await PageTests.ViolationsAsync(page, "sign in again with a passkey alone"));
        await PageTests.KeepAsync(page, "sign-in-again-passkey");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();

        await Expect(page).ToHaveURLAsync(new Uri(server, "/personal-access-tokens").AbsoluteUri);
        await Expect(page.GetByRole(AriaRole.Dialog).GetByLabel("Allowed networks")).ToBeVisibleAsync();    // it goes on by itself
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_locked_person_does_not_sign_in_with_a_passkey()
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync();
        var ada = await app.PersonAsync(PortalRole.Operator, "ada@example.com");
        var server = ByName(app);
        var page = await chromium.NewPageAsync();
        await DeviceAsync(page);
        await page.SignInAsync(server, "ada@example.com");
        await page.OpenAsync(server, "/profile");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add passkey…" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Name").FillAsync("Work laptop");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Create passkey" }).ClickAsync();
        await Expect(page.GetByText("The passkey is added.")).ToBeVisibleAsync();
        await page.SettleAsync();

        await app.Services.GetRequiredService<PeopleService>().LockAsync(owner, ada.Id!.Value, TestContext.Current.CancellationToken);
        await page.GotoAsync(new Uri(server, "/sign-in").AbsoluteUri);
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("This passkey opens nothing here");
        await using var db = app.NewContext();
        var failed = Assert.Single(db.AuditLog.Where(e => e.Action == "session.fail").ToList());
        Assert.Equal(("ada@example.com", """{"factor":"passkey"}"""), (failed.SubjectName, failed.After));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task An_authenticator_app_is_set_up_shows_its_codes_once_and_is_asked_for()
    {
        await using var app = await ScimifyApp.StartAsync();
        var ada = await app.PersonAsync(email: "ada@example.com");
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(app.BaseAddress, "ada@example.com");
        await page.OpenAsync(app.BaseAddress, "/profile");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await page.GetByRole(AriaRole.Button, new() { Name = "Set up…" }).ClickAsync();
        var key = (await page.Locator("#app-key").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        await dialog.GetByLabel("Six digits").FillAsync("12345x");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Check code" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Is not what the app shows now.");
        Assert.Empty(await PageTests.ViolationsAsync(page, "set up an app"));
        await PageTests.KeepAsync(page, "app-new");
        await dialog.GetByLabel("Six digits").FillAsync(Totp.CodeAt(key, TimeProvider.System.GetUtcNow()));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Check code" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "-" })).ToHaveCountAsync(RecoveryCodes.Count);
        var code = await dialog.Locator("li code").First.InnerTextAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "recovery codes"));
        await PageTests.KeepAsync(page, "recovery-codes");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "I have stored them" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(page.GetByText("10 of 10 left")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Edit name…" }).ClickAsync();
        await dialog.GetByLabel("Display name").FillAsync("Ada Lovelace");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Ada Lovelace, your menu" })).ToBeVisibleAsync();
        await PageTests.KeepAsync(page, "profile-filled", fullPage: true);

        await SignOutAsync(page);
        await page.TrySignInAsync(app.BaseAddress, "ada@example.com", ConsolePages.Password);
        await page.GetByLabel("Six digits").FillAsync("nothing");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("This code is not right");
        Assert.Empty(await PageTests.ViolationsAsync(page, "second step"));
        await PageTests.KeepAsync(page, "second-step");
        await page.GetByLabel("Six digits").FillAsync(code);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await page.SignedInAsync();
        Assert.Equal(RecoveryCodes.Count - 1, (await app.Services.GetRequiredService<FactorService>().OwnAsync(ada, TestContext.Current.CancellationToken)).RecoveryCodesLeft);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_policy_leads_whoever_has_no_factor_to_its_set_up_and_ends_their_session()
    {
        await using var app = await ScimifyApp.StartAsync();
        var ada = await app.PersonAsync(email: "ada@example.com");
        await app.PersonAsync(PortalRole.Operator, "otto@example.com");
        var otto = await chromium.NewPageAsync();
        await otto.SignInAsync(app.BaseAddress, "otto@example.com");
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(app.BaseAddress, "ada@example.com");
        await page.OpenAsync(app.BaseAddress, "/settings/sign-in");
        await page.GetByRole(AriaRole.Checkbox, new() { NameRegex = OwnerBox() }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save policy" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Set up a second factor of your own first");
        await page.GetByRole(AriaRole.Checkbox, new() { NameRegex = OwnerBox() }).UncheckAsync();
        await page.GetByLabel("Operator").CheckAsync();
        await page.GetByLabel("A session ends without use after").FillAsync("1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save policy" }).ClickAsync();
        await Expect(page.GetByText("must be 5 to 1440", new() { Exact = false })).ToBeVisibleAsync();
        Assert.Empty(await PageTests.ViolationsAsync(page, "sign-in policy"));
        await page.GetByLabel("A session ends without use after").FillAsync("60");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save policy" }).ClickAsync();
        await Expect(page.GetByText("The policy is saved.")).ToBeVisibleAsync();
        await PageTests.KeepAsync(page, "settings-sign-in-saved", fullPage: true);

        // The open page is led away by itself.
        await Expect(otto.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await otto.TrySignInAsync(app.BaseAddress, "otto@example.com", ConsolePages.Password);
        await Expect(otto.GetByRole(AriaRole.Heading, new() { Name = "Set up a second factor" })).ToBeVisibleAsync();
        Assert.Empty(await PageTests.ViolationsAsync(otto, "enrolment"));
        await PageTests.KeepAsync(otto, "enrol", fullPage: true);
        var key = (await otto.Locator("#app-key").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        await otto.GetByLabel("Six digits").FillAsync(Totp.CodeAt(key, TimeProvider.System.GetUtcNow()));
        await otto.GetByRole(AriaRole.Button, new() { Name = "Check code and sign in" }).ClickAsync();
        await Expect(otto.GetByRole(AriaRole.Heading, new() { Name = "Your recovery codes" })).ToBeVisibleAsync();
        Assert.Empty(await PageTests.ViolationsAsync(otto, "recovery codes at enrolment"));
        await PageTests.KeepAsync(otto, "enrol-codes", fullPage: true);
        await otto.GetByRole(AriaRole.Link, new() { Name = "I have stored them" }).ClickAsync();
        await otto.SignedInAsync();
        await otto.SettleAsync();

        await page.OpenAsync(app.BaseAddress, "/people");
        await PageTests.KeepAsync(page, "people-sessions", fullPage: true);
        await page.GetByRole(AriaRole.Button, new() { Name = "End the session of otto@example.com" }).ClickAsync();
        await Expect(page.GetByText("otto@example.com is signed out")).ToBeVisibleAsync();
        await Expect(otto.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        Assert.Equal(1, (await app.Services.GetRequiredService<Scimify.Portal.Shared.Sessions.SessionsQuery>()
            .EveryoneAsync(ada, new Scimify.Portal.Shared.PageRequest(1, 50), TestContext.Current.CancellationToken)).Total);
        await otto.Context.CloseAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Whoever_needs_a_factor_makes_a_passkey_or_changes_their_mind_and_takes_an_app()
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync();
        await app.PersonAsync(PortalRole.Operator, "otto@example.com");
        await app.PersonAsync(PortalRole.Operator, "ada@example.com");
        var key = Totp.NewKey();
        await app.Services.GetRequiredService<FactorService>().AddAppAsync(owner, key, Totp.CodeAt(key, TimeProvider.System.GetUtcNow()), TestContext.Current.CancellationToken);
        await app.Services.GetRequiredService<SignInPolicyService>().SetAsync(
            app.Fresh(owner), SignInPolicy.Usual with { SecondFactorFor = [PortalRole.Owner, PortalRole.Operator] }, TestContext.Current.CancellationToken);
        var server = ByName(app);
        var page = await chromium.NewPageAsync();
        await page.GotoAsync(new Uri(server, "/sign-in?returnUrl=%2Fprovisioning-log").AbsoluteUri);
        await page.GetByLabel("E-mail address").FillAsync("otto@example.com");
        await page.GetByLabel("Password").FillAsync(ConsolePages.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Set up a second factor" })).ToBeVisibleAsync();

        // Without a device, the browser says so, and the app is still there to take.
        await page.EvaluateAsync("() => { navigator.credentials.create = () => Promise.reject(new DOMException('', 'NotAllowedError')); }");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create a passkey and sign in" }).ClickAsync();
        await Expect(page.GetByText("No passkey was used.")).ToBeVisibleAsync();
        var shown = (await page.Locator("#app-key").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        await page.GetByLabel("Six digits").FillAsync(Totp.CodeAt(shown, TimeProvider.System.GetUtcNow()));
        await page.GetByRole(AriaRole.Button, new() { Name = "Check code and sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your recovery codes" })).ToBeVisibleAsync();

        var other = await chromium.NewPageAsync();
        await DeviceAsync(other);
        await other.TrySignInAsync(server, "ada@example.com", ConsolePages.Password);
        await Expect(other.GetByRole(AriaRole.Heading, new() { Name = "Set up a second factor" })).ToBeVisibleAsync();
        await other.GetByRole(AriaRole.Button, new() { Name = "Create a passkey and sign in" }).ClickAsync();
        await other.SignedInAsync();
        await other.SettleAsync();
        Assert.Equal(1, await StartedWithAsync(app, "password and passkey"));
        await SignOutAsync(other);
        await other.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await other.SignedInAsync();
        await other.Context.CloseAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Where_providers_alone_sign_people_in_a_passkey_opens_the_console_for_break_glass_owners_only()
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync();
        var ada = await app.PersonAsync(email: "ada@example.com");
        var server = ByName(app);
        var page = await chromium.NewPageAsync();
        await DeviceAsync(page);
        await page.SignInAsync(server, "ada@example.com");
        await page.OpenAsync(server, "/profile");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add passkey…" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Name").FillAsync("Work laptop");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Create passkey" }).ClickAsync();
        await Expect(page.GetByText("The passkey is added.")).ToBeVisibleAsync();
        await page.SettleAsync();
        await app.Services.GetRequiredService<Core.Persistence.Database.ScimifyDatabase>().WriteAsync(
            session => session.Execute("UPDATE organizations SET providers_only = 1"), TestContext.Current.CancellationToken);

        await SignOutAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("This passkey opens nothing here");
        await app.Services.GetRequiredService<PeopleService>().ChangeAsync(app.Fresh(owner), ada.Id!.Value, null, null, TestContext.Current.CancellationToken, breakGlass: true);
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();

        await page.SignedInAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task An_owner_names_somebody_as_break_glass_and_resets_factors_which_their_person_is_told()
    {
        await using var app = await ScimifyApp.StartAsync();
        await app.PersonAsync(email: "owner@example.com");
        var ada = await app.PersonAsync(email: "ada@example.com");
        var key = Totp.NewKey();
        await app.Services.GetRequiredService<FactorService>().AddAppAsync(ada, key, Totp.CodeAt(key, TimeProvider.System.GetUtcNow()), TestContext.Current.CancellationToken);
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(app.BaseAddress, "owner@example.com");
        await page.OpenAsync(app.BaseAddress, "/people");
        var dialog = page.GetByRole(AriaRole.Dialog);
        var row = page.GetByRole(AriaRole.Row, new() { Name = "ada@example.com" });
        await row.GetByRole(AriaRole.Button, new() { Name = "More for ada@example.com" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Name as break-glass…" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Name as break-glass" }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(row).ToContainTextAsync("Break-glass");

        await page.OpenAsync(app.BaseAddress, "/settings/sign-in");
        var wayBack = page.GetByRole(AriaRole.Region, new() { Name = "A way back in" });
        await Expect(wayBack).ToContainTextAsync("password and authenticator app");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "With a provider only" }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save policy" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("No owner has signed in with a provider that is switched on");
        Assert.Empty(await PageTests.ViolationsAsync(page, "providers only, refused"));
        await PageTests.KeepAsync(page, "settings-sign-in-refused", fullPage: true);

        await page.OpenAsync(app.BaseAddress, "/people");
        await row.GetByRole(AriaRole.Button, new() { Name = "More for ada@example.com" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reset second factors…" }).ClickAsync();
        await PageTests.KeepAsync(page, "factors-reset");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Reset", Exact = true }).ClickAsync();
        await page.DialogClosedAsync();
        await Expect(page.GetByText("ada@example.com has no second factor any more")).ToBeVisibleAsync();

        var theirs = await chromium.NewPageAsync();
        await theirs.TrySignInAsync(app.BaseAddress, "ada@example.com", ConsolePages.Password);
        await Expect(theirs.GetByText("Your second factors were removed.")).ToBeVisibleAsync();
        await Expect(theirs.GetByText("owner@example.com did it")).ToBeVisibleAsync();
        await theirs.SettleAsync();
        Assert.Empty(await PageTests.ViolationsAsync(theirs, "told of the reset"));
        await PageTests.KeepAsync(theirs, "profile-told", fullPage: true);
        await theirs.GetByRole(AriaRole.Button, new() { Name = "I have read it" }).ClickAsync();
        await Expect(theirs.GetByText("Your second factors were removed.")).ToHaveCountAsync(0);
        await theirs.Context.CloseAsync();
        await page.Context.CloseAsync();
    }

    [GeneratedRegex("^Owner")]
    private static partial Regex OwnerBox();

    /// <summary>A passkey belongs to a name, never to an IP address.</summary>
    private static Uri ByName(ScimifyApp app) => new($"http://localhost:{app.BaseAddress.Port}");

    /// <summary>A device with a fingerprint that always fits.</summary>
    private static async Task<ICDPSession> DeviceAsync(IPage page)
    {
        var devtools = await page.Context.NewCDPSessionAsync(page);
        await devtools.SendAsync("WebAuthn.enable");
        await devtools.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new
            {
                protocol = "ctap2", transport = "internal", hasResidentKey = true, hasUserVerification = true, isUserVerified = true, automaticPresenceSimulation = true,
            },
        });
        return devtools;
    }

    private static async Task SignOutAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "your menu" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).Last.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    private static async Task<List<string>> ActionsAsync(ScimifyApp app, string prefix)
    {
        await using var db = app.NewContext();
        return [.. db.AuditLog.Where(e => e.Action.StartsWith(prefix)).OrderBy(e => e.Key).Select(e => e.Action)];
    }

    private static async Task<int> StartedWithAsync(ScimifyApp app, string how)
    {
        await using var db = app.NewContext();
        return db.AuditLog.Where(e => e.Action == "session.start").Select(e => e.After).ToList().Count(after => JsonDocument.Parse(after!).RootElement.GetProperty("how").GetString() == how);
    }
}
