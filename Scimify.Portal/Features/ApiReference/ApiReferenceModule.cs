using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.ApiReference;

internal sealed class ApiReferenceModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddOpenApi(ApiDocument.Name, ApiDocument.Add)
        .AddSingleton<ApiDocumentSource>()
        .AddSingleton<ApiReferenceQuery>();

    public void Map(WebApplication app) =>
        app.MapGet($"/openapi/{ApiDocument.Name}.json", (ApiDocumentSource document, CancellationToken ct) => document.AnswerAsync(ct)).ExcludeFromDescription().AllowAnonymous();
}
