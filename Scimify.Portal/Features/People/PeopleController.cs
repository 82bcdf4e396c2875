using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Scimify.Core.People;
using Scimify.Core.People.Factors;
using Scimify.Core.People.Passwords;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Host.Settings;
using Scimify.Portal.Shared.Api;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Mails;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.People;

[Route(Root + "/people")]
[Tags("People")]
public sealed class PeopleController(PeopleService people, PasswordLinkService links, FactorService factors, LinkMailer mailer, RoleMailer roles, PeopleQuery list, ScimifySettings settings, ActorAccessor actors) : ApiController(actors)
{
    /// <summary>Lists the people who can use the console and the API, by e-mail address.</summary>
    [HttpGet]
    [Authorize(Policy = nameof(Permission.ReadPeople))]
    public async Task<ActionResult<Envelope<ResultPage<PersonResource>>>> List(Query<PageInput> query, CancellationToken ct)
    {
        var part = query.Read().Request;
        return Results((await list.RunAsync(await ActorAsync(ct), part, ct)).Select(PersonResource.Of));
    }

    /// <summary>Invites a person, who sets their own password with a link, or makes an account at a provider their way in. The link works once, for 72 hours, and only this answer contains it, or a mail to the person where a mail server is set.</summary>
    [HttpPost]
    [Authorize(Policy = nameof(Permission.ManagePeople))]
    [ProducesResponseType<Envelope<NewPersonResource>>(StatusCodes.Status201Created)]
    [AnswersWithSecret]
    public async Task<ActionResult<Envelope<NewPersonResource>>> Create(Body<CreatePersonInput> body, CancellationToken ct)
    {
        var input = await body.ReadAsync(ct);
        var actor = await ActorAsync(ct);
        var issued = await people.InviteAsync(actor, input.Email ?? "", input.RequiredRole(), ct);
        var made = PersonResource.Of(await people.GetAsync(actor, issued.PersonId, ct));
        var link = await HandOverAsync(issued, ct);
        return Made($"people/{made.Uuid}", new NewPersonResource(
            made.Uuid, made.Email, made.Role, made.Locked, made.CreatedAt, made.Invited, made.PasswordLink, made.SlowedUntil, link is null, link));
    }

    /// <summary>Makes a link with which a person sets a new password: an invitation until they have one (72 hours), and a reset from then on (24 hours). It ends the link before. Only this answer contains it, or a mail to the person where a mail server is set.</summary>
    [HttpPost("{uuid}/password-link")]
    [Authorize(Policy = nameof(Permission.ManagePeople))]
    [ProducesResponseType<Envelope<NewPasswordLinkResource>>(StatusCodes.Status201Created)]
    [AnswersWithSecret]
    public async Task<ActionResult<Envelope<NewPasswordLinkResource>>> CreateLink(Guid uuid, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await people.GetAsync(actor, uuid, ct);
        await RequireNoBodyAsync(ct);
        var issued = await links.IssueAsync(actor, uuid, ct);
        var link = await HandOverAsync(issued, ct);
        return Made($"people/{uuid}", new NewPasswordLinkResource(PasswordLinkResource.KindOf(issued.IsInvitation), issued.ExpiresAt, link is null, link));
    }

    /// <summary>Ends a person's link before it is used.</summary>
    [HttpDelete("{uuid}/password-link")]
    [Authorize(Policy = nameof(Permission.ManagePeople))]
    public async Task<ActionResult<Envelope<Nothing>>> DeleteLink(Guid uuid, CancellationToken ct)
    {
        await links.RevokeAsync(await ActorAsync(ct), uuid, ct);
        return Results(new Nothing());
    }

    /// <summary>Removes a person's authenticator app, recovery codes and passkeys, for somebody who has lost them, and ends their sessions. The person is told at the next sign-in.</summary>
    [HttpDelete("{uuid}/factors")]
    [Authorize(Policy = nameof(Permission.ManagePeople))]
    public async Task<ActionResult<Envelope<Nothing>>> DeleteFactors(Guid uuid, CancellationToken ct)
    {
        await factors.ResetAsync(await ActorAsync(ct), uuid, ct);
        return Results(new Nothing());
    }

