using System.Globalization;
using System.Reflection;
using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.ProtectedBrowserStorage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;
using Scimify.Core.People;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Tests.TestKit;

/// <summary>
/// Renders a page of the console as a component: its services are those of a real server, and what belongs to a circuit is the
/// bench's own. Its person has just signed in.
/// </summary>
internal sealed class PageBench : IAsyncDisposable
{
    private static readonly IReadOnlyList<(string[] Route, Type Page)> Routes =
    [
        .. from page in typeof(DataPage<>).Assembly.GetTypes()
           from route in page.GetCustomAttributes<RouteAttribute>()
           select (Parts(route.Template), page),
    ];

    private readonly BunitContext _bunit = new();
    private readonly IServiceScope _scope;

    private PageBench(ScimifyApp app, ClaimsPrincipal person, Actor actor)
    {
        _scope = app.Services.CreateScope();
        var signedIn = new SignedIn(person);
        _bunit.JSInterop.Mode = JSRuntimeMode.Loose;
        _bunit.Services.AddMudServices();
        _bunit.Services.AddScoped<AppDialogs>().AddScoped<Toasts>().AddScoped<CircuitConnection>().AddScoped<SignInAgain>().AddScoped<ProtectedSessionStorage>();
        _bunit.Services.AddSingleton<AuthenticationStateProvider>(signedIn);
        _bunit.Services.AddSingleton(new ConsoleSession(signedIn, app.Services.GetRequiredService<ActorAccessor>(), app.Services.GetRequiredService<RefusedAccess>()) { Viewer = new Viewer(null, null, actor.SourceAddress, actor.Id) });
        _bunit.Services.AddSingleton(app.Services.GetRequiredService<TimeProvider>());
        _bunit.Services.AddSingleton(app.Services.GetRequiredService<IDataProtectionProvider>());
        _bunit.Services.AddScoped(services => new ConsoleAddresses(services.GetRequiredService<NavigationManager>(), null));
        _bunit.Services.AddFallbackServiceProvider(_scope.ServiceProvider);
        _bunit.Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    public BunitNavigationManager Navigation => _bunit.Services.GetRequiredService<BunitNavigationManager>();

    public ConsoleSession Session => _bunit.Services.GetRequiredService<ConsoleSession>();

    public Toasts Toasts => _bunit.Services.GetRequiredService<Toasts>();

    public static async Task<PageBench> OpenAsync(ScimifyApp app, Actor actor)
    {
        var state = await app.Services.GetRequiredService<PersonStates>().FindAsync(actor.Id!.Value, CancellationToken.None);
        var person = ScimifyClaims.Principal(state!, "test");
        var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        person.Identities.First().AddClaim(new Claim(ScimifyClaims.AuthenticationTime, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        return new PageBench(app, person, actor);
    }

    /// <summary>Renders the page at an address.</summary>
    /// <param name="isInteractive">Whether there is a circuit. Without one, a page is prerendered.</param>
    public IRenderedComponent<IComponent> Show(string address, bool isInteractive = true)
    {
        _bunit.Renderer.SetRendererInfo(new RendererInfo(isInteractive ? "Server" : "Static", isInteractive));
        Navigation.NavigateTo(address);
        var parts = Parts(new Uri(Navigation.Uri).AbsolutePath);
        var (route, page) = Routes.First(candidate => Fits(candidate.Route, parts));
        Session.Page = "/" + string.Join('/', route);
        return _bunit.Render(builder =>
        {
            builder.OpenComponent(0, page);
            foreach (var (name, value) in route.Zip(parts).Where(part => part.First.StartsWith('{')))
            {
                builder.AddAttribute(1, name.Trim('{', '}').Split(':')[0], (object)Guid.Parse(value));
            }

            builder.CloseComponent();
        }).FindComponent<IComponent>();
    }

    /// <summary>Renders a part of the frame around pages.</summary>
    public void Show<T>()
        where T : IComponent => _bunit.Render<T>();

    /// <summary>The place where dialogs open.</summary>
    public IRenderedComponent<MudDialogProvider> Dialogs()
    {
        _bunit.Render<MudPopoverProvider>();
        return _bunit.Render<MudDialogProvider>();
    }

    /// <summary>Null if the address belongs to no page.</summary>
    public static Type? PageAt(string address)
    {
        var parts = Parts(address.Split('?')[0]);
        return Routes.FirstOrDefault(candidate => Fits(candidate.Route, parts)).Page;
    }

    public async ValueTask DisposeAsync()
    {
        await _bunit.DisposeAsync();
        _scope.Dispose();
    }

    private static string[] Parts(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static bool Fits(string[] route, string[] parts) =>
        route.Length == parts.Length && route.Zip(parts).All(part => part.First.StartsWith('{') ? Guid.TryParse(part.Second, out _) : part.First == part.Second);

    private sealed class SignedIn(ClaimsPrincipal person) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(person));
    }
}
