using Scimify.Core.People;
using Scimify.Portal.Host.Authentication;

namespace Scimify.Portal.Shared.Exports;

/// <summary>The downloads of a page.</summary>
internal static class ExportRoutes
{
    /// <summary>Adds the page's export in each format: <c>/provisioning-log.csv</c> beside <c>/provisioning-log</c>.</summary>
    /// <param name="app">The web application.</param>
    /// <param name="page">The page's route.</param>
    /// <param name="permission">The one that the page asks for.</param>
    /// <param name="export">Reads the page's filters from the address, so that the file has what the page shows.</param>
    public static void MapExport<T>(
        this WebApplication app, string page, Permission permission, Func<HttpContext, Actor, CancellationToken, ValueTask<Export<T>>> export)
        where T : notnull
    {
        foreach (var format in ExportFormat.All)
        {
            app.MapGet($"{page}.{format.Name}", async (HttpContext context, ActorAccessor actors, Exporter exporter, CancellationToken ct) =>
            {
                var actor = await actors.GetAsync(context, ct);
                await exporter.AnswerAsync(context, format, await export(context, actor, ct));
            }).RequireAuthorization(permission.ToString());
        }
    }

    /// <summary>A filter in the address; null if it is absent or empty.</summary>
    public static string? Filter(this HttpContext context, string name) =>
        context.Request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    /// <summary>The page's integration; null for a page of the organization.</summary>
    public static Guid? IntegrationId(this HttpContext context) => Guid.TryParse(context.Request.RouteValues["id"] as string, out var id) ? id : null;
}
