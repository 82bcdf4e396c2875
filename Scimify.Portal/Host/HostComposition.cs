using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Host.Authentication.Providers;
using Scimify.Portal.Host.Background;
using Scimify.Portal.Host.Health;
using Scimify.Portal.Host.Metrics;
using Scimify.Portal.Host.Security;
using Scimify.Portal.Host.Settings;
using Serilog;

namespace Scimify.Portal.Host;

/// <summary>The foundation of every part: logs, limits, key ring, database, identity, middleware.</summary>
internal static class HostComposition
{
    /// <summary>Less than the ten seconds that a service manager grants, so that there is time to close the database.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(6);

    /// <summary>A filter may be long, and a refusal by Kestrel itself has no SCIM error in it.</summary>
    private const int MaxRequestLineBytes = 64 * 1024;

    private const int MinThreads = 32;

    public static void AddScimifyHost(this WebApplicationBuilder builder, ScimifySettings settings, ApplicationOptions options)
    {
        DataDirectory.Prepare(settings);
        if (options.OwnsProcess)
        {
            KeepThreads();
            TemporaryFiles.KeepIn(settings.DataDirectory);
        }

        var outages = new OutageFilter();
        builder.Services.AddSingleton(outages).AddSingleton<OutageRound>().AddLoop<OutageRound>("Looking after the database", OutageRound.Every, (round, stopping) => round.RunAsync(stopping));
        builder.Services.AddSerilog(Logging.Create(builder.Configuration, settings, outages), dispose: true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.Scim.MaxBodyBytes;
            kestrel.Limits.MaxRequestLineSize = MaxRequestLineBytes;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddScimifyCore(settings, options.Clock ?? TimeProvider.System);
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddSingleton<ServerLock>();
        builder.Services.AddSingleton<FirstOwnerGate>();
        builder.Services.AddScimifyAuthentication();
        builder.Services.AddScimifyPasskeys(settings);
        builder.Services.AddScimifyProviders(settings, builder.Configuration);
        builder.Services.AddScimifyCookies(settings);
        builder.Services.AddScimifyForwardedHeaders(settings.ForwardedHeaders);
    }

    /// <summary>
    /// Reads and large bodies occupy threads. With one thread for each processor, three of them would let everybody else wait
    /// until the pool decides to grow, which takes half a second for each thread.
    /// </summary>
    private static void KeepThreads()
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, MinThreads), ports);
    }

    /// <summary>The order matters: each line relies on those above it.</summary>
    public static void UseScimifyHost(this WebApplication app)
    {
        app.UseScimifyForwardedHeaders();
        app.UseMiddleware<RequestIdMiddleware>();
        app.UseMiddleware<PublicAddressMiddleware>();
        app.UseMiddleware<RequestMetricsMiddleware>();
        app.UseMiddleware<SecurityHeadersMiddleware>();
        app.UseMiddleware<ExceptionMiddleware>();
        app.UseStatusCodePages(EmptyAnswer.FillAsync);
        app.UseMiddleware<AddressGuardMiddleware>();
        app.UseMiddleware<ReadinessMiddleware>();
        app.UseMiddleware<HeadMiddleware>();
        app.UseMiddleware<ScimPathMiddleware>();
        app.UseRouting();
        app.UseAuthentication();
        app.UseMiddleware<PasswordChangeMiddleware>();
        app.UseAuthorization();
        app.UseMiddleware<RefusedByServiceMiddleware>();
        app.UseMiddleware<BodyLimitMiddleware>();
        app.UseMiddleware<ContentEncodingMiddleware>();
        app.UseAntiforgery();
        app.UseMiddleware<RefusedFormMiddleware>();
    }
}
