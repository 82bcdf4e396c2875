using System.Text.Json.Nodes;
using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.Saml;
using Scimify.Portal.Sandbox;
using Scimify.Tests.Saml;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Features;

/// <summary>The page of a SAML draft: its four states, and each of its steps.</summary>
public sealed class SamlDraftPageTests : IAsyncLifetime
{
    private const string Tested = """{"idp_issuer":"https://new.example.com"}""";
    private const string Untested = """{"allowed_clock_drift":90}""";

    private SamlWorld? _world;
    private PageBench? _bench;

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    private SamlWorld World => _world!;

    private SamlDraftService Drafts => World.Bridge.App.Services.GetRequiredService<SamlDraftService>();

    private Guid Integration => World.Bridge.Integration.Id;

    public async ValueTask InitializeAsync()
    {
        _world = await SamlWorld.StartAsync();
        _bench = await PageBench.OpenAsync(World.Bridge.App, World.Bridge.Owner);
    }

    public async ValueTask DisposeAsync()
    {
        await _bench!.DisposeAsync();
        await World.DisposeAsync();
    }

    [Fact]
    public async Task While_it_is_read_the_page_says_so()
    {
        var draft = await DraftAsync(Untested);
        Assert.Contains("Loading", _bench!.Show(Address(draft), isInteractive: false).Find("[role=status]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_draft_that_is_not_there_leads_back()
    {
        var page = _bench!.Show($"/integrations/{Integration}/saml/drafts/{Guid.NewGuid()}");
        page.WaitForAssertion(() => Assert.Equal("Not found", page.Find("h2, h1").TextContent), Patience);
        Assert.Empty(page.FindAll("button"));
    }

    [Fact]
    public async Task Without_Looker_the_page_says_what_is_wrong_and_comes_back_on_request()
    {
        var draft = await DraftAsync(Untested);
        World.Bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "saml_config", Status: 503, Count: null));
        var page = _bench!.Show(Address(draft));
        page.WaitForAssertion(() => Assert.NotNull(page.Find("[role=alert]")), Patience);

        World.Bridge.Looker.Faults.Clear();
        await Button(page, "Try again").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("1 setting", Section(page, "draft"), StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task A_draft_without_changes_says_what_to_do_and_offers_no_step()
    {
        var page = await ShowAsync(await DraftAsync("{}"));
        Assert.Contains("Nothing would change", Section(page, "draft"), StringComparison.Ordinal);
        Assert.Equal("Edit0 settings", Step(page));
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent.Contains("Apply", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_change_is_shown_with_both_values_and_what_follows_and_is_checked_at_once()
    {
        await World.Bridge.NewUserAsync("grace@example.com");
        var page = await ShowAsync(await DraftAsync("""{"new_user_migration_types":"ldap"}"""));
        var cells = page.FindAll("#draft ~ *, section[aria-labelledby=draft] td").Select(cell => cell.TextContent.Trim()).ToList();
        Assert.Contains("email", cells);
        Assert.Contains("ldap", cells);
        page.WaitForAssertion(() => Assert.Contains("grace@example.com", Section(page, "check"), StringComparison.Ordinal), Patience);
        Assert.Contains(page.FindAll(".lbl"), label => label.TextContent.StartsWith("Check1 warning", StringComparison.Ordinal) || label.TextContent.StartsWith("Check (done)1 warning", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_typed_counts_as_unsaved_until_it_is_in_the_draft_or_discarded()
    {
        var draft = await DraftAsync("{}");
        var page = await ShowAsync(draft);
        await page.Find("#saml-idp_issuer").InputAsync(new ChangeEventArgs { Value = "https://other.example.com" });
        Assert.Contains("1 unsaved change", page.Find(".unsaved").TextContent, StringComparison.Ordinal);
        await Button(page, "Discard").ClickAsync(new());
        Assert.Empty(page.FindAll(".unsaved"));
        Assert.Equal("https://idp.example.com", page.Find("#saml-idp_issuer").GetAttribute("value"));

        await page.Find("#saml-idp_issuer").InputAsync(new ChangeEventArgs { Value = "https://other.example.com" });
        await Button(page, "Save draft").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("The draft is saved.", page.Markup, StringComparison.Ordinal), Patience);
        Assert.Equal("https://other.example.com", (string?)(await Drafts.GetAsync(World.Bridge.Owner, Integration, draft, Ct)).Draft.ParsedChanges["idp_issuer"]);
    }

    [Fact]
    public async Task A_value_that_cannot_be_is_marked_at_its_field_and_stays()
    {
        var page = await ShowAsync(await DraftAsync("{}"));
        await page.Find("#saml-allowed_clock_drift").InputAsync(new ChangeEventArgs { Value = "soon" });
        await Button(page, "Save draft").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal("true", page.Find("#saml-allowed_clock_drift").GetAttribute("aria-invalid")), Patience);
        Assert.Equal("soon", page.Find("#saml-allowed_clock_drift").GetAttribute("value"));
    }

    [Theory]
    [InlineData("The login succeeded", "Login succeeded")]
    [InlineData("The login failed", "Login failed")]
    public async Task A_test_login_is_prepared_in_Looker_and_a_person_says_how_it_went(string said, string shown)
    {
        var page = await ShowAsync(await DraftAsync(Tested));
        Assert.Contains("Needed", Section(page, "test-login"), StringComparison.Ordinal);
        await Button(page, "Create a test configuration").ClickAsync(new());
        page.WaitForAssertion(() => Assert.NotNull(Button(page, said)), Patience);
        await Button(page, said).ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains(shown, Section(page, "test-login"), StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task Nobody_approves_what_they_wrote_and_somebody_else_does()
    {
        await Drafts.SetRequiresApprovalAsync(World.Bridge.App.Fresh(World.Bridge.Owner), Integration, true, Ct);
        var draft = await DraftAsync(Untested);
        var own = await ShowAsync(draft);
        Assert.Contains("You wrote it, so somebody else has to approve it.", Section(own, "approval"), StringComparison.Ordinal);

        await using var second = await PageBench.OpenAsync(World.Bridge.App, await World.Bridge.App.PersonAsync(PortalRole.Operator, "lin@example.com"));
        var page = await ShowAsync(draft, second);
        await Button(page, "Approve this draft").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("Approved by lin@example.com", Section(page, "approval"), StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task Applying_asks_with_consequences_and_leads_to_the_revision_that_was_read_back()
    {
        var page = await ShowAsync(await DraftAsync(Untested));
        var dialogs = _bench!.Dialogs();
        var applying = Button(page, "Apply to Looker…").ClickAsync(new());
        dialogs.WaitForAssertion(() => Assert.Contains("“60” becomes “90”", dialogs.Markup, StringComparison.Ordinal), Patience);
        await Button(dialogs, "Apply").ClickAsync(new());
        await applying;

        page.WaitForAssertion(() => Assert.EndsWith($"/integrations/{Integration}/saml/revisions", _bench.Navigation.Uri, StringComparison.Ordinal), Patience);
        Assert.Contains(_bench.Toasts.Shown, toast => toast.Text.Contains("read back", StringComparison.Ordinal));
        Assert.Equal(90, (int)(await World.ConfigAsync()).Json["allowed_clock_drift"]!);

        var revision = _bench.Show($"/integrations/{Integration}/saml/revisions");
        revision.WaitForAssertion(() => Assert.Contains("read back from Looker", Section(revision, "chosen"), StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task A_refusal_says_why_and_lets_an_owner_override_it()
    {
        var page = await ShowAsync(await DraftAsync(Tested));
        var dialogs = _bench!.Dialogs();
        var applying = Button(page, "Apply to Looker…").ClickAsync(new());
        dialogs.WaitForAssertion(() => Assert.NotNull(Button(dialogs, "Apply")), Patience);
        await Button(dialogs, "Apply").ClickAsync(new());
        await applying;
        page.WaitForAssertion(() => Assert.Contains("No login has succeeded with exactly these settings.", page.Markup, StringComparison.Ordinal), Patience);
        Assert.Equal("https://idp.example.com", (await World.ConfigAsync()).Settings.Text("idp_issuer"));

        await page.Find("#saml-override").InputAsync(new ChangeEventArgs { Value = "Sandbox" });
        await Button(page, "Override the guard").ClickAsync(new());
        Assert.Equal("https://new.example.com", (await World.ConfigAsync()).Settings.Text("idp_issuer"));
    }

    [Fact]
    public async Task What_changed_in_Looker_meanwhile_is_shown_and_overwritten_only_knowingly()
    {
        var draft = await DraftAsync(Untested);
        World.InLooker(new JsonObject { ["allowed_clock_drift"] = 30 });
        var page = await ShowAsync(draft);
        Assert.Contains("Changed in Looker since", Section(page, "three-way"), StringComparison.Ordinal);
        await Button(page, "I have seen it; overwrite it").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("#three-way")), Patience);
    }

    [Fact]
    public async Task Whoever_may_only_read_sees_the_draft_and_no_button_that_changes_it()
    {
        var draft = await DraftAsync(Untested);
        await using var reading = await PageBench.OpenAsync(World.Bridge.App, await World.Bridge.App.PersonAsync(PortalRole.Auditor));
        var page = await ShowAsync(draft, reading);
        Assert.Equal(["Check again"], page.FindAll("button").Select(button => button.TextContent.Trim()));
        Assert.Empty(page.FindAll("input, textarea, select"));
    }

    private static TimeSpan Patience => TimeSpan.FromSeconds(20);

    private async Task<Guid> DraftAsync(string changes) =>
        (await Drafts.CreateAsync(World.Bridge.Owner, Integration, "New", (JsonObject)JsonNode.Parse(changes)!, Ct)).Draft.Id;

    private string Address(Guid draft) => $"/integrations/{Integration}/saml/drafts/{draft}";

    /// <summary>Renders the page, and waits for its content.</summary>
    private Task<IRenderedComponent<IComponent>> ShowAsync(Guid draft) => ShowAsync(draft, _bench!);

    private Task<IRenderedComponent<IComponent>> ShowAsync(Guid draft, PageBench bench)
    {
        var page = bench.Show(Address(draft));
        page.WaitForElement("#draft", Patience);
        page.WaitForAssertion(() => Assert.DoesNotContain("Asking Looker who would notice", page.Markup, StringComparison.Ordinal), Patience);
        return Task.FromResult(page);
    }

    private static IElement Button<T>(IRenderedComponent<T> within, string text)
        where T : IComponent =>
        within.FindAll("button").First(button => button.TextContent.Trim() == text);

    private static string Section(IRenderedComponent<IComponent> page, string heading) => page.Find($"section[aria-labelledby={heading}]").TextContent;

    /// <summary>The step that is next.</summary>
    private static string Step(IRenderedComponent<IComponent> page) => page.Find("li[aria-current=step] .lbl").TextContent;
}
