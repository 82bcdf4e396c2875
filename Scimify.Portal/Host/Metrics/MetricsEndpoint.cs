using System.Reflection;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Host.Security;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host.Metrics;

/// <summary><c>/metrics</c> for Prometheus. Only numbers and IDs. Closed without a token, unless a setting opens it.</summary>
internal static class MetricsEndpoint
{
    public const string Path = "/metrics";

    public static void AddScimifyMetrics(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<RequestMetrics>().AddSingleton<TaskMetrics>().AddSingleton<DirectoryMetrics>().AddSingleton<MetricsAccess>();

    public static void MapScimifyMetrics(this WebApplication app, ScimifySettings settings)
    {
        var route = app.MapGet(Path, AnswerAsync).ExcludeFromDescription();
        if (settings.Metrics.Open)
        {
            route.AllowAnonymous();
        }
        else
        {
            route.RequireAuthorization(ScimifySchemes.MetricsPolicy);
        }
    }

    private static async Task<IResult> AnswerAsync(
        HttpContext context, PersonRates rates, MetricsAccess access, DirectoryMetrics directory, RequestMetrics requests, TaskMetrics tasks, CancellationToken ct)
    {
        if (!await rates.MayGoOnAsync(context))
        {
            return Results.Text(PersonRates.Refusal, statusCode: StatusCodes.Status429TooManyRequests);
        }

        var reach = await access.OfAsync(context, ct);
        var text = new MetricText();
        if (reach.ShowsVersion)
        {
            text.Gauge("scimify_info", "This build.").Sample("scimify_info", 1, ("version", Version()));
        }

        if (reach.OrganizationKey is null)
        {
            requests.WriteTo(text);
            tasks.WriteTo(text);
            text.Gauge("process_resident_memory_bytes", "Resident memory of this process.").Sample("process_resident_memory_bytes", Environment.WorkingSet);
        }

        await directory.WriteToAsync(text, reach.OrganizationKey, ct);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Text(text.ToString(), MetricText.ContentType);
    }

    private static string Version() => typeof(MetricsEndpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
