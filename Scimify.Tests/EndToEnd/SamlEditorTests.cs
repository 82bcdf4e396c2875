using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Scimify.Portal.Sandbox;
using Scimify.Tests.Saml;
using Scimify.Tests.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

/// <summary>A draft of SAML settings: edited by name and row by row, and tested in a new tab.</summary>
[Collection(JourneyTests.Name)]
public sealed class SamlEditorTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task A_test_login_in_a_new_tab_shows_what_is_wrong_and_once_it_succeeds_the_draft_goes_in()
    {
        await using var world = await SamlWorld.StartAsync(settings: new Dictionary<string, string?> { ["Scimify:Looker:SamlTestLoginPath"] = "/saml-test-login/{slug}" });
        var draft = await world.Owner.PostAsync($"{world.Path}/saml-drafts", """{"title":"New IdP","changes":{"idp_issuer":"https://new.example.com","user_attribute_map_email":"mail"}}""");
        var page = await SamlTests.OpenAsync(chromium, world, $"saml/drafts/{draft.Uuid}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create a test configuration" }).ClickAsync();
        await SignInByTestAsync(page, "saml-test-failed", "The login failed", "the attribute “mail”, which the login does not have");
        await page.GetByRole(AriaRole.Button, new() { Name = "The login failed" }).ClickAsync();
        await Expect(page.GetByText("Login failed", new() { Exact = true })).ToBeVisibleAsync();
        await SamlTests.ApplyAsync(page);
        await Expect(page.GetByText("No login has succeeded with exactly these settings.")).ToBeVisibleAsync();

        await page.GetByLabel("E-mail attribute").FillAsync("email");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save draft" }).ClickAsync();
        await Expect(page.GetByText("The draft is saved.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create a new test configuration" }).ClickAsync();
        await SignInByTestAsync(page, "saml-test-succeeded", "The login succeeded", "Ada Admin would sign in as Looker user");
        await KeepLooksAsync(page, "saml-test");
        await page.GetByRole(AriaRole.Button, new() { Name = "The login succeeded" }).ClickAsync();
        await Expect(page.GetByText("Login succeeded", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Open the test login" })).ToHaveCountAsync(0);
        await SamlTests.ApplyAsync(page);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Revision 2" }).GetByText("In Looker", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Equal("https://new.example.com", (await world.ConfigAsync()).Settings.Text("idp_issuer"));
        await page.Context.CloseAsync();
    }

    /// <summary>Opens the test configuration's login beside the draft, signs in as the sandbox's administrator, and reads the result.</summary>
    private static async Task SignInByTestAsync(IPage page, string name, string result, string why)
    {
        var login = await page.Context.RunAndWaitForPageAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Open the test login" }).ClickAsync());
        await login.GetByLabel("E-mail address", new() { Exact = true }).FillAsync("ada.admin@example.com");
        await login.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(login.GetByRole(AriaRole.Heading, new() { Name = result })).ToBeVisibleAsync();
        await Expect(login.GetByText(why)).ToBeVisibleAsync();
        await KeepLooksAsync(login, name);
        await login.CloseAsync();
    }

    /// <summary>Over a slow link, renderings are held up, and what a person types and presses arrives before them.</summary>
    [Fact]
    public async Task By_keyboard_alone_roles_groups_and_mappings_are_picked_by_name()
    {
        await using var world = await SamlWorld.StartAsync();
        await using var link = SlowLink.To(world.Bridge.App.BaseAddress, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(90));
        world.Bridge.Looker.With(w => SandboxSeed.AddMany(w, 0, 100));
        var draft = await world.Owner.PostAsync($"{world.Path}/saml-drafts", """{"title":"By name","changes":{"default_new_user_role_ids":["4711"]}}""");
        var page = await SamlTests.OpenAsync(chromium, world, $"saml/drafts/{draft.Uuid}", link.Address);
        await Expect(page.GetByText("no longer in Looker")).ToBeVisibleAsync();
        var roles = Picker(page, "Roles of new users");
        await roles.FocusAsync();
        await page.Keyboard.PressAsync("Backspace");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove #4711" })).ToHaveCountAsync(0);
        await page.Keyboard.TypeAsync("view");
        await Expect(Options(page)).ToHaveTextAsync(["Viewer"]);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove Viewer" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(Options(page, new() { Selected = true })).ToHaveTextAsync("User");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(Options(page, new() { Selected = true })).ToHaveTextAsync("Admin");
        await page.Keyboard.PressAsync("Escape");
        await Expect(Options(page)).ToHaveCountAsync(0);

        await page.Keyboard.PressAsync("Tab");
        await Expect(Picker(page, "Groups of new users")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("saml");
        await Expect(Options(page)).ToContainTextAsync(["its members come from an identity provider"]);
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("SAML Finance cannot be chosen")).ToBeAttachedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(Picker(page, "Groups of new users")).ToHaveValueAsync("");
        await page.Keyboard.TypeAsync("many");
        await Expect(page.GetByText("80 more: type a part of the name.")).ToBeVisibleAsync();
        await SamlTests.KeepAsync(page, "saml-picker");
        await page.Keyboard.TypeAsync(" 77");
        await Expect(Options(page)).ToHaveTextAsync(["Many 77"]);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove Many 77" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Add a group" }).PressAsync("Enter");
        await Expect(page.GetByLabel("SAML group", new() { Exact = true })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Engineers");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("Eng");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("developer");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a group" }).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove Developer" })).ToBeVisibleAsync();
        await Expect(page.GetByLabel("SAML group", new() { Exact = true }).Nth(1)).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("engineers");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add an attribute" }).PressAsync("Enter");
        await Expect(page.GetByLabel("SAML attribute", new() { Exact = true })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("dept");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("dep");
        await Expect(Options(page)).ToHaveTextAsync(["departmentDepartment, string"]);
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Space");
        var save = page.GetByRole(AriaRole.Button, new() { Name = "Save draft" });
        await save.PressAsync("Enter");

        await Expect(page.GetByLabel("SAML group", new() { Exact = true }).Nth(1)).ToHaveAccessibleDescriptionAsync("Must be given once; “engineers” appears twice.");
        await SamlTests.KeepAsync(page, "saml-clash");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove engineers", Exact = true }).PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Add a group" })).ToBeFocusedAsync();
        await save.PressAsync("Enter");
        await Expect(page.GetByText("The draft is saved.")).ToBeVisibleAsync();
        await KeepLooksAsync(page, "saml-draft-lists");
        var changes = (await world.Owner.GetAsync($"{world.Path}/saml-drafts/{draft.Uuid}")).Results.GetProperty("changes");
        Assert.Equal(["5"], changes.GetProperty("default_new_user_role_ids").EnumerateArray().Select(i => i.GetString()));
        Assert.Equal([world.Bridge.Looker.With(w => w.Groups.Values.Single(g => g.Name == "Many 77").Id)], changes.GetProperty("default_new_user_group_ids").EnumerateArray().Select(i => i.GetString()));
        Assert.Equal("""[{"name":"Engineers","looker_group_name":"Eng","role_ids":["3"]}]""", changes.GetProperty("groups_with_role_ids").GetRawText());
        Assert.Equal("""[{"name":"dept","required":true,"user_attribute_ids":["6"]}]""", changes.GetProperty("user_attributes_with_ids").GetRawText());
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Certificates_are_shown_by_what_they_are_and_what_is_not_saved_is_not_applied()
    {
        await using var world = await SamlWorld.StartAsync();
        var draft = await world.Owner.PostAsync($"{world.Path}/saml-drafts", """{"title":"Certificates","changes":{"allowed_clock_drift":90}}""");
        var page = await SamlTests.OpenAsync(chromium, world, $"saml/drafts/{draft.Uuid}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a certificate" }).ClickAsync();
        await page.GetByLabel("Certificate 1", new() { Exact = true }).FillAsync("no certificate");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save draft" }).ClickAsync();
        await Expect(page.GetByLabel("Certificate 1", new() { Exact = true })).ToHaveAccessibleDescriptionAsync(new Regex("^Must be a certificate in Base64"));
        await page.GetByLabel("Certificate 1", new() { Exact = true }).FillAsync(SamlWorld.MakeCertificate("CN=next", TimeSpan.FromDays(-1), TimeSpan.FromDays(20)));
        await page.GetByLabel("Certificate 1", new() { Exact = true }).BlurAsync();
        await Expect(page.GetByText("CN=next, valid until")).ToBeVisibleAsync();
        await page.GetByLabel("ldap").CheckAsync();
        await Expect(page.GetByText("2 unsaved changes")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Revisions", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("2 changes are lost.");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await page.DialogClosedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply to Looker…" }).ClickAsync();
        await Expect(page.GetByText("Your input below is not in the draft yet. Save the draft first.")).ToBeVisibleAsync();
        await SamlTests.KeepAsync(page, "saml-unsaved");
        Assert.Equal(60, (int)(await world.ConfigAsync()).Json["allowed_clock_drift"]!);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save draft" }).ClickAsync();
        await Expect(page.GetByText("The draft is saved.")).ToBeVisibleAsync();
        await Expect(page.GetByText("unsaved change")).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove CN=next" })).ToBeVisibleAsync();
        var changes = (await world.Owner.GetAsync($"{world.Path}/saml-drafts/{draft.Uuid}")).Results.GetProperty("changes");
        Assert.Equal(("email,ldap", 1), (changes.GetProperty("new_user_migration_types").GetString(), changes.GetProperty("idp_cert_multi").GetProperty("signing").GetArrayLength()));
        await page.Context.CloseAsync();
    }

    /// <summary>The options of the open list. A plain select has options too.</summary>
    internal static ILocator Options(IPage page, LocatorGetByRoleOptions? which = null) => page.GetByRole(AriaRole.Listbox).GetByRole(AriaRole.Option, which);

    internal static ILocator Picker(IPage page, string name) => page.GetByRole(AriaRole.Combobox, new() { Name = name, Exact = true });

    /// <summary>Takes pictures for people, in both themes and on a phone. Nothing may be wider than the screen.</summary>
    internal static async Task KeepLooksAsync(IPage page, string name)
    {
        await SamlTests.KeepAsync(page, name);
        await PageTests.KeepAsync(page, $"{name}-whole", fullPage: true);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        Assert.Empty(await PageTests.ViolationsAsync(page, $"{name}, dark"));
        await PageTests.KeepAsync(page, $"{name}-dark", fullPage: true);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.SetViewportSizeAsync(390, 900);
        await page.IsWithinScreenAsync();
        await PageTests.KeepAsync(page, $"{name}-narrow", fullPage: true);
        await page.SetViewportSizeAsync(1280, 720);
    }
}
