using Scimify.Portal.Host.Health;
using Scimify.Portal.Host.Metrics;
using Scimify.Portal.Host.Security;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host;

/// <summary>The server, part by part. Each part registers itself in a file of its own in this folder.</summary>
public static class ScimifyApplication
{
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    /// <exception cref="DataDirectoryException">The data directory cannot be used.</exception>
    public static WebApplication Build(ApplicationOptions options)
    {
        var builder = ServerBuilder.Create(options);
        var settings = SettingsParser.Parse(builder.Configuration);

        builder.AddScimifyHost(settings, options);
        builder.AddScimifySandbox(settings);
        builder.AddScimifyScim(settings);
        builder.AddScimifyApi(settings);
        builder.AddScimifyMetrics();
        builder.AddScimifyConsole(settings);
        builder.AddScimifyModules(settings);
        builder.Services.LoadKeyRingOnFirstUse();
        options.Services?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseScimifyHost();
        app.MapScimifyHealth();
        app.MapSecurityText(settings);
        app.MapScimifyMetrics(settings);
        app.MapScimifyScim();
        app.MapScimifyApi();
        app.MapScimifyModules();
        app.MapScimifyConsole();
        return app;
    }
}

/// <summary>What command line and tests decide about a server. Everything else is a setting.</summary>
public sealed record ApplicationOptions
{
    /// <summary>Override files and environment. Keys have colons.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Like <c>ASPNETCORE_URLS</c>; null for that variable, or the default.</summary>
    public string? Urls { get; init; }

    /// <summary>Null for the system's clock.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>Whether the server has the process to itself, so that temporary files of the whole process go below the data directory.</summary>
    public bool OwnsProcess { get; init; }

    /// <summary>Applied last, over all other registrations.</summary>
    public Action<IServiceCollection>? Services { get; init; }
}
