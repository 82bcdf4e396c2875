using Scimify.Core.People;
using Scimify.Core.Provisioning.Adoption;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.Adoption;

internal sealed class AdoptionModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddSingleton<ProtectedAccountService>()
        .AddSingleton<ProtectedAccountsQuery>()
        .AddSingleton<InventoryQuery>()
        .AddSingleton<IPackSource, InventoryPack>()
        .AddSingleton<AdoptionQuery>();

    public void Map(WebApplication app) =>
        app.MapExport("/integrations/{id:guid}/adoption", Permission.ReadDirectory, InventoryExport.OfPageAsync);
}
