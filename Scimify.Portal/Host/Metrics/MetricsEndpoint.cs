using System.Reflection;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host.Metrics;

/// <summary><c>/metrics</c> for Prometheus. Only numbers and IDs. Open, unless a setting requires a personal access token.</summary>
internal static class MetricsEndpoint
{
    public static void AddScimifyMetrics(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<RequestMetrics>().AddSingleton<TaskMetrics>().AddSingleton<DirectoryMetrics>();

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

    private static async Task<IResult> AnswerAsync(DirectoryMetrics directory, RequestMetrics requests, TaskMetrics tasks, CancellationToken ct)
    {
        var text = new MetricText();
        text.Gauge("scimify_info", "This build.").Sample("scimify_info", 1, ("version", Version()));
        requests.WriteTo(text);
        tasks.WriteTo(text);
        text.Gauge("process_resident_memory_bytes", "Resident memory of this process.").Sample("process_resident_memory_bytes", Environment.WorkingSet);
        await directory.WriteToAsync(text, ct);
        return Results.Text(text.ToString(), MetricText.ContentType);
    }

    private static string Version() => typeof(MetricsEndpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
