using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Scimify.Core.Changes;
using Scimify.Core.Directory;
using Scimify.Core.Integrations;
using Scimify.Core.OAuth;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Portal.Features.Integrations.Guides;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Portal.Shared.Guides;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Features.Guides;

/// <summary>The page of a guide in its states, over a server that is called.</summary>
public sealed class GuidePageTests : IAsyncLifetime
{
    private readonly BunitContext _bunit = new();
    private Bridge? _bridge;

    public async ValueTask InitializeAsync()
    {
        _bridge = await Bridge.StartAsync();
        var services = _bridge.App.Services;
        var state = await services.GetRequiredService<PersonStates>().FindAsync(_bridge.Owner.Id!.Value, CancellationToken.None);
        var signedIn = new SignedIn(ScimifyClaims.Principal(state!, "test"));
        _bunit.JSInterop.Mode = JSRuntimeMode.Loose;
        _bunit.Services.AddSingleton(services.GetRequiredService<TimeProvider>());
        _bunit.Services.AddSingleton(services.GetRequiredService<GuideQuery>());
        _bunit.Services.AddSingleton(services.GetRequiredService<ChangeFeed>());
        _bunit.Services.AddSingleton(new CircuitConnection());
        _bunit.Services.AddMudServices();
        _bunit.Services.AddScoped<AppDialogs>();
        _bunit.Services.AddSingleton<SharedAnswers>().AddSingleton(DirectoryLimits.Default).AddSingleton<ReadTurns>();
        _bunit.Services.AddScoped(provider => new ConsoleAddresses(provider.GetRequiredService<NavigationManager>(), "https://scimify.example.com"));
        _bunit.Services.AddSingleton<AuthenticationStateProvider>(signedIn);
        _bunit.Services.AddSingleton(new ConsoleSession(signedIn, services.GetRequiredService<ActorAccessor>(), services.GetRequiredService<RefusedAccess>()) { Viewer = new Viewer(null, null, null, _bridge.Owner.Id) });
        _bunit.Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    public async ValueTask DisposeAsync()
    {
        await _bunit.DisposeAsync();
        await _bridge!.DisposeAsync();
    }

    [Fact]
    public void Until_the_data_are_there_it_says_that_it_loads()
    {
        _bunit.Renderer.SetRendererInfo(new RendererInfo("Static", isInteractive: false));
        var page = Open("okta");
        Assert.Contains("Loading", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void An_integration_that_is_not_there_is_said_and_offers_no_second_try()
    {
        var page = _bunit.Render<GuidePage>(p => p.Add(c => c.Id, Guid.NewGuid()));
        page.WaitForAssertion(() => Assert.Contains("not found", page.Markup, StringComparison.OrdinalIgnoreCase));
        Assert.Empty(page.FindAll("#guide-steps"));
    }

    [Fact]
    public async Task A_role_that_may_not_see_it_reads_nothing()
    {
        var manager = await _bridge!.App.PersonAsync(PortalRole.TokenManager);
        await Assert.ThrowsAsync<ForbiddenException>(() => _bridge.App.Services.GetRequiredService<GuideQuery>().RunAsync(manager, _bridge.Integration.Id, CancellationToken.None));
    }

    [Fact]
    public void Values_are_filled_in_and_nothing_that_has_not_happened_is_green()
    {
        var page = Open("entra");
        page.WaitForAssertion(() => Assert.Equal("Entra ID, 7 steps", page.Find("#guide-steps").TextContent));
        Assert.Equal("1 of 7 checks passed", page.Find("#guide-steps + [role=status]").TextContent);
        Assert.Equal(["https://scimify.example.com/scim/v2", "https://scimify.example.com/oauth/token"], page.FindAll(".guide-fields code").Select(code => code.TextContent));
        Assert.Equal("Entra ID", page.Find("nav[aria-label='Identity provider'] [aria-current]").TextContent);
        Assert.Contains("Waiting for the first call", page.Markup, StringComparison.Ordinal);
        Assert.Contains("emails[type eq \"work\"].value", page.FindAll("td code").Select(code => code.TextContent));
        Assert.Equal("step", page.FindAll("ol > li[aria-current]").Single().GetAttribute("aria-current"));
    }

    [Fact]
    public async Task Checks_turn_green_with_what_arrives_and_red_with_what_is_wrong()
    {
        var ada = await _bridge!.NewUserAsync("ada@example.com");
        await _bridge.SettledAsync();
        await Eventually.TrueAsync(async () => (await FactsAsync()).SetUp.Caller is not null);    // uses of a token are noted in the background
        var page = Open("other");
        page.WaitForAssertion(() => Assert.Contains("ada@example.com is in Looker", Check(page, 4), StringComparison.Ordinal));
        Assert.Equal(["Done", "Done", "Done", "Done", "Done", "Waiting", "Waiting"], Words(page));

        await _bridge.Scim.PostAsync("/scim/v2/Users", new StringContent("""{"userName":"nobody"}""", System.Text.Encoding.UTF8, "application/scim+json"), CancellationToken.None);
        await _bridge.Scim.PostAsync("/scim/v2/Groups", new StringContent($$"""{"displayName":"Analysts","members":[{"value":"{{ada}}"}]}""", System.Text.Encoding.UTF8, "application/scim+json"), CancellationToken.None);
        await _bridge.SettledAsync();
        page = Open("other");
        page.WaitForAssertion(() => Assert.Contains("1 person cannot be forwarded", Check(page, 3), StringComparison.Ordinal));
        Assert.Equal(["Done", "Done", "Done", "Problem", "Done", "Done", "Problem"], Words(page));
        Assert.Matches(@"^\s*Done: ada@example.com is in Looker, and arrived (just now|\d+ seconds ago)\.\s*$", Check(page, 4));
        Assert.Matches(@"forwarded\. Show them\s*$", Check(page, 3));
    }

    [Fact]
    public async Task An_OAuth_client_counts_as_much_as_a_token()
    {
        var services = _bridge!.App.Services;
        foreach (var token in await services.GetRequiredService<TokenService>().ListAsync(_bridge.Owner, false, _bridge.Integration.Id, CancellationToken.None))
        {
            await services.GetRequiredService<TokenService>().RevokeAsync(_bridge.Owner, token.Id, CancellationToken.None);
        }

        Assert.Equal("move", await CredentialAsync());
        var clients = services.GetRequiredService<OAuthClientService>();
        await clients.CreateAsync(_bridge.Owner, new NewOAuthClient(_bridge.Integration.Id, "Microsoft Entra ID"), CancellationToken.None);
        Assert.Equal("good", await CredentialAsync());
        var page = _bunit.Render<GuidePage>(p => p.Add(c => c.Id, _bridge.Integration.Id));
        page.WaitForAssertion(() => Assert.Equal("Entra ID, 7 steps", page.Find("#guide-steps").TextContent));
    }

    private async Task<string> CredentialAsync() => GuideChecks.Of(GuideCheck.Credential, await FactsAsync(), ProviderGuide.All[0]).Tone;

    private Task<GuideFacts> FactsAsync() => _bridge!.App.Services.GetRequiredService<GuideQuery>().RunAsync(_bridge.Owner, _bridge.Integration.Id, CancellationToken.None);

    private IRenderedComponent<GuidePage> Open(string provider)
    {
        _bunit.Services.GetRequiredService<NavigationManager>().NavigateTo($"integrations/{_bridge!.Integration.Id}/guide?provider={provider}");
        return _bunit.Render<GuidePage>(p => p.Add(c => c.Id, _bridge.Integration.Id));
    }

    private static string Check(IRenderedComponent<GuidePage> page, int step) => page.FindAll("p.check")[step].TextContent;

    private static IEnumerable<string> Words(IRenderedComponent<GuidePage> page) => page.FindAll("p.check .visually-hidden").Select(word => word.TextContent.TrimEnd(' ', ':'));

    private sealed class SignedIn(System.Security.Claims.ClaimsPrincipal user) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(user));
    }
}
