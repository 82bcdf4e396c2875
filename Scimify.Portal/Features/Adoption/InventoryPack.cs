using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.Adoption;

/// <summary>Looker's users and groups, as they were last read, in evidence packs.</summary>
internal sealed class InventoryPack(InventoryQuery inventory) : IPackSource
{
    public IEnumerable<PackFile> Files(PackScope scope) =>
        scope.Integrations.Select(integration => integration.File("looker-inventory", inventory.ToExport(scope.Actor, integration.View, InventoryFilter.Of(null, null, null))));
}
