using System.Net.Mime;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Api;

namespace Scimify.Portal.Features.Integrations.Doctor;

[Route(Root + "/integrations/{uuid}/doctor")]
[Tags("Integrations")]
[ReadsFromLooker]
public sealed class DoctorController(ConnectionDoctor doctor, IntegrationService integrations, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Checks everything from the identity provider to Looker, and changes nothing. With <c>Accept: text/html</c>, answers a file with the providers' own tests for whoever reviews the connector.</summary>
    [HttpPost]
    [Authorize(Policy = nameof(Permission.ManageIntegrations))]
    [ProducesResponseType<Envelope<DoctorReport>>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Run(Guid uuid, CancellationToken ct)
    {
        await integrations.GetAsync(await ActorAsync(ct), uuid, ct);
        await RequireNoBodyAsync(ct);
        var report = await doctor.RunAsync(await ActorAsync(ct), uuid, ct);
        return Quality(DoctorFile.MediaType) > Quality(MediaTypeNames.Application.Json)
            ? DoctorFile.Answer(report)
            : new OkObjectResult(new Envelope<DoctorReport>(report));
    }

    /// <summary>How much the client wants this type (RFC 9110 section 12.5.1); 0 if it does not name it.</summary>
    private double Quality(string mediaType) => Request.GetTypedHeaders().Accept
        .Where(accepted => accepted.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase)).Select(accepted => accepted.Quality ?? 1).DefaultIfEmpty().Max();
}
