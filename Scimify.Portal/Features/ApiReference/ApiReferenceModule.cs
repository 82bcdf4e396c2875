using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.ApiReference;

internal sealed class ApiReferenceModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddOpenApi(ApiDocument.Name, ApiDocument.Add)
        .AddSingleton<ApiReferenceQuery>();

    public void Map(WebApplication app) => app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
}
