using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.People;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared.Api;

namespace Scimify.Portal.Features.Integrations;

[Route(Root + "/integrations")]
[Tags("Integrations")]
public sealed class IntegrationsController(IntegrationService integrations, ScimifySettings settings, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Lists the organization's integrations by name.</summary>
    [HttpGet]
    [Authorize(Policy = nameof(Permission.ReadIntegrations))]
    [Query(nameof(InputShapes.Pages))]
    public async Task<ActionResult<Envelope<ResultPage<IntegrationResource>>>> List(CancellationToken ct)
    {
        var page = PageRequest.Of(QueryInput.Read(Request.Query, InputShapes.Pages));
        var all = await integrations.ListAsync(await ActorAsync(ct), ct);
        return Results(new ResultPage<IntegrationResource>([.. all.Skip(page.Skip).Take(page.Size).Select(Show)], page.Page, page.Size, all.Count));
    }

    /// <summary>Makes an integration. Looker is not asked and need not be up.</summary>
    [HttpPost]
    [Authorize(Policy = nameof(Permission.ManageIntegrations))]
    [RequestBody(nameof(InputShapes.NewIntegration))]
    [ProducesResponseType<Envelope<IntegrationResource>>(StatusCodes.Status201Created)]
    public async Task<ActionResult<Envelope<IntegrationResource>>> Create(CancellationToken ct)
    {
        var body = await JsonInput.ReadAsync(Request, InputShapes.NewIntegration, ct);
        var made = await integrations.CreateAsync(await ActorAsync(ct), IntegrationBodies.New(body), ct);
        Response.Headers.ETag = made.Tag;
        return Made($"integrations/{made.Id}", Show(made));
    }

    /// <summary>Shows one integration.</summary>
    [HttpGet("{uuid}")]
    [Authorize(Policy = nameof(Permission.ReadIntegrations))]
    public async Task<ActionResult<Envelope<IntegrationResource>>> Get(Guid uuid, CancellationToken ct) =>
        Shown(await integrations.GetAsync(await ActorAsync(ct), uuid, ct));

    /// <summary>Merges the given members, also inside policies. A new address or secret is used at once.</summary>
    [HttpPatch("{uuid}")]
    [IfMatch]
    [Authorize(Policy = nameof(Permission.ManageIntegrations))]
    [RequestBody(nameof(InputShapes.IntegrationChange))]
    public async Task<ActionResult<Envelope<IntegrationResource>>> Update(Guid uuid, CancellationToken ct)
    {
        await integrations.GetAsync(await ActorAsync(ct), uuid, ct);
        var body = await JsonInput.ReadAsync(Request, InputShapes.IntegrationChange, ct);
        return Shown(await integrations.UpdateAsync(await ActorAsync(ct), uuid, IntegrationBodies.Change(body), ct, Expected()));
    }

    /// <summary>Stops the integration for good and revokes its tokens. Its logs stay, and Looker is left as it is.</summary>
    [HttpDelete("{uuid}")]
    [IfMatch]
    [Authorize(Policy = nameof(Permission.ManageIntegrations))]
    public async Task<ActionResult<Envelope<Nothing>>> Delete(Guid uuid, CancellationToken ct)
    {
        await integrations.DeleteAsync(await ActorAsync(ct), uuid, ct, Expected());
        return Results(new Nothing());
    }

    /// <summary>Signs in to Looker and says what it found and what stands in the way.</summary>
    [HttpPost("{uuid}/test")]
    [Authorize(Policy = nameof(Permission.ManageIntegrations))]
    public async Task<ActionResult<Envelope<LookerTestResult>>> Test(Guid uuid, CancellationToken ct)
    {
        await integrations.GetAsync(await ActorAsync(ct), uuid, ct);
        await JsonInput.RequireNoneAsync(Request, ct);
        return Results(await integrations.TestAsync(await ActorAsync(ct), uuid, ct));
    }

    /// <summary>The same test for a connection that is not saved.</summary>
    [HttpPost("test")]
    [Authorize(Policy = nameof(Permission.ManageIntegrations))]
    [RequestBody(nameof(InputShapes.LookerConnection))]
    public async Task<ActionResult<Envelope<LookerTestResult>>> TestUnsaved(CancellationToken ct)
    {
        var body = await JsonInput.ReadAsync(Request, InputShapes.LookerConnection, ct);
        return Results(await integrations.TestAsync(await ActorAsync(ct), IntegrationBodies.New(body), ct));
    }

    /// <summary>Health, counts, what waits, and the month's calls to Looker.</summary>
    [HttpGet("{uuid}/status")]
    [Authorize(Policy = nameof(Permission.ReadIntegrations))]
    public async Task<ActionResult<Envelope<IntegrationStatus>>> Status(Guid uuid, CancellationToken ct) =>
        Results(await integrations.StatusAsync(await ActorAsync(ct), uuid, ct));

    private ActionResult<Envelope<IntegrationResource>> Shown(IntegrationView integration) => Results(Show(integration), integration.Tag);

    private IntegrationResource Show(IntegrationView integration) => IntegrationResource.Of(integration, settings.ScimUrl(Request));
}
