using System.ComponentModel;
using System.Net.Mime;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Evidence.Packs;

[Route(Root)]
[Tags("Evidence")]
public sealed class PacksController(PackWriter packs, KeptPacks kept, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Both logs, users, groups, memberships and Looker's inventory of every integration in one signed zip.</summary>
    [HttpGet("evidence-pack")]
    [Authorize(Policy = nameof(Permission.ReadLogs))]
    [Produces(MediaTypeNames.Application.Zip)]
    [ProducesResponseType<byte[]>(StatusCodes.Status200OK, MediaTypeNames.Application.Zip)]
    public async Task<IActionResult> Get(Query<PackInput> query, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        var input = query.Read();
        return new PackAnswer(packs.FileName, await packs.BeginAsync(actor, input.From, input.To, ct));
    }

    /// <summary>The packs that were made by schedule, the newest first.</summary>
    [HttpGet("evidence-packs")]
    [Authorize(Policy = nameof(Permission.ReadLogs))]
    public async Task<ActionResult<Envelope<ItemList<KeptPack>>>> List(CancellationToken ct) => Results(new ItemList<KeptPack>(kept.List(await ActorAsync(ct))));

    /// <summary>One of them.</summary>
    [HttpGet("evidence-packs/{name}")]
    [Authorize(Policy = nameof(Permission.ReadLogs))]
    [Produces(MediaTypeNames.Application.Zip)]
    [ProducesResponseType<byte[]>(StatusCodes.Status200OK, MediaTypeNames.Application.Zip)]
    public async Task<IActionResult> Kept([Description("As in the list, such as scimify-evidence-2026-Q3.zip.")] string name, CancellationToken ct) =>
        File(await kept.OpenAsync(await ActorAsync(ct), name, ct), MediaTypeNames.Application.Zip, name);
}

/// <summary>Which part of the logs the pack has.</summary>
public sealed record PackInput
{
    [Description("Entries at or after this time.")]
    public DateTimeOffset? From { get; init; }

    [Description("Entries before this time. At the latest now.")]
    public DateTimeOffset? To { get; init; }
}
