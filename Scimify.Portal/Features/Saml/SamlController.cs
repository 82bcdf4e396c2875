using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.Saml;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Api;

namespace Scimify.Portal.Features.Saml;

[Route(Root + "/integrations/{uuid}")]
[Tags("SAML")]
public sealed class SamlController(IntegrationService integrations, SamlService saml, SamlRevisionsQuery revisions, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Looker's SAML configuration as Looker answers it, with its revision.</summary>
    [HttpGet("saml-config")]
    [Authorize(Policy = nameof(Permission.ReadSaml))]
    public async Task<ActionResult<Envelope<JsonObject>>> Config(Guid uuid, CancellationToken ct) =>
        Results((await saml.GetAsync(await ActorAsync(ct), uuid, ct)).WithRevision());

    /// <summary>Changes Looker's SAML configuration at once. Refused where Looker has changed since, or administrators could be locked out.</summary>
    [HttpPatch("saml-config")]
    [Authorize(Policy = nameof(Permission.ManageSaml))]
    [RequestBody(nameof(InputShapes.SamlChange))]
    public async Task<ActionResult<Envelope<JsonObject>>> Change(Guid uuid, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await integrations.GetAsync(actor, uuid, ct);
        var body = await JsonInput.ReadAsync(Request, InputShapes.SamlChange, ct);
        return Results((await saml.ChangeAsync(actor, uuid, ChangeOf(body), ct)).WithRevision());
    }

    /// <summary>Where SAML settings work against SCIM: what the next logins would do, to whom.</summary>
    [HttpGet("saml-conflicts")]
    [Authorize(Policy = nameof(Permission.ReadSaml))]
    public async Task<ActionResult<Envelope<ItemList<SamlConflictResource>>>> Conflicts(Guid uuid, CancellationToken ct)
    {
        var findings = await saml.ConflictsAsync(await ActorAsync(ct), uuid, ct);
        return Results(new ItemList<SamlConflictResource>([.. findings.Select(SamlConflictResource.Of)]));
    }

    /// <summary>Reads an identity provider's metadata and says what would take it over. Nothing changes.</summary>
    [HttpPost("saml-metadata")]
    [Authorize(Policy = nameof(Permission.ManageSaml))]
    [RequestBody(nameof(InputShapes.SamlMetadata))]
    public async Task<ActionResult<Envelope<SamlMetadataResource>>> Metadata(Guid uuid, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await integrations.GetAsync(actor, uuid, ct);
        var body = await JsonInput.ReadAsync(Request, InputShapes.SamlMetadata, ct);
        return Results(SamlMetadataResource.Of(await saml.ReadMetadataAsync(actor, uuid, body.Text("xml"), body.Text("url"), body.Flag("keepCertificates") ?? false, ct)));
    }

    /// <summary>Lists the states of the SAML configuration, the newest first: those made here, and those found in Looker.</summary>
    [HttpGet("saml-revisions")]
    [Authorize(Policy = nameof(Permission.ReadSaml))]
    [Query(nameof(InputShapes.Pages))]
    public async Task<ActionResult<Envelope<ResultPage<SamlRevisionResource>>>> Revisions(Guid uuid, CancellationToken ct)
    {
        var integration = await integrations.GetAsync(await ActorAsync(ct), uuid, ct);
        return Results(await revisions.RunAsync(integration.Key, PageRequest.Of(QueryInput.Read(Request.Query, InputShapes.Pages)), ct));
    }

    /// <summary>Makes Looker what it was at a revision, by the same guarded way as any change.</summary>
    [HttpPost("saml-revisions/{revisionUuid}/restore")]
    [Authorize(Policy = nameof(Permission.ManageSaml))]
    [RequestBody(nameof(InputShapes.SamlRestore))]
    public async Task<ActionResult<Envelope<JsonObject>>> Restore(Guid uuid, Guid revisionUuid, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var integration = await integrations.GetAsync(actor, uuid, ct);
        if (!await revisions.ExistsAsync(integration.Key, revisionUuid, ct))
        {
            throw new NotFoundException($"Revision with UUID {revisionUuid} not found");
        }

        var body = await JsonInput.ReadAsync(Request, InputShapes.SamlRestore, ct);
        return Results((await saml.RestoreAsync(actor, uuid, revisionUuid, ChangeOf(body), ct)).WithRevision());
    }

    private static SamlChange ChangeOf(JsonInput body) =>
        new(body.Text("revision"), body.Flag("confirm") == true, body.Document("changes"), body.Text("override"));
}
