using System.Data.Common;
using System.Reflection;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host.Metrics;

/// <summary><c>/metrics</c> for Prometheus. Only numbers and IDs. Open, unless a setting requires a personal access token.</summary>
internal static class MetricsEndpoint
{
    public static void AddScimifyMetrics(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<RequestMetrics>().AddSingleton<DirectoryMetrics>();

    public static void MapScimifyMetrics(this WebApplication app, ScimifySettings settings)
    {
        var route = app.MapGet("/metrics", AnswerAsync).ExcludeFromDescription();
        if (settings.Metrics.RequireToken)
        {
            route.RequireAuthorization(policy => policy.AddAuthenticationSchemes(ScimifySchemes.ApiKey).RequireAuthenticatedUser());
        }
        else
        {
            route.AllowAnonymous();
        }
    }

    private static async Task<IResult> AnswerAsync(DirectoryMetrics directory, RequestMetrics requests, ILogger<RequestMetrics> logger, CancellationToken ct)
    {
        var text = new MetricText();
        text.Gauge("scimify_info", "This build.").Sample("scimify_info", 1, ("version", Version()));
        requests.WriteTo(text);
        text.Gauge("process_resident_memory_bytes", "Resident memory of this process.").Sample("process_resident_memory_bytes", Environment.WorkingSet);
        try
        {
            await directory.WriteToAsync(text, ct);
        }
        catch (DbException e)
        {
            MetricsLog.MetricsNotRead(logger, e);
            return Results.Text("The database does not answer.", "text/plain; charset=utf-8", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        return Results.Text(text.ToString(), MetricText.ContentType);
    }

    private static string Version() => typeof(MetricsEndpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}

internal static partial class MetricsLog
{
    [LoggerMessage(1102, LogLevel.Error, "The metrics could not be read")]
    public static partial void MetricsNotRead(ILogger logger, Exception exception);
}
