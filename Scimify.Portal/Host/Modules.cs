using Scimify.Portal.Features.Account;
using Scimify.Portal.Features.Adoption;
using Scimify.Portal.Features.ApiReference;
using Scimify.Portal.Features.AuditLog;
using Scimify.Portal.Features.Directory;
using Scimify.Portal.Features.Drift;
using Scimify.Portal.Features.Evidence;
using Scimify.Portal.Features.Held;
using Scimify.Portal.Features.Integrations;
using Scimify.Portal.Features.Mappings;
using Scimify.Portal.Features.Overview;
using Scimify.Portal.Features.Evidence.Packs;
using Scimify.Portal.Features.Evidence.Reviews;
using Scimify.Portal.Features.People;
using Scimify.Portal.Features.PersonalTokens;
using Scimify.Portal.Features.Plan;
using Scimify.Portal.Features.Profile;
using Scimify.Portal.Features.Providers;
using Scimify.Portal.Features.ProvisioningLog;
using Scimify.Portal.Features.Saml;
using Scimify.Portal.Features.SignIn;
using Scimify.Portal.Features.Tokens;
using Scimify.Portal.Features.Webhooks;
using Scimify.Portal.Features.Webhooks.Streams;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Host;

/// <summary>The features of this server.</summary>
internal static class Modules
{
    private static readonly IModule[] All =
    [
        new SharedModule(), new AccountModule(), new AdoptionModule(), new ApiReferenceModule(), new AuditLogModule(), new DirectoryModule(), new DriftModule(), new HeldModule(),
        new EvidenceModule(), new IntegrationsModule(), new LogStreamsModule(), new MappingsModule(), new OverviewModule(), new PacksModule(), new PeopleModule(), new PersonalTokensModule(), new PlanModule(), new ProfileModule(), new ProvidersModule(),
        new ProvisioningLogModule(), new ReviewsModule(), new SamlModule(), new SignInModule(), new TokensModule(), new WebhooksModule(),
    ];

    public static void AddScimifyModules(this WebApplicationBuilder builder, ScimifySettings settings)
    {
        foreach (var module in All)
        {
            module.Add(builder.Services, settings);
        }
    }

    public static void MapScimifyModules(this WebApplication app)
    {
        foreach (var module in All)
        {
            module.Map(app);
        }
    }
}
