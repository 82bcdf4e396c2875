using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Adoption;
using Scimify.Core.Provisioning.Drift;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Adoption;

[Route(Root + "/integrations/{uuid}/inventory")]
[Tags("Adoption")]
public sealed class InventoryController(IntegrationService integrations, InventoryQuery inventory, DriftService drift, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Lists Looker's users and then its groups, as they were last read, with what the SCIM directory has now. With the header "Accept: text/csv" or "Accept: application/jsonl", returns everything that matches.</summary>
    [HttpGet]
    [Authorize(Policy = nameof(Permission.ReadDirectory))]
    [ProducesResponseType<Envelope<ResultPage<InventoryResource>>>(StatusCodes.Status200OK)]
    public async Task<IActionResult> List(Guid uuid, Query<InventoryListInput> query, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var integration = await integrations.GetAsync(actor, uuid, ct);
        var input = query.Read();
        var filter = InventoryFilter.Of(input.ResourceType, input.State, input.Q);
        return await PageOrFileAsync(
            async () => (await inventory.RunAsync(integration, filter, input.Request, ct)).Select(InventoryResource.Of), () => inventory.ToExport(actor, integration, filter));
    }

    /// <summary>Starts a comparison that reads Looker's users and groups in bulk. GET .../runs/{runUuid} shows its progress.</summary>
    [HttpPost]
    [Authorize(Policy = nameof(Permission.ManageDirectory))]
    [ProducesResponseType<Envelope<StartedRun>>(StatusCodes.Status202Accepted)]
    public async Task<ActionResult<Envelope<StartedRun>>> Read(Guid uuid, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var integration = await integrations.GetAsync(actor, uuid, ct);
        await RequireNoBodyAsync(ct);
        var run = await drift.ReadInventoryAsync(actor, integration, ct);
        return new AcceptedResult($"{Request.PathBase}/{Root}/integrations/{uuid}/runs/{run.Id}", new Envelope<StartedRun>(new StartedRun(run.Id)));
    }
}

/// <summary>A Looker user or group, and how it relates to SCIM.</summary>
/// <param name="ResourceType"><c>User</c> or <c>Group</c>.</param>
/// <param name="State"><c>linked</c>, <c>matches</c>, <c>lookerOnly</c> or <c>notAdoptable</c>.</param>
/// <param name="Reason">Why it is never taken over; null if it may be.</param>
/// <param name="Disabled">Null for a group.</param>
/// <param name="EmailCredential">Whether the account has an e-mail credential; null for a group. Without one, it gets one when it is taken over.</param>
/// <param name="SharesAddress">Whether another account has the same address; null for a group. A person then decides which one is taken over.</param>
/// <param name="Members">The direct members of a group; null for a user, or if Looker did not say.</param>
/// <param name="ScimId">The SCIM resource that it belongs to or matches; null for none.</param>
/// <param name="SyncState">The state of that SCIM resource.</param>
/// <param name="HeldUuid">The held adoption that waits for a person.</param>
public sealed record InventoryResource(
    string ResourceType, string LookerId, string Name, string? Email, string State, string? Reason, bool? Disabled, bool? EmailCredential, bool? SharesAddress, int? Members,
    Guid? ScimId, string? ScimName, string? SyncState, Guid? HeldUuid)
{
    public static InventoryResource Of(InventoryRow row) => new(
        row.IsGroup ? "Group" : "User",
        row.Looker.LookerId,
        row.Looker.Name,
        row.Looker.Email,
        InventoryWords.NameOf(row.Looker.State),
        InventoryWords.Reason(row) is { Length: > 0 } reason ? reason : null,
        row.IsGroup ? null : row.Looker.Traits.HasFlag(InventoryTraits.Disabled),
        row.IsGroup ? null : !row.Looker.Traits.HasFlag(InventoryTraits.NoEmailCredential),
        row.IsGroup ? null : row.SharesAddress,
        row.Looker.Members,
        row.Scim?.Id,
        row.Scim?.Name,
        InventoryWords.SyncName(row),
        row.HeldId);
}
