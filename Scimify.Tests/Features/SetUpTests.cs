using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Mappings;
using Scimify.Core.Sync;
using Scimify.Core.Tokens;
using Scimify.Portal.Features.Integrations;
using Scimify.Portal.Features.Integrations.SetUp;
using Scimify.Portal.Features.Mappings;
using Scimify.Portal.Features.Overview;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Portal.Shared.Forms;
using Scimify.Portal.Shared.Guides;
using Scimify.Portal.Shared.Integrations;
using TestResult = Scimify.Portal.Features.Integrations.TestResult;

namespace Scimify.Tests.Features;

/// <summary>The steps of connecting a Looker follow from what there is, and no input is dropped on the way.</summary>
public sealed class SetUpTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly BunitContext _bunit = new();

    public SetUpTests()
    {
        _bunit.JSInterop.Mode = JSRuntimeMode.Loose;
        _bunit.Services.AddMudServices();
        _bunit.Services.AddScoped<AppDialogs>();
    }

    public void Dispose() => _bunit.Dispose();

    [Theory]
    [InlineData(1, false, false, 0, SetUpStep.Rules)]
    [InlineData(2, false, false, 0, SetUpStep.Provider)]
    [InlineData(1, true, false, 0, SetUpStep.Provider)]
    [InlineData(1, true, true, 0, SetUpStep.Person)]
    [InlineData(1, true, true, 1, SetUpStep.Person)]
    public void The_next_step_follows_from_what_there_is(long version, bool hasToken, bool hasCalled, long users, SetUpStep next)
    {
        var state = State(version, hasToken, hasCalled, users);
        Assert.Equal(next, state.Next);
        Assert.Equal($"integrations/{state.Integration.Id}/set-up?step={next}", state.AddressOf(next));
        Assert.Equal((hasCalled, users > 0), (state.IsDone(SetUpStep.Provider), state.IsDone(SetUpStep.Person)));
    }

    [Fact]
    public void Steps_say_which_one_is_open_and_which_ones_are_done_and_lead_to_each_other()
    {
        var stepper = _bunit.Render<Stepper>(p => p
            .Add(c => c.Steps, [new Step("Looker", "26.4", true, "a"), new Step("Rules", "what is allowed", false, "b"), new Step("Person", "seen in Looker", false)])
            .Add(c => c.Current, 1));
        Assert.Equal(["Looker (done)26.4", "Rules" + "what is allowed", "Person" + "seen in Looker"], stepper.FindAll(".lbl").Select(l => l.TextContent));
        Assert.Equal([null, "step", null], stepper.FindAll("li").Select(li => li.GetAttribute("aria-current")));
        Assert.Equal(["a"], stepper.FindAll("a").Select(a => a.GetAttribute("href")));
    }

    [Fact]
    public void A_test_says_what_works_and_what_does_not()
    {
        var good = _bunit.Render<TestResult>(p => p.Add(c => c.Result, new LookerTestResult(true, 84, "26.4", "looker", new LookerApiUser("4", "Mira"), true, [])));
        Assert.Equal(["Looker answers", "The key is accepted", "Role Admin"], good.FindAll("strong").Select(s => s.TextContent));
        Assert.Contains("The connection works.", good.Markup, StringComparison.Ordinal);
        var bad = _bunit.Render<TestResult>(p => p.Add(c => c.Result, new LookerTestResult(false, 0, null, null, null, false, [new LookerProblem("unreachable", "Nobody answers.")])));
        Assert.Equal(["Nobody answers."], bad.FindAll("strong").Select(s => s.TextContent));
        Assert.Contains("The connection does not work yet.", bad.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PortalRole.Owner, false, false, "integrations/new")]
    [InlineData(PortalRole.Auditor, false, false, null)]
    [InlineData(PortalRole.Owner, true, false, "set-up?step=Rules")]
    [InlineData(PortalRole.TokenManager, true, true, "/tokens")]
    [InlineData(PortalRole.Auditor, true, true, null)]
    public void The_first_run_leads_each_role_to_what_it_may_do_next(PortalRole role, bool isConnected, bool hasRules, string? leadsTo)
    {
        var guide = _bunit.Render<FirstRunGuide>(p => p
            .Add(c => c.SetUp, isConnected ? State(hasRules ? 2 : 1, false, false, 0) : null)
            .Add(c => c.Role, role)
            .Add(c => c.ScimUrl, "https://scimify.example.com/scim/v2"));
        Assert.Contains($"{(isConnected ? hasRules ? 2 : 1 : 0)} of 4 done", guide.Markup, StringComparison.Ordinal);
        var link = guide.FindAll("li[aria-current] a.btn-primary").Select(a => a.GetAttribute("href")).SingleOrDefault();
        Assert.True(leadsTo is null ? link is null : link?.EndsWith(leadsTo, StringComparison.Ordinal), link);
    }

    [Fact]
    public async Task A_place_that_nothing_would_be_lost_from_is_left_without_a_question()
    {
        var navigation = _bunit.Services.GetRequiredService<NavigationManager>();
        var guard = _bunit.Render<LeaveGuard>(p => p.Add(c => c.Count, 0).Add(c => c.KeepsInput, true));
        Assert.Empty(guard.FindAll("[data-unsaved]"));
        await guard.InvokeAsync(() => navigation.NavigateTo("elsewhere"));
        Assert.EndsWith("/elsewhere", navigation.Uri, StringComparison.Ordinal);

        guard.Render(p => p.Add(c => c.Count, 1).Add(c => c.KeepsInput, true));
        Assert.Single(guard.FindAll("[data-unsaved]"));
        await guard.InvokeAsync(() => navigation.NavigateTo("elsewhere?step=Rules"));
        Assert.EndsWith("/elsewhere?step=Rules", navigation.Uri, StringComparison.Ordinal);
        Assert.False(_bunit.Services.GetRequiredService<AppDialogs>().IsOpen);
    }

    [Fact]
    public async Task Once_it_is_saved_the_place_of_the_bar_takes_the_focus_from_its_button()
    {
        var count = 2;
        IRenderedComponent<UnsavedBar>? bar = null;
        bar = _bunit.Render<UnsavedBar>(p => p.Add(c => c.Count, count).Add(c => c.OnDiscard, () => { }).Add(c => c.OnSave, () =>
        {
            count = 0;
            bar!.Render(q => q.Add(c => c.Count, 0));
        }));
        await bar.FindAll("button")[1].ClickAsync(new());
        Assert.Empty(bar.FindAll("button"));
        _bunit.JSInterop.VerifyFocusAsyncInvoke();
    }

    [Fact]
    public void Values_are_named_as_the_provider_names_them_and_the_token_is_shown_once()
    {
        var issued = new IssuedToken(Token(Guid.NewGuid(), false), "scim_secret");
        var values = _bunit.Render<ProviderValues>(p => p
            .Add(c => c.SetUp, State(1, true, false, 0)).Add(c => c.Guide, ProviderGuide.Of("entra")).Add(c => c.HrefOf, guide => guide.Key)
            .Add(c => c.Addresses, new GuideAddresses("https://scimify.example.com/scim/v2", "https://scimify.example.com/oauth/token")).Add(c => c.Issued, issued).Add(c => c.MayCreate, true).Add(c => c.Zone, TimeZoneInfo.Utc));
        Assert.Equal("Tenant URL", values.Find("dt").TextContent);
        Assert.Equal("scim_secret", values.Find("#token-secret").TextContent);
        Assert.Contains("In Entra ID: Test Connection, then save.", values.Markup, StringComparison.Ordinal);
        Assert.Empty(values.FindAll("#token-name"));

        values.Render(p => p.Add(c => c.Issued, null).Add(c => c.MayCreate, false));
        Assert.Contains("Owners and token managers create tokens.", values.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Changes_of_mappings_are_counted_by_mapping()
    {
        var group = Guid.NewGuid();
        var draft = new MappingDraft(new StoredMappings(
            1,
            new MappingSet([new AttributeMapping("6", "department", "Department", "string", false, MappingSourceKind.Attribute, "department", false)]),
            [new StoredRole(1, group, "Team", "4", "User", SyncState.Applied, null), new StoredRole(1, group, "Team", "3", "Developer", SyncState.Applied, null)],
            IsSweeping: false));
        Assert.Equal(0, draft.Changes());
        draft.Attributes[0].Value = "title";
        draft.Groups[0].Roles.Reverse();
        Assert.Equal(1, draft.Changes());
        draft.Groups[0].Roles.Clear();
        draft.Attributes.Add(new AttributeMappingDraft());
        Assert.Equal(3, draft.Changes());
    }

    private static ScimTokenView Token(Guid integrationId, bool hasCalled) =>
        new(Guid.NewGuid(), Guid.NewGuid(), integrationId, "Production", "Okta", Now, null, null, null, hasCalled ? Now : null, null, null, null, null, null, null);

    private static SetUpState State(long version, bool hasToken, bool hasCalled, long users)
    {
        var id = Guid.NewGuid();
        return new SetUpState(
            new IntegrationView(
                1, id, Guid.NewGuid(), "Production", "example", "https://example.cloud.looker.com", "client", "", IntegrationMode.Live, new IntegrationPolicies(),
                IntegrationHealth.Ok, null, null, null, null, Now, Now, version),
            new IntegrationStatus("ok", users, 0, 0, 0, 0, 0, null, 0, null),
            hasToken
                ? [ScimCaller.Of(Token(id, hasCalled))]
                : []);
    }
}
