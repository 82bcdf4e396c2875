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
public sealed class SamlController(IntegrationService integrations, SamlService saml, SamlRevisionsQuery revisions, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Looker's SAML configuration as Looker returns it, with its revision.</summary>
    [HttpGet("saml-config")]
    [Authorize(Policy = nameof(Permission.ReadSaml))]
    public async Task<ActionResult<Envelope<JsonObject>>> Config(Guid uuid, CancellationToken ct) =>
        Results((await saml.GetAsync(await ActorAsync(ct), uuid, ct)).WithRevision());

    /// <summary>Changes Looker's SAML configuration at once. Refused if Looker has changed since, or administrators could be locked out.</summary>
    [HttpPatch("saml-config")]
    [Authorize(Policy = nameof(Permission.ManageSaml))]
    public async Task<ActionResult<Envelope<JsonObject>>> Change(Guid uuid, Body<ChangeSamlInput> body, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await integrations.GetAsync(actor, uuid, ct);
        var input = await body.ReadAsync(ct);
        return Results((await saml.ChangeAsync(actor, uuid, input.ToChange(), ct)).WithRevision());
    }

    /// <summary>Finds where SAML settings work against SCIM: what the next logins would do, and to whom.</summary>
    [HttpGet("saml-conflicts")]
    [Authorize(Policy = nameof(Permission.ReadSaml))]
    public async Task<ActionResult<Envelope<ItemList<SamlConflictResource>>>> Conflicts(Guid uuid, CancellationToken ct)
    {
        var findings = await saml.ConflictsAsync(await ActorAsync(ct), uuid, ct);
        return Results(new ItemList<SamlConflictResource>([.. findings.Select(SamlConflictResource.Of)]));
    }

    /// <summary>Reads an identity provider's metadata, and says what would bring it into the settings. Changes nothing.</summary>
    [HttpPost("saml-metadata")]
    [Authorize(Policy = nameof(Permission.ManageSaml))]
    public async Task<ActionResult<Envelope<SamlMetadataResource>>> Metadata(Guid uuid, Body<SamlMetadataInput> body, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await integrations.GetAsync(actor, uuid, ct);
        var input = await body.ReadAsync(ct);
        return Results(SamlMetadataResource.Of(await saml.ReadMetadataAsync(actor, uuid, input.Xml, input.Url, input.KeepCertificates ?? false, ct)));
    }

    /// <summary>Lists the states of the SAML configuration, newest first: those made here, and those found in Looker.</summary>
    [HttpGet("saml-revisions")]
    [Authorize(Policy = nameof(Permission.ReadSaml))]
    public async Task<ActionResult<Envelope<ResultPage<SamlRevisionResource>>>> Revisions(Guid uuid, Query<PageInput> query, CancellationToken ct)
    {
        var integration = await integrations.GetAsync(await ActorAsync(ct), uuid, ct);
        return Results((await revisions.RunAsync(integration.Key, query.Read().Request, ct)).Select(SamlRevisionResource.Of));
    }

    /// <summary>Restores what Looker had at a revision, past the same guard as any change.</summary>
    [HttpPost("saml-revisions/{revisionUuid}/restore")]
    [Authorize(Policy = nameof(Permission.ManageSaml))]
    public async Task<ActionResult<Envelope<JsonObject>>> Restore(Guid uuid, Guid revisionUuid, Body<RestoreSamlInput> body, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var integration = await integrations.GetAsync(actor, uuid, ct);
        if (!await revisions.ExistsAsync(integration.Key, revisionUuid, ct))
        {
            throw new NotFoundException($"Revision with UUID {revisionUuid} not found");
        }

        var input = await body.ReadAsync(ct);
        return Results((await saml.RestoreAsync(actor, uuid, revisionUuid, input.ToChange(), ct)).WithRevision());
    }
}
