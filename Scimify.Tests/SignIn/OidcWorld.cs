using System.Net;
using Scimify.Core.People;
using Scimify.Core.SignIn;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.SignIn;

/// <summary>A server, and npm's oidc-provider switched on in it. Whoever has an address at example.com comes in unasked, as an auditor.</summary>
internal sealed class OidcWorld : IAsyncDisposable
{
    private readonly int _port;
    private readonly Uri _redirect;

    private OidcWorld(ProviderWorld server, int port, Uri redirect) => (Server, _port, _redirect) = (server, port, redirect);

    public ProviderWorld Server { get; }

    public OidcProvider Provider { get; private set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Start => $"/sign-in/with/{Server.Provider}?returnUrl=%2Fintegrations";

    /// <param name="rules">Beside address, client and secret.</param>
    /// <param name="settings">Beside those that let the server reach this machine.</param>
    public static async Task<OidcWorld> StartAsync(ProviderInput? rules = null, Dictionary<string, string?>? settings = null)
    {
        var port = OidcProvider.NewPort();
        rules ??= new ProviderInput(Domains: ["example.com"], DefaultRole: PortalRole.Auditor);
        var server = await ProviderWorld.StartAsync(
            rules with { Authority = $"http://127.0.0.1:{port}", ClientSecret = rules.ClientSecret ?? OidcProvider.ClientSecret, Scopes = "openid email profile groups" }, settings);
        var address = settings?.GetValueOrDefault("Scimify:PublicUrl") is { } known ? new Uri(known + "/") : server.App.BaseAddress;
        var world = new OidcWorld(server, port, new Uri(address, $"sign-in/callback/{server.Provider}"));
        await world.StartProviderAsync();
        return world;
    }

    /// <summary>At the same address as before.</summary>
    public async Task StartProviderAsync() => Provider = await OidcProvider.StartAsync(_port, _redirect);

    /// <summary>Signs in with the provider.</summary>
    /// <param name="browser">From <see cref="ProviderWorld.NewBrowser"/>.</param>
    /// <param name="start">Where it begins; null for the sign-in.</param>
    /// <returns>Where the browser ends, relative to the console, without the ID of the request.</returns>
    public async Task<string> SignInAsync(HttpClient browser, string? start = null)
    {
        using var answer = await Provider.ConsentAsync(browser, new Uri(Server.App.BaseAddress, start ?? Start));
        return ProviderWorld.PlaceOf(answer);
    }

    /// <summary>Signs in with the provider, and stops where the provider leads back.</summary>
    /// <param name="cookies">The browser's, so that another client can go on.</param>
    public async Task<Uri> ComeBackAsync(CookieContainer cookies)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false });
        using var answer = await Provider.ConsentAsync(browser, new Uri(Server.App.BaseAddress, Start));
        return answer.Headers.Location!;
    }

    /// <summary>Whether the browser has a session.</summary>
    public static async Task<bool> IsInAsync(HttpClient browser)
    {
        using var page = await browser.GetAsync("/integrations", Ct);
        return ProviderWorld.PlaceOf(page) == "/integrations";
    }

    public async ValueTask DisposeAsync()
    {
        await Provider.DisposeAsync();
        await Server.DisposeAsync();
    }
}
