using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Adoption;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Adoption;

[Route(Root + "/integrations/{uuid}/protected-accounts")]
[Tags("Protected accounts")]
public sealed class ProtectedAccountsController(
    IntegrationService integrations, ProtectedAccountService accounts, ProtectedAccountsQuery listed, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Lists the addresses whose Looker accounts SCIM may not touch. Administrators and the API key's own user are always protected and not listed.</summary>
    [HttpGet]
    [Authorize(Policy = nameof(Permission.ReadDirectory))]
    public async Task<ActionResult<Envelope<ResultPage<ProtectedAccountResource>>>> List(Guid uuid, Query<PageInput> query, CancellationToken ct)
    {
        var integration = await integrations.GetAsync(await ActorAsync(ct), uuid, ct);
        return Results((await listed.RunAsync(integration.Key, query.Read().Request, ct)).Select(ProtectedAccountResource.Of));
    }

    /// <summary>Protects the account with an address: from now on, SCIM writes about it are refused with 403.</summary>
    [HttpPost]
    [Authorize(Policy = nameof(Permission.ManageIntegrations))]
    [ProducesResponseType<Envelope<ProtectedAccountResource>>(StatusCodes.Status201Created)]
    public async Task<ActionResult<Envelope<ProtectedAccountResource>>> Add(Guid uuid, Body<CreateProtectedAccountInput> body, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var integration = await integrations.GetAsync(actor, uuid, ct);
        var account = await accounts.AddAsync(actor, integration, (await body.ReadAsync(ct)).Address, ct);
        return Made($"integrations/{uuid}/protected-accounts/{account.Id}", ProtectedAccountResource.Of(account));
    }

    /// <summary>Shows one entry of the list.</summary>
    [HttpGet("{accountUuid}")]
    [Authorize(Policy = nameof(Permission.ReadDirectory))]
    public async Task<ActionResult<Envelope<ProtectedAccountResource>>> Get(Guid uuid, Guid accountUuid, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        return Results(ProtectedAccountResource.Of(await accounts.GetAsync(actor, await integrations.GetAsync(actor, uuid, ct), accountUuid, ct)));
    }

    /// <summary>Removes an address from the list. An administrator stays protected.</summary>
    [HttpDelete("{accountUuid}")]
    [Authorize(Policy = nameof(Permission.ManageIntegrations))]
    public async Task<ActionResult<Envelope<Nothing>>> Remove(Guid uuid, Guid accountUuid, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await accounts.RemoveAsync(actor, await integrations.GetAsync(actor, uuid, ct), accountUuid, ct);
        return Results(new Nothing());
    }
}

/// <summary>An address whose Looker account SCIM may not touch.</summary>
/// <param name="AddedBy">Who added it to the list.</param>
public sealed record ProtectedAccountResource(Guid Uuid, string Address, DateTimeOffset AddedAt, string AddedBy)
{
    public static ProtectedAccountResource Of(ProtectedAccount account) => new(account.Id, account.Address, account.AddedAt, account.AddedBy);
}
