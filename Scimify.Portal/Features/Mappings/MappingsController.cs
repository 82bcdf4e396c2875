using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Mappings;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Mappings;

[Route(Root + "/integrations/{uuid}/mappings")]
[Tags("Mappings")]
public sealed class MappingsController(IntegrationService integrations, MappingService mappings, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Shows which Looker attributes and roles follow SCIM. Looker is not called.</summary>
    [HttpGet]
    [Authorize(Policy = nameof(Permission.ReadDirectory))]
    public async Task<ActionResult<Envelope<MappingsResource>>> Get(Guid uuid, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        return Results(MappingsResource.Of(await mappings.GetAsync(actor, await integrations.GetAsync(actor, uuid, ct), ct)));
    }

    /// <summary>Lists Looker's attributes and roles. Calls Looker.</summary>
    [HttpGet("choices")]
    [Authorize(Policy = nameof(Permission.ManageDirectory))]
    public async Task<ActionResult<Envelope<MappingChoicesResource>>> Choices(Guid uuid, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        return Results(MappingChoicesResource.Of(await mappings.ChoicesAsync(actor, await integrations.GetAsync(actor, uuid, ct), ct)));
    }

    /// <summary>Says in numbers what saving these mappings would change in Looker. Nothing is saved or written.</summary>
    [HttpPost("preview")]
    [Authorize(Policy = nameof(Permission.ManageDirectory))]
    public async Task<ActionResult<Envelope<MappingPreview>>> Preview(Guid uuid, Body<MappingsInput> body, CancellationToken ct)
    {
        var (actor, integration, input) = await ReadAsync(uuid, body, ct);
        return Results(await mappings.PreviewAsync(actor, integration, input, ct));
    }

    /// <summary>Replaces all mappings. The differences are written to Looker in the background.</summary>
    [HttpPut]
    [Authorize(Policy = nameof(Permission.ManageDirectory))]
    public async Task<ActionResult<Envelope<MappingsResource>>> Put(Guid uuid, Body<MappingsInput> body, CancellationToken ct)
    {
        var (actor, integration, input) = await ReadAsync(uuid, body, ct);
        return Results(MappingsResource.Of(await mappings.SaveAsync(actor, integration, input, ct)));
    }

    private async Task<(Actor Actor, IntegrationView Integration, MappingInput Input)> ReadAsync(Guid uuid, Body<MappingsInput> body, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var integration = await integrations.GetAsync(actor, uuid, ct);
        return (actor, integration, (await body.ReadAsync(ct)).ToMappings());
    }
}
