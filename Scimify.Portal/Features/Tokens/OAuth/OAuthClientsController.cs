using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.OAuth;
using Scimify.Core.People;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Tokens.OAuth;

[Route(Root + "/integrations/{uuid}/oauth-clients")]
[Tags("OAuth clients")]
public sealed class OAuthClientsController(OAuthClientService clients, ScimifySettings settings, TimeProvider clock, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Lists the integration's OAuth clients by name.</summary>
    [HttpGet]
    [Authorize(Policy = nameof(Permission.ReadTokens))]
    public async Task<ActionResult<Envelope<OAuthClientList>>> List(Guid uuid, CancellationToken ct)
    {
        var all = await clients.ListAsync(await ActorAsync(ct), uuid, ct);
        return Results(new OAuthClientList([.. all.Select(Show)]));
    }

    /// <summary>Creates an OAuth client, with a secret or with a trust. Only this answer contains the secret.</summary>
    [HttpPost]
    [Authorize(Policy = nameof(Permission.ManageTokens))]
    [ProducesResponseType<Envelope<OAuthClientResource>>(StatusCodes.Status201Created)]
    [AnswersWithSecret]
    public async Task<ActionResult<Envelope<OAuthClientResource>>> Create(Guid uuid, Body<CreateOAuthClientInput> body, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await clients.ListAsync(actor, uuid, ct);
        return ShowOnce(await clients.CreateAsync(actor, (await body.ReadAsync(ct)).ToNewClient(uuid), ct));
    }

    /// <summary>Shows one OAuth client, without its secrets.</summary>
    [HttpGet("{clientUuid}")]
    [Authorize(Policy = nameof(Permission.ReadTokens))]
    public async Task<ActionResult<Envelope<OAuthClientResource>>> Get(Guid uuid, Guid clientUuid, CancellationToken ct) =>
        Shown(await clients.GetAsync(await ActorAsync(ct), uuid, clientUuid, ct));

    /// <summary>Changes an OAuth client. Scopes and networks also limit the access tokens that there are; another trust ends them.</summary>
    [HttpPatch("{clientUuid}")]
    [IfMatch]
    [Authorize(Policy = nameof(Permission.ManageTokens))]
    public async Task<ActionResult<Envelope<OAuthClientResource>>> Update(Guid uuid, Guid clientUuid, Body<ChangeOAuthClientInput> body, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await clients.GetAsync(actor, uuid, clientUuid, ct);
        return Shown(await clients.UpdateAsync(actor, uuid, clientUuid, (await body.ReadAsync(ct)).ToChange(), ct, Expected()));
    }

    /// <summary>Deletes an OAuth client, and ends its access tokens.</summary>
    [HttpDelete("{clientUuid}")]
    [IfMatch]
    [Authorize(Policy = nameof(Permission.ManageTokens))]
    public async Task<ActionResult<Envelope<Nothing>>> Delete(Guid uuid, Guid clientUuid, CancellationToken ct)
    {
        await clients.DeleteAsync(await ActorAsync(ct), uuid, clientUuid, ct, Expected());
        return Results(new Nothing());
    }

    /// <summary>Adds a secret beside the first one. Only this answer contains it.</summary>
    [HttpPost("{clientUuid}/secrets")]
    [Authorize(Policy = nameof(Permission.ManageTokens))]
    [ProducesResponseType<Envelope<OAuthClientResource>>(StatusCodes.Status201Created)]
    [AnswersWithSecret]
    public async Task<ActionResult<Envelope<OAuthClientResource>>> AddSecret(Guid uuid, Guid clientUuid, Body<AddOAuthSecretInput> body, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await clients.GetAsync(actor, uuid, clientUuid, ct);
        return ShowOnce(await clients.AddSecretAsync(actor, uuid, clientUuid, (await body.ReadIfAnyAsync(ct) ?? new AddOAuthSecretInput()).ToNewSecret(), ct));
    }

    /// <summary>Removes a secret, and ends the access tokens that it got.</summary>
    [HttpDelete("{clientUuid}/secrets/{secretUuid}")]
    [Authorize(Policy = nameof(Permission.ManageTokens))]
    public async Task<ActionResult<Envelope<Nothing>>> RemoveSecret(Guid uuid, Guid clientUuid, Guid secretUuid, CancellationToken ct)
    {
        await clients.RemoveSecretAsync(await ActorAsync(ct), uuid, clientUuid, secretUuid, ct);
        return Results(new Nothing());
    }

    private ActionResult<Envelope<OAuthClientResource>> ShowOnce(IssuedOAuthClient issued)
    {
        Response.Headers.CacheControl = "no-store";
        Response.Headers.ETag = issued.Client.Tag;
        return Made($"integrations/{issued.Client.IntegrationId}/oauth-clients/{issued.Client.Id}", Show(issued.Client) with { ClientSecret = issued.Secret });
    }

    private ActionResult<Envelope<OAuthClientResource>> Shown(OAuthClientView client) => Results(Show(client), client.Tag);

    private OAuthClientResource Show(OAuthClientView client) => OAuthClientResource.Of(client, settings.PublicOrigin(Request) + TokenEndpoint.Path, clock.GetUtcNow());
}
