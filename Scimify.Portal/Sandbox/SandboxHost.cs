using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Scimify.Portal.Sandbox;

/// <summary>A web server of its own for the sandbox, because Looker's API is at the root of an origin.</summary>
public static class SandboxHost
{
    /// <summary>The application, not yet started. The <see cref="LookerSandbox"/> is one of its services and disposed with it.</summary>
    public static WebApplication Build(SandboxOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false).UseUrls(options.Url);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(_ => new LookerSandbox(options));
        var app = builder.Build();
        app.UseRouting();
        app.MapSandbox(app.Services.GetRequiredService<LookerSandbox>());
        return app;
    }

    /// <summary>Starts a sandbox and waits until it listens.</summary>
    public static async Task<RunningSandbox> StartAsync(SandboxOptions options, CancellationToken ct)
    {
        var app = Build(options);
        await app.StartAsync(ct);
        return new RunningSandbox(app);
    }

    /// <summary>Maps Looker's API, the page for test logins and the control API at the root.</summary>
    public static void MapSandbox(this IEndpointRouteBuilder routes, LookerSandbox sandbox)
    {
        var endpoint = new SandboxEndpoint(sandbox, new HttpClient { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = 1024 * 1024 });
        routes.MapGet("/alive", () => Results.Text(""));
        routes.Map("/versions", endpoint.HandleAsync);
        routes.Map("/api/logout", endpoint.HandleAsync);
        routes.Map("/api/4.0/{**path}", endpoint.HandleAsync);
        SandboxTestLoginPage.Map(routes, sandbox);
        SandboxControl.Map(routes, sandbox);
    }
}

/// <summary>A sandbox that is listening.</summary>
public sealed class RunningSandbox : IAsyncDisposable
{
    private readonly WebApplication _app;

    internal RunningSandbox(WebApplication app)
    {
        _app = app;
        Sandbox = app.Services.GetRequiredService<LookerSandbox>();
        Url = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>The origin, with the actual port.</summary>
    public Uri Url { get; }

    public LookerSandbox Sandbox { get; }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
