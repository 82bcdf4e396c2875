using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.People;

[Route(Root + "/people")]
[Tags("People")]
public sealed class PeopleController(PeopleService people, PeopleQuery list, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Lists the people who can use the console and the API, by e-mail address.</summary>
    [HttpGet]
    [Authorize(Policy = nameof(Permission.ReadPeople))]
    public async Task<ActionResult<Envelope<ResultPage<PersonResource>>>> List(Query<PageInput> query, CancellationToken ct)
    {
        var part = query.Read().Request;
        return Results((await list.RunAsync(await ActorAsync(ct), part, ct)).Select(PersonResource.Of));
    }

    /// <summary>Adds a person. Without a password, one is generated, and only this answer contains it.</summary>
    [HttpPost]
    [Authorize(Policy = nameof(Permission.ManagePeople))]
    [ProducesResponseType<Envelope<NewPersonResource>>(StatusCodes.Status201Created)]
    [AnswersWithSecret]
    public async Task<ActionResult<Envelope<NewPersonResource>>> Create(Body<CreatePersonInput> body, CancellationToken ct)
    {
        var person = (await body.ReadAsync(ct)).ToNewPerson();
        var actor = await ActorAsync(ct);
        var made = await people.CreateAsync(actor, person, ct);
        var shown = PersonResource.Of(await people.GetAsync(actor, made.Id, ct));
        Response.Headers.CacheControl = "no-store";
        return Made($"people/{made.Id}", new NewPersonResource(shown.Uuid, shown.Email, shown.Role, shown.Locked, shown.CreatedAt, made.GeneratedPassword));
    }

    /// <summary>Shows one person.</summary>
    [HttpGet("{uuid}")]
    [Authorize(Policy = nameof(Permission.ReadPeople))]
    public async Task<ActionResult<Envelope<PersonResource>>> Get(Guid uuid, CancellationToken ct) =>
        Shown(await people.GetAsync(await ActorAsync(ct), uuid, ct));

    /// <summary>Changes a person's role, or locks or unlocks them. A locked person's sessions end and their tokens stop. The last owner stays an owner.</summary>
    [HttpPatch("{uuid}")]
    [IfMatch]
    [Authorize(Policy = nameof(Permission.ManagePeople))]
    public async Task<ActionResult<Envelope<PersonResource>>> Update(Guid uuid, Body<ChangePersonInput> body, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await people.GetAsync(actor, uuid, ct);
        var input = await body.ReadAsync(ct);
        await people.ChangeAsync(actor, uuid, input.Role, input.Locked, ct, Expected());
        return Shown(await people.GetAsync(actor, uuid, ct));
    }

    /// <summary>Removes a person with their personal access tokens. SCIM tokens that they created stay.</summary>
    [HttpDelete("{uuid}")]
    [IfMatch]
    [Authorize(Policy = nameof(Permission.ManagePeople))]
    public async Task<ActionResult<Envelope<Nothing>>> Delete(Guid uuid, CancellationToken ct)
    {
        await people.RemoveAsync(await ActorAsync(ct), uuid, ct, Expected());
        return Results(new Nothing());
    }

    private ActionResult<Envelope<PersonResource>> Shown(PersonView person) => Results(PersonResource.Of(person), person.Tag);
}

/// <summary>Somebody who can use the console and the API.</summary>
/// <param name="DisplayName">What the person wants to be called; null for the address.</param>
/// <param name="Role"><c>Owner</c>, <c>Operator</c>, <c>TokenManager</c> or <c>Auditor</c>.</param>
public sealed record PersonResource(Guid Uuid, string Email, string? DisplayName, string Role, bool Locked, DateTimeOffset CreatedAt)
{
    public static PersonResource Of(PersonView person) => new(person.Id, person.Email, person.DisplayName, person.Role.ToString(), person.IsLocked, person.CreatedAt);
}

/// <summary>A new person.</summary>
/// <param name="Password">The generated password; null if the request gave one.</param>
public sealed record NewPersonResource(Guid Uuid, string Email, string Role, bool Locked, DateTimeOffset CreatedAt, string? Password)
{
    public override string ToString() => $"NewPersonResource {{ {Uuid} }}";
}
