using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared.Exports;
using Scimify.Portal.Shared.Flow;
using Scimify.Portal.Shared.Integrations;
using Scimify.Portal.Shared.Logs;
using Scimify.Portal.Shared.Mails;
using Scimify.Portal.Shared.People;
using Scimify.Portal.Shared.Plan;
using Scimify.Portal.Shared.Sessions;

namespace Scimify.Portal.Shared;

/// <summary>What several features need.</summary>
internal sealed class SharedModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddSingleton<ApiRateFilter>()
        .AddSingleton<ApiTurnFilter>()
        .AddSingleton<ReadTurns>()
        .AddSingleton<IdempotencyFilter>()
        .AddSingleton<Exporter>()
        .AddSingleton<IntegrationListQuery>()
        .AddSingleton<LastWriteQuery>()
        .AddSingleton<Mailer>()
        .AddSingleton<SetUpQuery>()
        .AddSingleton<ProvisioningLogQuery>()
        .AddSingleton<PlanCountQuery>()
        .AddSingleton<PersonNamesQuery>()
        .AddSingleton<SessionsQuery>();
}
