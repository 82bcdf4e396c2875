using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Scimify.Core.Changes;
using Scimify.Core.Directory;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Portal.Features.Integrations.Doctor;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Sandbox;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Features.Doctor;

/// <summary>The page of the doctor, before and after a run.</summary>
public sealed class DoctorPageTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

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
        _bunit.Services.AddSingleton(services.GetRequiredService<ConnectionDoctor>());
        _bunit.Services.AddSingleton(services.GetRequiredService<IntegrationService>());
        _bunit.Services.AddSingleton(services.GetRequiredService<ChangeFeed>());
        _bunit.Services.AddSingleton(new CircuitConnection());
        _bunit.Services.AddMudServices();
        _bunit.Services.AddScoped<AppDialogs>();
        _bunit.Services.AddSingleton<SharedAnswers>().AddSingleton(DirectoryLimits.Default).AddSingleton<ReadTurns>();
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
    public async Task A_run_shows_each_check_what_to_repair_first_and_the_file()
    {
        _bridge!.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "login", Status: 404, Count: null));
        var page = _bunit.Render<DoctorPage>(p => p.Add(c => c.Id, _bridge.Integration.Id));
        page.WaitForAssertion(() => Assert.Contains("Not checked yet", page.Markup, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("a[download]"));

        await page.Find("button.btn-primary").ClickAsync();

        page.WaitForAssertion(() => Assert.Equal($"integrations/{_bridge.Integration.Id}/doctor.html", page.Find("a[download]").GetAttribute("href")), Patience);
        Assert.Equal("API key:", page.Find(".notice-bad strong").TextContent);
        Assert.Equal("Identity provider to Scimify: no call yet, 1 of 10 checks passed. Scimify to Looker: broken here, 1 of 8 checks failed.", page.Find("figure.flow").GetAttribute("aria-label"));
        Assert.Equal(
            ["Identity provider to Scimify", "The providers' own tests", "Scimify to Looker", "SAML beside SCIM", "This server", "Okta's SCIM 2.0 test suite", "Entra ID's SCIM validator"],
            page.FindAll("section.card h2").Select(title => title.TextContent));
        Assert.Equal(23, page.FindAll("section[aria-labelledby^='suite-'] li").Count);
        Assert.Equal("Run again", page.Find("button.btn-primary").TextContent.Trim());
    }

    private sealed class SignedIn(System.Security.Claims.ClaimsPrincipal user) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(user));
    }
}
