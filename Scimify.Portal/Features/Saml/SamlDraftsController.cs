using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.Saml;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Saml;

[Route(Root + "/integrations/{uuid}")]
[Tags("SAML")]
[ReadsFromLooker]
public sealed class SamlDraftsController(IntegrationService integrations, SamlDraftService drafts, ISamlDraftStore store, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Lists open drafts, newest first, without calling Looker.</summary>
    [HttpGet("saml-drafts")]
    [Authorize(Policy = nameof(Permission.ReadSaml))]
    public async Task<ActionResult<Envelope<ItemList<SamlDraftSummary>>>> List(Guid uuid, CancellationToken ct) =>
        Results(new ItemList<SamlDraftSummary>([.. (await drafts.ListAsync(await ActorAsync(ct), uuid, ct)).Select(SamlDraftSummary.Of)]));

    /// <summary>Creates a draft from what Looker has now. Changes nothing in Looker.</summary>
    [HttpPost("saml-drafts")]
    [Authorize(Policy = nameof(Permission.ManageSaml))]
    [ProducesResponseType<Envelope<SamlDraftResource>>(StatusCodes.Status201Created)]
    public async Task<ActionResult<Envelope<SamlDraftResource>>> Create(Guid uuid, Body<CreateSamlDraftInput> body, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await integrations.GetAsync(actor, uuid, ct);
        var input = await body.ReadAsync(ct);
        var draft = SamlDraftResource.Of(await drafts.CreateAsync(actor, uuid, input.Title, input.Changes, ct));
        return Made($"integrations/{uuid}/saml-drafts/{draft.Uuid}", draft);
    }

    /// <summary>The draft, compared with what Looker has now: what would change, what has changed there since, test and approval.</summary>
    [HttpGet("saml-drafts/{draftUuid}")]
    [Authorize(Policy = nameof(Permission.ReadSaml))]
    public async Task<ActionResult<Envelope<SamlDraftResource>>> Get(Guid uuid, Guid draftUuid, CancellationToken ct) =>
        Results(SamlDraftResource.Of(await drafts.GetAsync(await ActorAsync(ct), uuid, draftUuid, ct)));

    /// <summary>Replaces the title and the changes, whichever is given. Test and approval hold only for the state that they were given for.</summary>
    [HttpPatch("saml-drafts/{draftUuid}")]
    [Authorize(Policy = nameof(Permission.ManageSaml))]
    public async Task<ActionResult<Envelope<SamlDraftResource>>> Update(Guid uuid, Guid draftUuid, Body<ChangeSamlDraftInput> body, CancellationToken ct)
    {
        var actor = await OpenAsync(uuid, draftUuid, ct);
        var input = await body.ReadAsync(ct);
        return Results(SamlDraftResource.Of(await drafts.UpdateAsync(
            actor, uuid, draftUuid, input.Version, input.Title, input.Changes, input.Rebase ?? false, ct)));
    }

    /// <summary>Discards the draft and its test configuration in Looker.</summary>
    [HttpDelete("saml-drafts/{draftUuid}")]
    [Authorize(Policy = nameof(Permission.ManageSaml))]
    public async Task<ActionResult<Envelope<Nothing>>> Discard(Guid uuid, Guid draftUuid, CancellationToken ct)
    {
        await drafts.DiscardAsync(await ActorAsync(ct), uuid, draftUuid, ct);
        return Results(new Nothing());
    }

    /// <summary>Creates a test configuration in Looker, which somebody then signs in with. The live configuration stays untouched.</summary>
    [HttpPost("saml-drafts/{draftUuid}/test")]
    [Authorize(Policy = nameof(Permission.ManageSaml))]
    public async Task<ActionResult<Envelope<SamlDraftResource>>> Test(Guid uuid, Guid draftUuid, CancellationToken ct)
    {
        var actor = await OpenAsync(uuid, draftUuid, ct);
        await RequireNoBodyAsync(ct);
        return Results(SamlDraftResource.Of(await drafts.TestAsync(actor, uuid, draftUuid, ct)));
    }

    /// <summary>Records how the test login went, because Looker's API does not say. Deletes the test configuration.</summary>
    [HttpPost("saml-drafts/{draftUuid}/test-result")]
    [Authorize(Policy = nameof(Permission.ManageSaml))]
    public async Task<ActionResult<Envelope<SamlDraftResource>>> TestResult(Guid uuid, Guid draftUuid, Body<SamlTestResultInput> body, CancellationToken ct)
    {
        var actor = await OpenAsync(uuid, draftUuid, ct);
        var input = await body.ReadAsync(ct);
        return Results(SamlDraftResource.Of(await drafts.TellTestAsync(actor, uuid, draftUuid, input.Passed, ct)));
    }

    /// <summary>Approves the draft as it is. The author cannot approve it.</summary>
    [HttpPost("saml-drafts/{draftUuid}/approve")]
    [Authorize(Policy = nameof(Permission.ManageSaml))]
    public async Task<ActionResult<Envelope<SamlDraftResource>>> Approve(Guid uuid, Guid draftUuid, Body<ApproveSamlDraftInput> body, CancellationToken ct)
    {
        var actor = await OpenAsync(uuid, draftUuid, ct);
        var input = await body.ReadAsync(ct);
        return Results(SamlDraftResource.Of(await drafts.ApproveAsync(actor, uuid, draftUuid, input.Version, ct)));
    }

    /// <summary>Applies the draft to Looker at once: compared once more, guarded, and read back.</summary>
    [HttpPost("saml-drafts/{draftUuid}/apply")]
    [Authorize(Policy = nameof(Permission.ManageSaml))]
    public async Task<ActionResult<Envelope<JsonObject>>> Apply(Guid uuid, Guid draftUuid, Body<ApplySamlDraftInput> body, CancellationToken ct)
    {
        var actor = await OpenAsync(uuid, draftUuid, ct);
        var input = await body.ReadAsync(ct);
        return Results((await drafts.ApplyAsync(actor, uuid, draftUuid, input.Version, input.ToChange(), ct)).WithRevision());
    }

    /// <summary>Shows whether changes of the SAML configuration need a second person's approval.</summary>
    [HttpGet("saml-policy")]
    [Authorize(Policy = nameof(Permission.ReadSaml))]
    public async Task<ActionResult<Envelope<SamlPolicyResource>>> Policy(Guid uuid, CancellationToken ct) =>
        Results(new SamlPolicyResource(await drafts.RequiresApprovalAsync(await ActorAsync(ct), uuid, ct)));

    /// <summary>Sets whether changes need a second person's approval from now on.</summary>
    [HttpPatch("saml-policy")]
    [Authorize(Policy = nameof(Permission.ManageOrganization))]
    public async Task<ActionResult<Envelope<SamlPolicyResource>>> SetPolicy(Guid uuid, Body<ChangeSamlPolicyInput> body, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await integrations.GetAsync(actor, uuid, ct);
        var input = await body.ReadAsync(ct);
        await drafts.SetRequiresApprovalAsync(actor, uuid, input.RequiresApproval, ct);
        return await Policy(uuid, ct);
    }

    /// <summary>Errors of the path come before errors of the body.</summary>
    /// <exception cref="NotFoundException">There is no such open draft.</exception>
    private async Task<Actor> OpenAsync(Guid uuid, Guid draftUuid, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var integration = await integrations.GetAsync(actor, uuid, ct);
        return await store.FindAsync(integration.Key, draftUuid, ct) is { State: SamlDraftState.Open }
            ? actor
            : throw new NotFoundException($"Draft with UUID {draftUuid} not found");
    }
}
