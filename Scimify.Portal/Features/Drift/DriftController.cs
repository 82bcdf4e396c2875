using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Drift;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Drift;

[Route(Root + "/integrations/{uuid}")]
[Tags("Drift")]
public sealed class DriftController(IntegrationService integrations, DriftService drift, DriftQuery items, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Compares all users, groups and memberships with Looker, in bulk. If a comparison is under way, no second one is started.</summary>
    [HttpPost("reconcile")]
    [Authorize(Policy = nameof(Permission.ManageDirectory))]
    [ProducesResponseType<Envelope<StartedRun>>(StatusCodes.Status202Accepted)]
    public async Task<ActionResult<Envelope<StartedRun>>> Reconcile(Guid uuid, Body<ReconcileInput> body, CancellationToken ct)
    {
        var integration = await integrations.GetAsync(await ActorAsync(ct), uuid, ct);
        var input = await body.ReadIfAnyAsync(ct);
        var run = await drift.StartAsync(await ActorAsync(ct), integration, input?.Repair ?? false, ct);
        return new AcceptedResult($"{Request.PathBase}/{Root}/integrations/{uuid}/runs/{run.Id}", new Envelope<StartedRun>(new StartedRun(run.Id)));
    }

    /// <summary>Shows the progress of a comparison, and what it found.</summary>
    [HttpGet("runs/{runUuid}")]
    [Authorize(Policy = nameof(Permission.ReadDirectory))]
    public async Task<ActionResult<Envelope<RunResource>>> Run(Guid uuid, Guid runUuid, CancellationToken ct)
    {
        var integration = await integrations.GetAsync(await ActorAsync(ct), uuid, ct);
        return Results(RunResource.Of(await drift.RunAsync(await ActorAsync(ct), integration, runUuid, ct)));
    }

    /// <summary>Lists differences, with access that was given back by hand first.</summary>
    [HttpGet("drift")]
    [Authorize(Policy = nameof(Permission.ReadDirectory))]
    public async Task<ActionResult<Envelope<ResultPage<DriftResource>>>> List(Guid uuid, Query<DriftListInput> query, CancellationToken ct)
    {
        var integration = await integrations.GetAsync(await ActorAsync(ct), uuid, ct);
        var input = query.Read();
        return Results((await items.RunAsync(integration.Key, input.State ?? DriftState.Open, input.Kind, input.Request, ct)).Select(DriftResource.Of));
    }

    /// <summary>Corrects Looker: writes again what SCIM wants, or removes a member who was added by hand.</summary>
    [HttpPost("drift/{driftUuid}/repair")]
    [Authorize(Policy = nameof(Permission.ManageDirectory))]
    public Task<ActionResult<Envelope<DriftResource>>> Repair(Guid uuid, Guid driftUuid, CancellationToken ct) => DoAsync(uuid, driftUuid, drift.RepairAsync, ct);

    /// <summary>Leaves Looker as it is. The same value is not reported again.</summary>
    [HttpPost("drift/{driftUuid}/accept")]
    [Authorize(Policy = nameof(Permission.ManageDirectory))]
    public Task<ActionResult<Envelope<DriftResource>>> Accept(Guid uuid, Guid driftUuid, CancellationToken ct) => DoAsync(uuid, driftUuid, drift.AcceptAsync, ct);

    /// <summary>Leaves Looker as it is, whatever value this field gets from now on.</summary>
    [HttpPost("drift/{driftUuid}/ignore")]
    [Authorize(Policy = nameof(Permission.ManageDirectory))]
    public Task<ActionResult<Envelope<DriftResource>>> Ignore(Guid uuid, Guid driftUuid, CancellationToken ct) => DoAsync(uuid, driftUuid, drift.IgnoreAsync, ct);

    /// <summary>Takes back that the difference was accepted or ignored.</summary>
    [HttpPost("drift/{driftUuid}/reopen")]
    [Authorize(Policy = nameof(Permission.ManageDirectory))]
    public Task<ActionResult<Envelope<DriftResource>>> Reopen(Guid uuid, Guid driftUuid, CancellationToken ct) => DoAsync(uuid, driftUuid, drift.ReopenAsync, ct);

    private async Task<ActionResult<Envelope<DriftResource>>> DoAsync(
        Guid uuid, Guid driftUuid, Func<Actor, IntegrationView, Guid, CancellationToken, Task<DriftItem>> what, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var integration = await integrations.GetAsync(actor, uuid, ct);
        await drift.FindAsync(actor, integration, driftUuid, ct);
        await RequireNoBodyAsync(ct);
        return Results(DriftResource.Of(await what(actor, integration, driftUuid, ct)));
    }
}
