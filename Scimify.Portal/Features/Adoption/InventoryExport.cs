using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Adoption;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.Adoption;

/// <summary>The inventory as a table.</summary>
internal static class InventoryExport
{
    public static Export<InventoryLine> ToExport(this InventoryQuery inventory, Actor actor, IntegrationView integration, InventoryFilter filter) => new(
        actor, $"Looker inventory of {integration.Name}", "looker-inventory", filter, inventory.AllAsync(integration, filter, default).Select(InventoryLine.Of));

    /// <summary>The download on the page.</summary>
    public static async ValueTask<Export<InventoryLine>> OfPageAsync(HttpContext context, Actor actor, CancellationToken ct)
    {
        actor.Require(Permission.ReadDirectory);
        var integration = await context.RequestServices.GetRequiredService<IntegrationService>().GetAsync(actor, context.IntegrationId() ?? Guid.Empty, ct);
        var filter = InventoryFilter.Of(context.Filter("kind"), InventoryWords.Parse(context.Filter("view")), context.Filter("q"));
        return context.RequestServices.GetRequiredService<InventoryQuery>().ToExport(actor, integration, filter);
    }
}

/// <summary>A Looker user or group.</summary>
/// <param name="Type"><c>User</c> or <c>Group</c>.</param>
/// <param name="State">As <see cref="InventoryResource.State"/>.</param>
/// <param name="Disabled">Null for a group.</param>
/// <param name="Members">Null for a user.</param>
internal sealed record InventoryLine(
    string Type, string LookerId, string Name, string? Email, string State, string? Reason, bool? Disabled, int? Members, Guid? ScimId, string? ScimName, string? SyncState)
{
    public static InventoryLine Of(InventoryRow row) => new(
        row.IsGroup ? "Group" : "User",
        row.Looker.LookerId,
        row.Looker.Name,
        row.Looker.Email,
        InventoryWords.NameOf(row.Looker.State),
        InventoryWords.Reason(row),
        row.IsGroup ? null : row.Looker.Traits.HasFlag(InventoryTraits.Disabled),
        row.Looker.Members,
        row.Scim?.Id,
        row.Scim?.Name,
        InventoryWords.SyncName(row));
}
