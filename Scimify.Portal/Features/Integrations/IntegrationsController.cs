using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.People;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Integrations;

[Route(Root + "/integrations")]
[Tags("Integrations")]
public sealed class IntegrationsController(IntegrationService integrations, IntegrationsQuery list, ScimifySettings settings, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Lists the organization's integrations by name.</summary>
    [HttpGet]
    [Authorize(Policy = nameof(Permission.ReadIntegrations))]
    public async Task<ActionResult<Envelope<ResultPage<IntegrationResource>>>> List(Query<PageInput> query, CancellationToken ct)
    {
        var part = query.Read().Request;
        return Results((await list.RunAsync(await ActorAsync(ct), part, ct)).Select(Show));
    }

    /// <summary>Creates an integration. Looker is not called and need not be up.</summary>
    [HttpPost]
    [Authorize(Policy = nameof(Permission.ManageIntegrations))]
    [ProducesResponseType<Envelope<IntegrationResource>>(StatusCodes.Status201Created)]
    public async Task<ActionResult<Envelope<IntegrationResource>>> Create(Body<CreateIntegrationInput> body, CancellationToken ct)
    {
        var input = await body.ReadAsync(ct);
        var made = await integrations.CreateAsync(await ActorAsync(ct), input.ToNewIntegration(), ct);
        Response.Headers.ETag = made.Tag;
        return Made($"integrations/{made.Id}", Show(made));
    }

    /// <summary>Shows one integration.</summary>
    [HttpGet("{uuid}")]
    [Authorize(Policy = nameof(Permission.ReadIntegrations))]
    public async Task<ActionResult<Envelope<IntegrationResource>>> Get(Guid uuid, CancellationToken ct) =>
        Shown(await integrations.GetAsync(await ActorAsync(ct), uuid, ct));

    /// <summary>Merges the given members, also those inside policies. A new address or secret is used at once.</summary>
    [HttpPatch("{uuid}")]
    [IfMatch]
    [Authorize(Policy = nameof(Permission.ManageIntegrations))]
    public async Task<ActionResult<Envelope<IntegrationResource>>> Update(Guid uuid, Body<ChangeIntegrationInput> body, CancellationToken ct)
    {
        await integrations.GetAsync(await ActorAsync(ct), uuid, ct);
        var input = await body.ReadAsync(ct);
        return Shown(await integrations.UpdateAsync(await ActorAsync(ct), uuid, input.ToChange(), ct, Expected()));
    }

    /// <summary>Deletes the integration and revokes its tokens. Its logs stay, and Looker stays as it is.</summary>
    [HttpDelete("{uuid}")]
    [IfMatch]
    [Authorize(Policy = nameof(Permission.ManageIntegrations))]
    public async Task<ActionResult<Envelope<Nothing>>> Delete(Guid uuid, CancellationToken ct)
    {
        await integrations.DeleteAsync(await ActorAsync(ct), uuid, ct, Expected());
        return Results(new Nothing());
    }

    /// <summary>Signs in to Looker, and reports what it found and what prevents provisioning.</summary>
    [HttpPost("{uuid}/test")]
    [Authorize(Policy = nameof(Permission.ManageIntegrations))]
    public async Task<ActionResult<Envelope<LookerTestResult>>> Test(Guid uuid, CancellationToken ct)
    {
        await integrations.GetAsync(await ActorAsync(ct), uuid, ct);
        await RequireNoBodyAsync(ct);
        return Results(await integrations.TestAsync(await ActorAsync(ct), uuid, ct));
    }

    /// <summary>The same test for a connection that is not saved.</summary>
    [HttpPost("test")]
    [Authorize(Policy = nameof(Permission.ManageIntegrations))]
    public async Task<ActionResult<Envelope<LookerTestResult>>> TestUnsaved(Body<LookerConnectionInput> body, CancellationToken ct)
    {
        var input = await body.ReadAsync(ct);
        return Results(await integrations.TestAsync(await ActorAsync(ct), input.ToConnection(), ct));
    }

    /// <summary>Health, counts, what waits, and the month's calls to Looker.</summary>
    [HttpGet("{uuid}/status")]
    [Authorize(Policy = nameof(Permission.ReadIntegrations))]
    public async Task<ActionResult<Envelope<IntegrationStatus>>> Status(Guid uuid, CancellationToken ct) =>
        Results(await integrations.StatusAsync(await ActorAsync(ct), uuid, ct));

    private ActionResult<Envelope<IntegrationResource>> Shown(IntegrationView integration) => Results(Show(integration), integration.Tag);

    private IntegrationResource Show(IntegrationView integration) => IntegrationResource.Of(integration, settings.ScimUrl(Request));
}
