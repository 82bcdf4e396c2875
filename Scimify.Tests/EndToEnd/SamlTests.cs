using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Scimify.Core.People;
using Scimify.Core.Saml;
using Scimify.Portal.Sandbox;
using Scimify.Tests.Saml;
using static Microsoft.Playwright.Assertions;

namespace Scimify.Tests.EndToEnd;

/// <summary>SAML settings in the console: found wrong, corrected, tested, applied, restored.</summary>
[Collection(JourneyTests.Name)]
public sealed class SamlTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task A_conflict_is_fixed_by_a_draft_and_the_state_before_comes_back_with_one_click()
    {
        await using var world = await SamlWorld.StartAsync(with: new() { ["new_user_migration_types"] = "ldap" });
        await world.Bridge.NewUserAsync("grace@example.com");
        var page = await OpenAsync(world, "saml/conflicts");
        await Expect(page.GetByText("1 SCIM user (grace@example.com) would get a second account")).ToBeVisibleAsync();
        await KeepAsync(page, "saml-conflicts");
        await page.GetByRole(AriaRole.Button, new() { Name = "Prepare the fix" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Fix: Join existing accounts" })).ToBeVisibleAsync();
        await KeepAsync(page, "saml-draft");
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply to Looker…" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("Join existing accounts: “ldap” becomes “email”.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        var second = page.GetByRole(AriaRole.Region, new() { Name = "Revision 2" });
        await Expect(second.GetByText("In Looker", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Equal("email", (await world.ConfigAsync()).Settings.Text("new_user_migration_types"));

        await KeepAsync(page, "saml-revisions");
        await page.GetByRole(AriaRole.Link, new() { Name = "The first state that Scimify saw" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("revision=1$"));
        var first = page.GetByRole(AriaRole.Region, new() { Name = "Revision 1" });
        await Expect(first.GetByRole(AriaRole.Heading, new() { Name = "Going back from 2 to 1" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Check", Exact = true }).ClickAsync();
        await Expect(page.GetByText("1 SCIM user (grace@example.com) would get a second account")).ToBeVisibleAsync();
        await KeepAsync(page, "saml-revision-back");
        await SamlEditorTests.KeepLooksAsync(page, "saml-revision-back");
        await page.GetByRole(AriaRole.Button, new() { Name = "Go back to 1…" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Go back" }).ClickAsync();
        await Expect(page.GetByText("Looker has the settings of revision 1 again.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Revision 3" }).GetByText("In Looker", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Equal("ldap", (await world.ConfigAsync()).Settings.Text("new_user_migration_types"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_new_issuer_is_refused_untested_and_goes_in_tested()
    {
        await using var world = await SamlWorld.StartAsync();
        var page = await OpenAsync(world, "saml");
        await Expect(page.GetByText("Certificate CN=idp.example.com")).ToBeVisibleAsync();
        await KeepAsync(page, "saml");
        await page.GetByRole(AriaRole.Button, new() { Name = "New draft" }).ClickAsync();
        await Expect(page.GetByText("Nothing would change")).ToBeVisibleAsync();
        await page.GetByLabel("Issuer", new() { Exact = true }).FillAsync("https://new.example.com");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a group" }).ClickAsync();
        await Expect(page.GetByLabel("SAML group", new() { Exact = true })).ToBeFocusedAsync();
        await page.GetByLabel("SAML group", new() { Exact = true }).FillAsync("Engineers");
        var roles = SamlEditorTests.Picker(page, "Roles");
        await roles.FillAsync("Nobody");
        await Expect(page.GetByText("Nothing in Looker is called “Nobody”.").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save draft" }).ClickAsync();
        await Expect(page.GetByText("Mirrored groups: “Nobody” was not chosen: Looker has nothing of this name.")).ToBeVisibleAsync();
        await KeepAsync(page, "saml-not-chosen");
        await roles.FillAsync("");
        await Expect(roles).Not.ToHaveAttributeAsync("aria-invalid", "true");    // the error disappears, and what is below it moves
        await SamlEditorTests.Options(page, new() { Name = "Developer" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove Developer" })).ToBeVisibleAsync();
        await roles.ClickAsync();
        await SamlEditorTests.Options(page, new() { Name = "Viewer" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove Viewer" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save draft" }).ClickAsync();
        await Expect(page.GetByText("Engineers → Developer, Viewer")).ToBeVisibleAsync();

        await ApplyAsync(page);
        await Expect(page.GetByText("No login has succeeded with exactly these settings.")).ToBeVisibleAsync();
        await KeepAsync(page, "saml-refused");
        Assert.Equal("https://idp.example.com", (await world.ConfigAsync()).Settings.Text("idp_issuer"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Create a test configuration" }).ClickAsync();
        await Expect(page.GetByText("Looker's public documentation does not name the address.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "The login succeeded" }).ClickAsync();
        await Expect(page.GetByText("Login succeeded", new() { Exact = true })).ToBeVisibleAsync();
        await ApplyAsync(page);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Revision 2" }).GetByText("In Looker", new() { Exact = true })).ToBeVisibleAsync();
        var settings = (await world.ConfigAsync()).Settings;
        Assert.Equal(("https://new.example.com", "Engineers"), (settings.Text("idp_issuer"), settings.Objects(SamlFields.GroupsWithRoleIds)[0]["name"]!.ToString()));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task With_two_people_one_writes_and_the_other_approves()
    {
        await using var world = await SamlWorld.StartAsync();
        var operatorPerson = await world.Bridge.App.PersonAsync(PortalRole.Operator);
        var page = await OpenAsync(world, "saml");
        await page.GetByLabel("Changes need a second person").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "New draft" }).ClickAsync();
        await page.GetByLabel("Clock drift").FillAsync("90");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save draft" }).ClickAsync();
        await Expect(page.GetByText("Waiting for a second person")).ToBeVisibleAsync();
        await Expect(page.GetByText("You wrote it, so somebody else has to approve it.")).ToBeVisibleAsync();

        var second = await chromium.NewPageAsync();
        await second.SignInAsync(world.Bridge.App.BaseAddress, operatorPerson.Name);
        await second.OpenAsync(world.Bridge.App.BaseAddress, new Uri(page.Url).AbsolutePath);
        await second.GetByRole(AriaRole.Button, new() { Name = "Approve this draft" }).ClickAsync();
        await Expect(second.GetByText($"Approved by {operatorPerson.Name}")).ToBeVisibleAsync();
        await ApplyAsync(second);
        var applied = second.GetByRole(AriaRole.Region, new() { Name = "Revision 2" });
        await Expect(applied.GetByText("In Looker", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(applied.GetByText($"approved by {operatorPerson.Name}")).ToBeVisibleAsync();
        Assert.Equal(90, (int)(await world.ConfigAsync()).Json["allowed_clock_drift"]!);
        await second.Context.CloseAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task What_was_changed_in_Looker_meanwhile_is_shown_before_it_is_overwritten()
    {
        await using var world = await SamlWorld.StartAsync();
        var draft = await world.Owner.PostAsync($"{world.Path}/saml-drafts", """{"title":"Clock","changes":{"allowed_clock_drift":90}}""");
        var page = await OpenAsync(world, $"saml/drafts/{draft.Uuid}");
        world.InLooker(new JsonObject { ["allowed_clock_drift"] = 30 });
        await ApplyAsync(page);
        await Expect(page.GetByText("The SAML configuration has changed in Looker since you read it.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Changed in Looker since" })).ToBeVisibleAsync();
        await KeepAsync(page, "saml-three-way");
        await page.GetByRole(AriaRole.Button, new() { Name = "I have seen it; overwrite it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Changed in Looker since" })).ToBeHiddenAsync();
        await ApplyAsync(page);
        await Expect(page.GetByText("In Looker", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Equal(90, (int)(await world.ConfigAsync()).Json["allowed_clock_drift"]!);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_new_certificate_comes_from_the_metadata_beside_the_old_one()
    {
        await using var world = await SamlWorld.StartAsync();
        var draft = await world.Owner.PostAsync($"{world.Path}/saml-drafts", """{"title":"Roll-over"}""");
        var page = await OpenAsync(world, $"saml/drafts/{draft.Uuid}");
        await page.GetByLabel("Metadata (XML)").FillAsync("<a/>");
        await page.GetByRole(AriaRole.Button, new() { Name = "Read metadata" }).ClickAsync();
        await Expect(page.GetByText("must describe an identity provider")).ToBeVisibleAsync();
        var next = SamlWorld.MakeCertificate("CN=next", TimeSpan.FromDays(-1), TimeSpan.FromDays(700));
        await page.GetByLabel("Or a file").SetInputFilesAsync(new FilePayload { Name = "metadata.xml", MimeType = "text/xml", Buffer = System.Text.Encoding.UTF8.GetBytes(SamlMetadataTests.Xml([next])) });
        await Expect(page.GetByText("CN=next, valid until").First).ToBeVisibleAsync();
        await KeepAsync(page, "saml-metadata");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use in the draft" }).ClickAsync();
        await Expect(page.GetByText("The metadata is now in the draft.")).ToBeVisibleAsync();
        var changes = (await world.Owner.GetAsync($"{world.Path}/saml-drafts/{draft.Uuid}")).Results.GetProperty("changes");
        Assert.Equal(2, changes.GetProperty("idp_cert_multi").GetProperty("signing").GetArrayLength());
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Whoever_connects_a_Looker_is_told_what_its_SAML_would_do_and_finds_the_fix_afterwards()
    {
        await using var world = await SamlWorld.StartAsync(with: new() { ["allow_normal_group_membership"] = false });
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(world.Bridge.App.BaseAddress, world.Bridge.Owner.Name);
        await page.OpenAsync(world.Bridge.App.BaseAddress, "/integrations/new");
        await page.GetByLabel("Address", new() { Exact = true }).FillAsync(world.Bridge.Integration.BaseUrl);
        await page.GetByLabel("Client id").FillAsync("sandbox-client");
        await page.GetByLabel("Client secret").FillAsync("sandbox-secret");
        await Expect(page.GetByText("SAML settings work against SCIM.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Members of all groups that SCIM pushes would be removed at their next login.")).ToBeVisibleAsync();
        await KeepAsync(page, "wizard-saml");
        world.InLooker(new() { ["allow_normal_group_membership"] = true });
        await page.GetByRole(AriaRole.Button, new() { Name = "Test again" }).ClickAsync();
        await Expect(page.GetByText("SAML works well with SCIM.")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task What_the_daily_check_found_leads_from_any_page_to_the_fix_and_stays_visible_while_Looker_is_away()
    {
        await using var world = await SamlWorld.StartAsync(with: new() { ["new_user_migration_types"] = "ldap" });
        await world.Bridge.NewUserAsync("grace@example.com");
        await world.Bridge.App.Services.GetRequiredService<SamlWatch>().LookAsync(CancellationToken.None);
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(world.Bridge.App.BaseAddress, world.Bridge.Owner.Name);
        await page.OpenAsync(world.Bridge.App.BaseAddress, "/people");
        await page.GetByRole(AriaRole.Button, new() { Name = "1 thing needs attention" }).ClickAsync();
        await Expect(page.GetByText("1 setting in Looker would undo what SCIM built at the next logins.")).ToBeVisibleAsync();
        world.Bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "saml_config", Status: 503, Count: null));
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("SAML works against SCIM") }).ClickAsync();
        await Expect(page.GetByText("Below is what the check of")).ToBeVisibleAsync();
        await Expect(page.GetByText("1 SCIM user (grace@example.com) would get a second account")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Prepare the fix" })).ToBeHiddenAsync();
        await KeepAsync(page, "saml-conflicts-last");
        world.Bridge.Looker.Faults.Clear();
        await page.GetByRole(AriaRole.Button, new() { Name = "Check again" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Prepare the fix" })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_certificate_is_changed_over_step_by_step_and_no_login_fails_on_the_way()
    {
        const string Who = "grace@example.com";
        await using var world = await SamlWorld.StartAsync();
        var next = SamlWorld.MakeCertificate("CN=next", TimeSpan.FromDays(-1), TimeSpan.FromDays(700));
        Assert.NotNull(world.CannotSignIn(Who, signedWith: next));
        var page = await OpenAsync(world, "saml/certificates");
        await Expect(page.GetByText("Once there are two, you can remove either of them above.")).ToBeVisibleAsync();
        await page.GetByLabel("New certificate", new() { Exact = true }).FillAsync("no certificate");
        await page.GetByRole(AriaRole.Button, new() { Name = "Prepare the draft" }).ClickAsync();
        await Expect(page.GetByText("Must be one X.509 certificate")).ToBeVisibleAsync();
        await KeepAsync(page, "saml-certificates");
        await page.GetByLabel("Or a file").SetInputFilesAsync(new FilePayload { Name = "next.cer", MimeType = "application/x-x509-ca-cert", Buffer = Convert.FromBase64String(next) });
        await Expect(page.GetByLabel("New certificate", new() { Exact = true })).ToHaveValueAsync(next);
        await page.GetByRole(AriaRole.Button, new() { Name = "Prepare the draft" }).ClickAsync();
        await TestedAndAppliedAsync(2);
        Assert.Equal((null, null), (world.CannotSignIn(Who, signedWith: SamlWorld.Certificate), world.CannotSignIn(Who, signedWith: next)));

        await page.GetByRole(AriaRole.Link, new() { Name = "Certificates", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Done", new() { Exact = true })).ToBeVisibleAsync();
        await SamlEditorTests.KeepLooksAsync(page, "saml-certificates-two");
        await page.GetByRole(AriaRole.Button, new() { Name = "Prepare removal of CN=idp.example.com" }).ClickAsync();
        await TestedAndAppliedAsync(3);
        Assert.Null(world.CannotSignIn(Who, signedWith: next));
        Assert.NotNull(world.CannotSignIn(Who, signedWith: SamlWorld.Certificate));
        await page.Context.CloseAsync();

        async Task TestedAndAppliedAsync(int revision)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Create a test configuration" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "The login succeeded" }).ClickAsync();
            await Expect(page.GetByText("Login succeeded", new() { Exact = true })).ToBeVisibleAsync();
            await ApplyAsync(page);
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = $"Revision {revision}" }).GetByText("In Looker", new() { Exact = true })).ToBeVisibleAsync();
        }
    }

    internal static async Task ApplyAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply to Looker…" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await page.DialogClosedAsync();
    }

    private Task<IPage> OpenAsync(SamlWorld world, string path) => OpenAsync(chromium, world, path);

    /// <param name="at">Where the server is reached; null for its own address.</param>
    internal static async Task<IPage> OpenAsync(ChromiumFixture chromium, SamlWorld world, string path, Uri? at = null)
    {
        var page = await chromium.NewPageAsync();
        await page.SignInAsync(at ?? world.Bridge.App.BaseAddress, world.Bridge.Owner.Name);
        await page.OpenAsync(at ?? world.Bridge.App.BaseAddress, $"/integrations/{world.Bridge.Integration.Id}/{path}");
        return page;
    }

    internal static async Task KeepAsync(IPage page, string name)
    {
        Assert.Empty(await PageTests.ViolationsAsync(page, name));
        await PageTests.KeepAsync(page, name);
    }
}
