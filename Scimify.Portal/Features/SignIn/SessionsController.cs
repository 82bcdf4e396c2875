using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People;
using Scimify.Core.People.Sessions;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared.Inputs;
using Scimify.Portal.Shared.Sessions;

namespace Scimify.Portal.Features.SignIn;

[Route(Root)]
[Tags("Sessions")]
public sealed class SessionsController(SessionService sessions, SessionsQuery list, PeopleService people, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Lists the caller's own sessions at the console, newest first.</summary>
    [HttpGet("sessions")]
    [Authorize(Policy = nameof(Permission.ReadIntegrations))]
    public async Task<ActionResult<Envelope<ResultPage<SessionResource>>>> List(Query<PageInput> query, CancellationToken ct)
    {
        var part = query.Read().Request;
        return Results((await list.OwnAsync(await ActorAsync(ct), part, ct)).Select(SessionResource.Of));
    }

    /// <summary>Ends a session at once: one of the caller's own, or anybody's if the caller may manage people.</summary>
    [HttpDelete("sessions/{uuid}")]
    [Authorize(Policy = nameof(Permission.ReadIntegrations))]
    public async Task<ActionResult<Envelope<Nothing>>> Delete(Guid uuid, CancellationToken ct)
    {
        await sessions.RevokeAsync(await ActorAsync(ct), uuid, ct);
        return Results(new Nothing());
    }

    /// <summary>Lists a person's sessions at the console, newest first.</summary>
    [HttpGet("people/{uuid}/sessions")]
    [Authorize(Policy = nameof(Permission.ReadPeople))]
    public async Task<ActionResult<Envelope<ResultPage<SessionResource>>>> ListOfPerson(Guid uuid, Query<PageInput> query, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await people.GetAsync(actor, uuid, ct);
        var part = query.Read().Request;
        return Results((await list.OfPersonAsync(actor, uuid, part, ct)).Select(SessionResource.Of));
    }

    /// <summary>Ends all sessions of a person at once. Their personal access tokens go on.</summary>
    [HttpDelete("people/{uuid}/sessions")]
    [Authorize(Policy = nameof(Permission.ManagePeople))]
    public async Task<ActionResult<Envelope<EndedSessions>>> DeleteOfPerson(Guid uuid, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await people.GetAsync(actor, uuid, ct);
        return Results(new EndedSessions(await sessions.RevokeAllOfAsync(actor, uuid, ct)));
    }
}

/// <summary>A sign-in at the console that goes on.</summary>
/// <param name="Device">In plain words, such as <c>Chrome on Windows</c>.</param>
/// <param name="UserAgent">What the browser says of itself; null if nothing.</param>
/// <param name="Address">Remote address of the sign-in.</param>
/// <param name="SignedInWith">Such as <c>password</c> or <c>passkey</c>.</param>
public sealed record SessionResource(
    Guid Uuid, Guid PersonUuid, string PersonEmail, string Device, string? UserAgent, string? Address, string SignedInWith,
    DateTimeOffset StartedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt)
{
    public static SessionResource Of(SessionView session) => new(
        session.Id, session.PersonId, session.Email, session.Device, session.UserAgent, session.Address, session.How, session.StartedAt, session.LastUsedAt, session.ExpiresAt);
}

/// <param name="Ended">How many sessions.</param>
public sealed record EndedSessions(int Ended);
