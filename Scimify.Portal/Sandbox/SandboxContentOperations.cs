using Scimify.Core.Looker;

namespace Scimify.Portal.Sandbox;

/// <summary>Looks, dashboards and schedules, as far as Scimify counts them.</summary>
internal sealed class SandboxContentOperations(SandboxWorld world, Func<SandboxSwitches> switches) : ISandboxOperations
{
    public IEnumerable<(LookerOperation Operation, Func<SandboxRequest, SandboxAnswer> Run)> Operations =>
    [
        (LookerOperations.SearchLooks, r => Content(r, world.Looks.Values, SandboxShapes.Look)),
        (LookerOperations.SearchDashboards, r => Content(r, world.Dashboards.Values, SandboxShapes.Dashboard)),
        (LookerOperations.SearchScheduledPlans, Plans),
    ];

    private SandboxAnswer Content<T>(SandboxRequest request, IEnumerable<T> all, SandboxShape<T> shape)
        where T : SandboxContent
    {
        var trash = request.Flag("deleted") == true;
        var found = new SandboxSearch<T>(request, switches())
            .Ids("id", c => [c.Id])
            .Ids("user_id", c => [c.UserId])
            .Text("title", c => c.Title)
            .In(all.Where(c => c.Deleted == trash));
        return SandboxLists.Page(request, found, shape, world, switches());
    }

    /// <summary>The caller's own, unless those of another user or of all are requested.</summary>
    private SandboxAnswer Plans(SandboxRequest request)
    {
        var owner = request.Query.GetValueOrDefault("user_id") ?? request.Caller!.Id;
        var found = new SandboxSearch<SandboxPlan>(request, switches())
            .Text("name", p => p.Name)
            .Ids("look_id", p => p.LookId is { } id ? [id] : [])
            .Ids("dashboard_id", p => p.DashboardId is { } id ? [id] : [])
            .In(world.Plans.Values.Where(p => request.Flag("all_users") == true || p.UserId == owner));
        return SandboxLists.Page(request, found, SandboxShapes.Plan, world, switches());
    }
}
