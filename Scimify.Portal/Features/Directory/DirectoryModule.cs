using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Engine;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;

namespace Scimify.Portal.Features.Directory;

internal sealed class DirectoryModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddSingleton<IResync, Resync>()
        .AddSingleton<DirectoryQuery>()
        .AddSingleton<IPackSource, DirectoryPack>()
        .AddSingleton<UserQuery>()
        .AddSingleton<GroupQuery>()
        .AddScoped<DirectoryRetry>();

    public void Map(WebApplication app)
    {
        var directory = app.Services.GetRequiredService<DirectoryQuery>();
        var integrations = app.Services.GetRequiredService<IntegrationService>();
        app.MapExport("/integrations/{id:guid}/users", Permission.ReadDirectory, async (context, actor, ct) =>
            directory.ToUserExport(actor, await GetAsync(context, actor, ct), UserListPage.FilterOf(context.Filter("q"), context.Filter("state"), context.Filter("view"))));
        app.MapExport("/integrations/{id:guid}/groups", Permission.ReadDirectory, async (context, actor, ct) =>
            directory.ToGroupExport(actor, await GetAsync(context, actor, ct), GroupListPage.FilterOf(context.Filter("q"), context.Filter("state"), context.Filter("view"))));
        app.MapExport("/integrations/{id:guid}/memberships", Permission.ReadDirectory, async (context, actor, ct) =>
            directory.ToMembershipExport(actor, await GetAsync(context, actor, ct)));

        Task<IntegrationView> GetAsync(HttpContext context, Actor actor, CancellationToken ct)
        {
            actor.Require(Permission.ReadDirectory);
            return integrations.GetAsync(actor, context.IntegrationId() ?? Guid.Empty, ct);
        }
    }
}
