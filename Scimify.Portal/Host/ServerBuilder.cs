namespace Scimify.Portal.Host;

/// <summary>Where settings come from, and where the server listens.</summary>
internal static class ServerBuilder
{
    public const string DefaultUrl = "http://localhost:5080";

    /// <summary>A build that was not published would look whether each file has changed, and send it without the compression that the build has made.</summary>
    private static readonly IEnumerable<KeyValuePair<string, string?>> FilesDoNotChange = [new("ReloadStaticAssetsAtRuntime", "false")];

    /// <summary>The sources; later ones win: appsettings.json beside the program, environment, <see cref="ApplicationOptions.Settings"/>.</summary>
    public static WebApplicationBuilder Create(ApplicationOptions options)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(ServerBuilder).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        builder.Configuration.AddInMemoryCollection(FilesDoNotChange).AddInMemoryCollection(options.Settings);
        builder.WebHost.UseStaticWebAssets();
        if (options.Urls is not null)
        {
            builder.WebHost.UseUrls(options.Urls);
        }
        else if (!IsListeningConfigured(builder.Configuration))
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        return builder;
    }

    /// <summary>The same sources for verbs that start no server.</summary>
    public static IConfiguration Configuration(ApplicationOptions options) => new ConfigurationBuilder()
        .SetBasePath(AppContext.BaseDirectory)
        .AddJsonFile("appsettings.json", optional: true)
        .AddEnvironmentVariables()
        .AddInMemoryCollection(options.Settings)
        .Build();

    private static bool IsListeningConfigured(ConfigurationManager configuration) =>
        configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 }
        || configuration["http_ports"] is { Length: > 0 }
        || configuration["https_ports"] is { Length: > 0 }
        || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
}
