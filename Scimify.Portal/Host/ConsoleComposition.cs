using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Radzen;
using Scimify.Core.People;
using Scimify.Portal.Features.Adoption;
using Scimify.Portal.Features.ApiReference;
using Scimify.Portal.Features.AuditLog;
using Scimify.Portal.Features.Directory;
using Scimify.Portal.Features.Drift;
using Scimify.Portal.Features.Held;
using Scimify.Portal.Features.Integrations;
using Scimify.Portal.Features.Mappings;
using Scimify.Portal.Features.Overview;
using Scimify.Portal.Features.Plan;
using Scimify.Portal.Features.ProvisioningLog;
using Scimify.Portal.Features.Saml;
using Scimify.Portal.Features.SignIn;
using Scimify.Portal.Features.Tokens;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Layout;
using Scimify.Portal.Sandbox;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Host;

/// <summary>The console: its Blazor pages, their queries, its files.</summary>
internal static class ConsoleComposition
{
    // Only the console's addresses. For unknown ones of their own, the other interfaces answer in their own format.
    private const string ConsolePath = @"{**path:regex(^(?!(api|scim|openapi|_framework|_blazor)(/|$)).*$)}";

    public static void AddScimifyConsole(this WebApplicationBuilder builder, ScimifySettings settings)
    {
        var services = builder.Services;
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddCascadingAuthenticationState();
        services.AddRadzenComponents();
        services.AddScoped<ConsoleSession>();
        services.AddScoped(s => new ConsoleAddresses(s.GetRequiredService<NavigationManager>(), settings.PublicUrl));
        services.AddScoped(Sandbox).AddScoped<SamlTestLogins>();
        services.AddSingleton<SignInLimiter>();
        services.AddSingleton<ProblemQuery>().AddSingleton<IntegrationListQuery>().AddSingleton<TokensQuery>().AddSingleton<RejectedRequestsQuery>();
        services.AddSingleton<UserListQuery>().AddSingleton<UserQuery>().AddSingleton<GroupListQuery>().AddSingleton<GroupQuery>();
        services.AddSingleton<MappingsPageQuery>().AddSingleton<DriftPageQuery>().AddSingleton<HeldListQuery>().AddSingleton<PlanQuery>();
        services.AddSingleton<ProvisioningLogQuery>().AddSingleton<LogEntryQuery>().AddSingleton<AuditLogQuery>();
        services.AddSingleton<ProtectedAccountListQuery>().AddSingleton<InventoryQuery>().AddSingleton<AdoptionQuery>();
        services.AddSingleton<ApiReferenceQuery>();
        services.AddSingleton<SamlQuery>().AddSingleton<SamlRevisionListQuery>();
        services.AddSingleton<WriteChartQuery>().AddSingleton<OverviewQuery>();
    }

    public static void MapScimifyConsole(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapPost("/sign-out", SignOutEndpoint.HandleAsync).AllowAnonymous();
        app.MapGet("/integrations/{id:guid}/adoption.csv", InventoryCsv.HandleAsync).RequireAuthorization(nameof(Permission.ReadDirectory));
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(circuits => circuits.ContentSecurityFrameAncestorsPolicy = null);    // the host's own policy is stricter
        app.MapFallback(ConsolePath, () => new RazorComponentResult<App> { StatusCode = StatusCodes.Status404NotFound })
            .WithMetadata(new ExcludeFromInteractiveRoutingAttribute())
            .WithMetadata(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]))     // otherwise no interface could answer 405
            .AllowAnonymous();
    }

    /// <summary>Evaluated for each circuit, because the sandbox's address is known only once it listens.</summary>
    private static SandboxOffer Sandbox(IServiceProvider services) =>
        services.GetService<SandboxServer>()?.Url is { } url && services.GetService<SandboxOptions>() is { } options
            ? new SandboxOffer(url, options.ClientId, options.ClientSecret)
            : SandboxOffer.None;
}
