using System.Text;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Impact;
using Scimify.Core.Requests;
using Scimify.Portal.Features.Integrations.Doctor;
using Scimify.Portal.Features.Integrations.Guides;
using Scimify.Portal.Features.Integrations.SetUp;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Integrations;

internal sealed class IntegrationsModule : IModule
{
    public void Add(IServiceCollection services, ScimifySettings settings) => services
        .AddSingleton<DeletionImpactService>()
        .AddSingleton<IntegrationsQuery>()
        .AddScoped<IntegrationSaver>()
        .AddSingleton<ArrivalQuery>()
        .AddSingleton<SetUpViewQuery>()
        .AddSingleton<GuideQuery>()
        .AddSingleton<DoctorQuery>()
        .AddSingleton<ConnectionDoctor>();

    /// <summary>The file of the doctor's page: the report that it shows.</summary>
    public void Map(WebApplication app) => app.MapGet("/integrations/{id:guid}/doctor.html", async (HttpContext context, Guid id, ActorAccessor actors, ConnectionDoctor doctor, CancellationToken ct) =>
        doctor.Last(await actors.GetAsync(context, ct), id) is { } report
            ? Results.File(Encoding.UTF8.GetBytes(DoctorFile.Html(report)), $"{DoctorFile.MediaType}; charset=utf-8", DoctorFile.NameOf(report))
            : throw new NotFoundException("There is no report any more. Run the checks again."))
        .RequireAuthorization(nameof(Permission.ManageIntegrations));
}
