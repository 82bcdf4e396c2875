using System.Globalization;
using System.Security.Claims;
using AngleSharp.Html.Dom;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.ProtectedBrowserStorage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;
using Scimify.Core.Directory;
using Scimify.Core.Changes;
using Scimify.Core.People;
using Scimify.Core.People.Factors;
using Scimify.Core.People.Passwords;
using Scimify.Core.People.Sessions;
using Scimify.Core.Tokens;
using Scimify.Portal.Features.People;
using Scimify.Portal.Features.PersonalTokens;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Portal.Shared.Sessions;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Features;

/// <summary>A circuit may be open for hours. What gives access leads to the sign-in page and back, also there.</summary>
public sealed class SignInAgainTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private readonly BunitContext _bunit = new();
    private ScimifyApp? _app;
    private Actor? _owner;
    private Actor? _ada;

    public async ValueTask InitializeAsync()
    {
        _app = await ScimifyApp.StartAsync(clock: _clock);
        (_owner, _ada) = (await _app.PersonAsync(), await _app.PersonAsync(PortalRole.Auditor, "ada@example.com"));
        var state = await _app.Services.GetRequiredService<PersonStates>().FindAsync(_owner.Id!.Value, CancellationToken.None);
        var person = ScimifyClaims.Principal(state!, "test");
        person.Identities.First().AddClaim(new Claim(ScimifyClaims.AuthenticationTime, _clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        var signedIn = new SignedIn(person);
        _bunit.JSInterop.Mode = JSRuntimeMode.Loose;
        _bunit.Services.AddMudServices();
        _bunit.Services.AddScoped<AppDialogs>();
        _bunit.Services.AddScoped<CircuitConnection>();
        _bunit.Services.AddSingleton(new ChangeFeed(_clock)).AddSingleton<SharedAnswers>().AddSingleton(DirectoryLimits.Default).AddSingleton<ReadTurns>();
        _bunit.Services.AddSingleton<TimeProvider>(_clock);
        _bunit.Services.AddSingleton<AuthenticationStateProvider>(signedIn);
        _bunit.Services.AddSingleton(new ConsoleSession(signedIn, _app.Services.GetRequiredService<ActorAccessor>(), _app.Services.GetRequiredService<RefusedAccess>()) { Viewer = new Viewer(null, null, null, _owner.Id) });
        _bunit.Services.AddDataProtection();
        _bunit.Services.AddScoped<ProtectedSessionStorage>();
        _bunit.Services.AddScoped<SignInAgain>();
        _bunit.Services.AddSingleton(_app.Services.GetRequiredService<RoleMailer>()).AddSingleton(_app.Services.GetRequiredService<Scimify.Portal.Shared.Mails.Mailer>());
        _bunit.Services.AddSingleton(_app.Services.GetRequiredService<PasswordLinkService>()).AddSingleton(_app.Services.GetRequiredService<LinkMailer>());
        _bunit.Services.AddSingleton(_app.Services.GetRequiredService<PeopleService>()).AddSingleton(_app.Services.GetRequiredService<PeopleQuery>())
            .AddSingleton(_app.Services.GetRequiredService<SessionsQuery>()).AddSingleton(_app.Services.GetRequiredService<SessionService>())
            .AddSingleton(_app.Services.GetRequiredService<PersonalAccessTokenService>()).AddSingleton(_app.Services.GetRequiredService<PersonalTokensQuery>())
            .AddSingleton(_app.Services.GetRequiredService<TokenPolicyService>()).AddSingleton(_app.Services.GetRequiredService<FactorService>());
        _bunit.Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    public async ValueTask DisposeAsync()
    {
        await _bunit.DisposeAsync();
        await _app!.DisposeAsync();
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(11, false)]
    public void Generating_a_personal_token_opens_the_dialog_or_leads_to_the_sign_in_page_and_back(int minutes, bool opens)
    {
        var page = _bunit.Render<PersonalTokensPage>();
        page.WaitForElement("button.btn-primary");
        var opened = OpenedDialogs();
        _clock.Advance(TimeSpan.FromMinutes(minutes));

        page.Find("button.btn-primary").Click();

        page.WaitForAssertion(() => Assert.Equal(opens ? (1, 0) : (0, 1), (opened.Count, Navigation.History.Count)));
        AssertLedBack(!opens, "createPersonalToken");
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(11, false)]
    public void Adding_a_person_opens_the_dialog_or_leads_to_the_sign_in_page_and_back(int minutes, bool opens)
    {
        var page = _bunit.Render<PeoplePage>();
        page.WaitForElement("button.btn-primary");
        var opened = OpenedDialogs();
        _clock.Advance(TimeSpan.FromMinutes(minutes));

        page.Find("button.btn-primary").Click();

        page.WaitForAssertion(() => Assert.Equal(opens ? (1, 0) : (0, 1), (opened.Count, Navigation.History.Count)));
        AssertLedBack(!opens, "invitePerson");
    }

    [Theory]
    [InlineData(9, "Owner", false, PortalRole.Owner)]
    [InlineData(11, "Owner", true, PortalRole.Auditor)]
    [InlineData(11, "Operator", true, PortalRole.Auditor)]
    [InlineData(9, "Operator", false, PortalRole.Operator)]
    public async Task A_role_that_may_more_leads_to_the_sign_in_page(int minutes, string chosen, bool leads, PortalRole role)
    {
        var ada = await _app!.Services.GetRequiredService<PeopleService>().GetAsync(_owner!, _ada!.Id!.Value, CancellationToken.None);
        var dialog = _bunit.Render<RoleDialog>(p => p.Add(c => c.Person, ada));
        _clock.Advance(TimeSpan.FromMinutes(minutes));

        await dialog.Find($"input[value='{chosen}']").ChangeAsync(new ChangeEventArgs { Value = chosen });
        await dialog.Find("form").SubmitAsync();

        AssertLedBack(leads, "raiseRole");
        var now = await _app!.Services.GetRequiredService<PeopleService>().GetAsync(_owner!, _ada!.Id!.Value, CancellationToken.None);
        Assert.Equal(role, now.Role);
    }

    [Fact]
    public void A_dialog_that_was_open_for_too_long_leads_there_too()
    {
        var dialog = _bunit.Render<NewPersonalTokenDialog>(p => p.Add(c => c.Policy, TokenPolicy.Open).Add(c => c.Role, PortalRole.Owner));
        dialog.Find("#personal-name").Input("Nightly report");
        _clock.Advance(TimeSpan.FromMinutes(11));

        dialog.Find("form").Submit();

        dialog.WaitForAssertion(() => AssertLedBack(true, "createPersonalToken"));
    }

    [Fact]
    public async Task A_new_token_reads_only_unless_somebody_chooses_more()
    {
        var dialog = _bunit.Render<NewPersonalTokenDialog>(p => p.Add(c => c.Policy, new TokenPolicy(false, 45, 14)).Add(c => c.Role, PortalRole.Operator));
        Assert.Equal("14", ((IHtmlSelectElement)dialog.Find("#personal-expiry")).Value);
        Assert.Equal(["Read", "All"], ((IHtmlSelectElement)dialog.Find("#personal-scope")).Options.Select(option => option.Value));
        dialog.Find("#personal-name").Input("Nightly report");
        dialog.Find("#personal-networks").Input("203.0.113.0/24");

        await dialog.Find("form").SubmitAsync();

        var made = Assert.Single(await _app!.Services.GetRequiredService<PersonalAccessTokenService>().ListAsync(_owner!, CancellationToken.None));
        Assert.Equal((PersonalTokenScope.Read, _clock.GetUtcNow().AddDays(14)), (made.Scope, made.ExpiresAt));
        Assert.Equal(["203.0.113.0/24"], made.AllowedNetworks);
    }

    private BunitNavigationManager Navigation => _bunit.Services.GetRequiredService<BunitNavigationManager>();

    private List<IDialogReference> OpenedDialogs()
    {
        var opened = new List<IDialogReference>();
        _bunit.Services.GetRequiredService<IDialogService>().DialogInstanceAddedAsync += dialog =>
        {
            opened.Add(dialog);
            return Task.CompletedTask;
        };
        return opened;
    }

    private void AssertLedBack(bool led, string act)
    {
        if (led)
        {
            var step = Assert.Single(Navigation.History);
            Assert.True(step.Options.ForceLoad);
            Assert.Equal($"sign-in?again=true&act={act}&returnUrl=%2F", step.Uri);
        }
        else
        {
            Assert.Empty(Navigation.History);
        }
    }

    private sealed class SignedIn(ClaimsPrincipal person) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(person));
    }
}
