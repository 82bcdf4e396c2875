using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Requests;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host.Metrics;

/// <summary>Decides which numbers a caller of <c>/metrics</c> gets.</summary>
internal sealed class MetricsAccess(ScimifySettings settings, ActorAccessor actors, IDbContextFactory<ScimifyContext> contexts)
{
    /// <summary>
    /// A metrics token opens everything. A personal access token opens the numbers of its own organization, and everything only
    /// for an owner of the only organization there is. Where the setting opens the address, everybody gets all numbers, but not the version.
    /// </summary>
    /// <exception cref="ForbiddenException">None of these.</exception>
    public async Task<MetricsReach> OfAsync(HttpContext context, CancellationToken ct)
    {
        if (context.User.Identity?.AuthenticationType == ScimifySchemes.MetricsToken)
        {
            return MetricsReach.Everything;
        }

        var actor = await actors.FindAsync(context.User, null, ct);
        if (actor is { Role: PortalRole.Owner } && await IsOnlyOrganizationAsync(ct))
        {
            return MetricsReach.Everything;
        }

        return settings.Metrics.Open ? MetricsReach.Everything with { ShowsVersion = false }
            : actor is not null ? new MetricsReach(actor.OrganizationKey, ShowsVersion: false)
            : throw new ForbiddenException();
    }

    private async Task<bool> IsOnlyOrganizationAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Organizations.CountAsync(ct) == 1;
    }
}

/// <param name="OrganizationKey">The only organization whose numbers are shown; null for all, and for those of the process.</param>
/// <param name="ShowsVersion">Whether version and commit of the build are shown.</param>
internal sealed record MetricsReach(int? OrganizationKey, bool ShowsVersion)
{
    public static MetricsReach Everything { get; } = new(null, ShowsVersion: true);
}