    /// <summary>Shows one person.</summary>
    [HttpGet("{uuid}")]
    [Authorize(Policy = nameof(Permission.ReadPeople))]
    public async Task<ActionResult<Envelope<PersonResource>>> Get(Guid uuid, CancellationToken ct) =>
        Shown(await people.GetAsync(await ActorAsync(ct), uuid, ct));

    /// <summary>Changes a person's role, locks or unlocks them, or names an owner as break-glass. A locked person's sessions end and their tokens stop. The last owner stays an owner. Where a mail server is set, a role that may more is told to the person and to the other owners.</summary>
    [HttpPatch("{uuid}")]
    [IfMatch]
    [Authorize(Policy = nameof(Permission.ManagePeople))]
    public async Task<ActionResult<Envelope<PersonResource>>> Update(Guid uuid, Body<ChangePersonInput> body, CancellationToken ct)
    {
        var actor = await ActorAsync(ct);
        await people.GetAsync(actor, uuid, ct);
        var input = await body.ReadAsync(ct);
        await roles.SendAsync(actor, await people.ChangeAsync(actor, uuid, input.Role, input.Locked, ct, Expected(), input.BreakGlass, input.Reason));
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

    /// <summary>Sends the link to its person, or returns its address for the answer, which nobody on the way keeps then.</summary>
    private async Task<string?> HandOverAsync(IssuedLink issued, CancellationToken ct)
    {
        Response.Headers.CacheControl = "no-store";
        return await mailer.SendAsync(issued, ct) == MailOutcome.Sent ? null : ConsoleAddresses.PasswordLink(settings.PublicOrigin(Request), issued);
    }
}

/// <summary>Somebody who can use the console and the API.</summary>
/// <param name="DisplayName">What the person wants to be called; null for the address.</param>
/// <param name="Role"><c>Owner</c>, <c>Operator</c>, <c>TokenManager</c> or <c>Auditor</c>.</param>
/// <param name="Invited">Whether they have no password yet.</param>
/// <param name="PasswordLink">The link to a new password that waits; null for none.</param>
/// <param name="SlowedUntil">Until when somebody who tried wrong passwords or codes has to wait; null for nobody.</param>
/// <param name="BreakGlass">Whether password and passkey sign this owner in although people sign in with providers only.</param>
public sealed record PersonResource(
    Guid Uuid, string Email, string? DisplayName, string Role, bool Locked, DateTimeOffset CreatedAt, bool Invited, PasswordLinkResource? PasswordLink, DateTimeOffset? SlowedUntil,
    bool BreakGlass)
{
    public static PersonResource Of(PersonView person) => new(
        person.Id, person.Email, person.DisplayName, person.Role.ToString(), person.IsLocked, person.CreatedAt, person.IsInvited, PasswordLinkResource.Of(person.Link), person.SlowedUntil, person.IsBreakGlass);
}

/// <summary>A link to a new password that has not been used.</summary>
/// <param name="Kind"><c>invitation</c> or <c>reset</c>.</param>
/// <param name="CreatedBy">Who made it.</param>
public sealed record PasswordLinkResource(string Kind, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset ExpiresAt)
{
    public static PasswordLinkResource? Of(PasswordLinkView? link) =>
        link is null ? null : new(KindOf(link.IsInvitation), link.CreatedAt, link.CreatedBy, link.ExpiresAt);

    internal static string KindOf(bool isInvitation) => isInvitation ? "invitation" : "reset";
}

/// <summary>A person who has been invited.</summary>
/// <param name="Mailed">Whether the link was sent to the person.</param>
/// <param name="Link">The link to hand on, which is never shown again; null if it was sent.</param>
public sealed record NewPersonResource(
    Guid Uuid, string Email, string Role, bool Locked, DateTimeOffset CreatedAt, bool Invited, PasswordLinkResource? PasswordLink, DateTimeOffset? SlowedUntil, bool Mailed, string? Link)
{
    public override string ToString() => $"NewPersonResource {{ {Uuid} }}";
}

/// <summary>A link that has just been made.</summary>
/// <param name="Kind"><c>invitation</c> or <c>reset</c>.</param>
/// <param name="Mailed">Whether the link was sent to the person.</param>
/// <param name="Link">The link to hand on, which is never shown again; null if it was sent.</param>
public sealed record NewPasswordLinkResource(string Kind, DateTimeOffset ExpiresAt, bool Mailed, string? Link)
{
    public override string ToString() => $"NewPasswordLinkResource {{ {Kind} }}";
}
