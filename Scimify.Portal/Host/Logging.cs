using Scimify.Portal.Host.Background;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host;

/// <summary>Logs to the console, and to files in the data directory whose number and size are limited. The section <c>Serilog</c> sets levels.</summary>
internal static class Logging
{
    private const long MaxFileBytes = 20 * 1024 * 1024;
    private const int KeptFiles = 20;
    private const string FileTemplate = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} [{Level:u3}] {SourceContext} {Message:lj}{NewLine}{Exception}";
    private const string ConsoleTemplate = "[{Timestamp:HH:mm:ss} {Level:u3}] {Message:lj}{NewLine}{Exception}";

    public static Logger Create(IConfiguration configuration, ScimifySettings settings, OutageFilter outages)
    {
        try
        {
            return new LoggerConfiguration()
                .MinimumLevel.Override("Scimify.Portal.Host.Authentication", LogEventLevel.Warning) // the framework logs a line for each refused request
                .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error) // warns about unencrypted keys; Scimify:KeyRing:CertificateFile encrypts them
                .MinimumLevel.Override("Microsoft.AspNetCore.Authentication.OpenIdConnect", LogEventLevel.Fatal) // repeats what providers say about people; ProviderLog has the rest
                .ReadFrom.Configuration(configuration)
                .Enrich.FromLogContext()
                .Filter.With(outages)
                .WriteTo.Console(outputTemplate: ConsoleTemplate, formatProvider: null)
                .WriteTo.File(
                    Path.Combine(DataDirectory.Logs(settings.DataDirectory), "scimify-.log"),
                    outputTemplate: FileTemplate,
                    formatProvider: null,
                    rollingInterval: RollingInterval.Day,
                    fileSizeLimitBytes: MaxFileBytes,
                    rollOnFileSizeLimit: true,
                    retainedFileCountLimit: KeptFiles)
                .CreateLogger();
        }
        catch (InvalidOperationException e)
        {
            throw new SettingsException([$"The section Serilog must name levels such as Information or Warning, but: {e.Message}"]);
        }
    }
}
