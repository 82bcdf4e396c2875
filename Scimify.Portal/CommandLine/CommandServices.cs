using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Database;
using Scimify.Portal.Host;
using Scimify.Portal.Host.Settings;
using Serilog;

namespace Scimify.Portal.CommandLine;

/// <summary>The services of a verb that works on the data without serving. Works beside a running server, and before its first start.</summary>
internal static class CommandServices
{
    /// <summary>Migrates first. Warnings go to stderr, so that stdout belongs to the verb.</summary>
    public static Task<ServiceProvider> OpenAsync(Terminal terminal, CancellationToken ct) => OpenAsync(Settings(terminal), ct);

    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static ScimifySettings Settings(Terminal terminal)
    {
        var settings = SettingsParser.Parse(ServerBuilder.Configuration(new ApplicationOptions { Settings = terminal.Settings }));
        if (terminal.OwnsProcess)
        {
            TemporaryFiles.KeepIn(settings.DataDirectory);
        }

        return settings;
    }

    /// <inheritdoc cref="OpenAsync(Terminal, CancellationToken)"/>
    public static async Task<ServiceProvider> OpenAsync(ScimifySettings settings, CancellationToken ct) => await OpenAsync(settings, upgrades: true, ct) ?? throw new System.Diagnostics.UnreachableException();

    /// <summary>For a verb that must neither upgrade the data nor make a key. Null if they are of another version.</summary>
    public static Task<ServiceProvider?> OpenIfCurrentAsync(ScimifySettings settings, CancellationToken ct) => OpenAsync(settings, upgrades: false, ct);

    private static async Task<ServiceProvider?> OpenAsync(ScimifySettings settings, bool upgrades, CancellationToken ct)
    {
        DataDirectory.Prepare(settings);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSerilog(
            new LoggerConfiguration().MinimumLevel.Error()
                .WriteTo.Console(standardErrorFromLevel: Serilog.Events.LogEventLevel.Verbose, formatProvider: null)
                .CreateLogger(),
            dispose: true);
        services.AddScimifyCore(settings, TimeProvider.System);
        if (!upgrades)
        {
            services.Configure<KeyManagementOptions>(keys => keys.AutoGenerateKeys = false);    // root's file would be of no use to the server
        }

        var provider = services.BuildServiceProvider();
        try
        {
            var database = provider.GetRequiredService<ScimifyDatabase>();
            if (!upgrades && !await IsOfThisVersionAsync(database, ct))
            {
                await provider.DisposeAsync();
                return null;
            }

            await database.MigrateAsync(ct);
            database.News.HasListeners = true;
            return provider;
        }
        catch
        {
            await provider.DisposeAsync();
            throw;
        }
    }

    private static async Task<bool> IsOfThisVersionAsync(ScimifyDatabase database, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return (await db.Database.GetAppliedMigrationsAsync(ct)).Order(StringComparer.Ordinal).SequenceEqual(db.Database.GetMigrations().Order(StringComparer.Ordinal));
    }
}
