using Serilog;
using Serilog.Core;
using Serilog.Events;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host;

/// <summary>Console, and files of bounded number and size under the data directory. Levels: section <c>Serilog</c>.</summary>
internal static class Logging
{
    private const long MaxFileBytes = 20 * 1024 * 1024;
    private const int KeptFiles = 20;
    private const string FileTemplate = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} [{Level:u3}] {SourceContext} {Message:lj}{NewLine}{Exception}";
    private const string ConsoleTemplate = "[{Timestamp:HH:mm:ss} {Level:u3}] {Message:lj}{NewLine}{Exception}";

    public static Logger Create(IConfiguration configuration, ScimifySettings settings)
    {
        try
        {
            return new LoggerConfiguration()
                .MinimumLevel.Override("Scimify.Portal.Host.Authentication", LogEventLevel.Warning) // the framework's own line per refused request
                .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error) // warns of keys in clear; Scimify:KeyRing:CertificateFile is for those who want them encrypted
                .ReadFrom.Configuration(configuration)
                .Enrich.FromLogContext()
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
