using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.Directory;

/// <summary>Users, groups and memberships in evidence packs.</summary>
internal sealed class DirectoryPack(DirectoryQuery directory) : IPackSource
{
    public IEnumerable<PackFile> Files(PackScope scope) => scope.Integrations.SelectMany<PackIntegration, PackFile>(integration =>
    [
        integration.File("users", directory.ToUserExport(scope.Actor, integration.View, new DirectoryFilter())),
        integration.File("groups", directory.ToGroupExport(scope.Actor, integration.View, new DirectoryFilter())),
        integration.File("memberships", directory.ToMembershipExport(scope.Actor, integration.View)),
    ]);
}
