using Scimify.Core.Persistence.Audit;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Health;
using Scimify.Portal.Host.Security;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host;

/// <summary>Starts a built server: it listens, migrates, and is ready.</summary>
public static class ScimifyServer
{
    /// <summary>Returns once <c>/readyz</c> answers 200.</summary>
    /// <param name="app">Built, not started.</param>
    /// <param name="prepare">Runs on the migrated database before the first request is accepted; null for nothing.</param>
    /// <param name="ct">Cancels the start.</param>
    /// <exception cref="DatabaseNotUsableException">The schema is newer, or there is no access. The server has been stopped again.</exception>
    public static async Task StartAsync(WebApplication app, Func<IServiceProvider, Task>? prepare, CancellationToken ct)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Scimify");
        foreach (var key in app.Services.GetRequiredService<ScimifySettings>().UnknownKeys)
        {
            StartLog.UnknownSetting(logger, key);
        }

        await app.StartAsync(ct);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(ct, app.Lifetime.ApplicationStopping);
        try
        {
            await app.Services.GetRequiredService<ServerLock>().TakeAsync(stopping.Token);
            await app.Services.GetRequiredService<ScimifyDatabase>().MigrateAsync(stopping.Token);
            await app.Services.GetRequiredService<AccessOpening>().OpenAsync(stopping.Token);
            await app.Services.GetRequiredService<TokenHasher>().LoadAsync(stopping.Token);
            await (prepare?.Invoke(app.Services) ?? Task.CompletedTask);
        }
        catch
        {
            await app.StopAsync(CancellationToken.None);
            throw;
        }

        app.Services.GetRequiredService<Readiness>().Open();
        StartLog.Ready(logger, string.Join(", ", app.Urls));
    }

    /// <summary>Tells how to create the first owner of a started server, with the code; null once somebody can sign in.</summary>
    public static string? InvitationOfFirstOwner(WebApplication app) =>
        app.Services.GetRequiredService<FirstOwnerGate>() is { IsOpen: true } gate
            ? $"Nobody can sign in yet. Open {ShownAddress(app)}/setup and enter this code to create the first owner: {gate.Code}"
            : null;

    /// <summary>An address that works in a browser on this machine, or the public one. No trailing slash.</summary>
    public static string ShownAddress(WebApplication app)
    {
        if (app.Services.GetRequiredService<ScimifySettings>().PublicUrl is { } publicUrl)
        {
            return publicUrl;
        }

        var listening = BindingAddress.Parse(app.Urls.First());
        var host = listening.Host is "0.0.0.0" or "[::]" or "*" or "+" ? "localhost" : listening.Host;
        return $"{listening.Scheme}://{host}:{listening.Port}";
    }
}

internal static partial class StartLog
{
    [LoggerMessage(1001, LogLevel.Information, "Ready on {Urls}")]
    public static partial void Ready(ILogger logger, string urls);

    [LoggerMessage(1002, LogLevel.Warning, "The setting {Key} is unknown and has no effect")]
    public static partial void UnknownSetting(ILogger logger, string key);
}
