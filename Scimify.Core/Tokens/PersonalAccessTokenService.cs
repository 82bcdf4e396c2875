using Scimify.Core.People;
using Scimify.Core.Requests;

namespace Scimify.Core.Tokens;

/// <summary>Keys to the REST API that people create for themselves. On each request, they have the rights of their person.</summary>
public sealed class PersonalAccessTokenService(
    IPersonalAccessTokenStore store, IPeopleStore people, TokenHasher hasher, PersonalAccessTokenAuthenticator authenticator, TimeProvider clock)
{
    /// <summary>Creates a token for the actor.</summary>
    /// <exception cref="ForbiddenException">The actor is not a person.</exception>
    /// <exception cref="ValidationFailedException"><c>name</c>.</exception>
    /// <exception cref="RuleViolatedException">The expiry is not in the future.</exception>
    public Task<IssuedPersonalAccessToken> CreateAsync(Actor actor, NewPersonalAccessToken request, CancellationToken ct) =>
        actor.Id is { } personId ? AddAsync(actor, personId, actor.Name, request, ct) : throw new ForbiddenException();

    /// <summary>Whoever can run the command line on the data can create a token for anybody.</summary>
    /// <exception cref="NotFoundException">Nobody has that e-mail address.</exception>
    /// <exception cref="ValidationFailedException"><c>name</c>.</exception>
    /// <exception cref="RuleViolatedException">The expiry is not in the future.</exception>
    public async Task<IssuedPersonalAccessToken> CreateFromCommandLineAsync(string email, NewPersonalAccessToken request, CancellationToken ct)
    {
        var person = await people.FindByEmailAsync(PeopleService.Normalise(email), ct)
            ?? throw new NotFoundException($"There is no person with the e-mail address {email}.");
        return await AddAsync(Actor.OfCommandLine(person.OrganizationKey, person.OrganizationId), person.Id, person.Email, request, ct);
    }

    /// <summary>The actor's own tokens, newest first, without revoked ones.</summary>
    public Task<IReadOnlyList<PersonalAccessTokenView>> ListAsync(Actor actor, CancellationToken ct) =>
        actor.Id is { } personId ? store.ListAsync(personId, ct) : throw new ForbiddenException();

    /// <summary>Revokes a token of the actor, or of anybody in the organization if the actor may manage people. Takes effect at once on this node.</summary>
    /// <exception cref="NotFoundException">There is no such token that the actor may revoke.</exception>
    public async Task RevokeAsync(Actor actor, Guid id, CancellationToken ct)
    {
        Guid? onlyOf = Permissions.Grants(actor.Role, Permission.ManagePeople) ? null : actor.Id ?? throw new ForbiddenException();
        if (await store.FindAsync(actor.OrganizationKey, id, ct) is not { } token || (onlyOf is { } own && token.PersonId != own))
        {
            throw NoToken(id);
        }

        var now = clock.GetUtcNow();
        var audit = actor.Audit(now, "personalAccessToken.revoke", new AuditSubject("personalAccessToken", id.ToString(), token.Name), new { token.PersonEmail });
        if (!await store.RevokeAsync(actor.OrganizationKey, id, now, audit, ct))
        {
            throw NoToken(id);
        }

        authenticator.Forget(id);
    }

    private static NotFoundException NoToken(Guid id) => new($"Personal access token with UUID {id} not found");

    private async Task<IssuedPersonalAccessToken> AddAsync(
        Actor actor, Guid personId, string email, NewPersonalAccessToken request, CancellationToken ct)
    {
        var name = TokenName.Valid("name", request.Name);
        var now = clock.GetUtcNow();
        TokenPolicy.RequireFuture(request.ExpiresAt, now);
        var secret = TokenSecret.New(TokenSecret.PersonalPrefix);
        var token = new PersonalAccessToken
        {
            Id = Guid.NewGuid(),
            OrganizationKey = actor.OrganizationKey,
            PersonId = personId,
            Name = name,
            Hash = await hasher.StoredFormAsync(await hasher.HashAsync(secret, ct), ct),
            CreatedAt = now,
            ExpiresAt = request.ExpiresAt,
        };
        var audit = actor.Audit(
            now, "personalAccessToken.create", new AuditSubject("personalAccessToken", token.Id.ToString(), name),
            after: new { personEmail = email, name, request.ExpiresAt });
        if (!await store.AddAsync(token, audit, ct))
        {
            throw new NotFoundException($"There is no longer a person with the e-mail address {email}.");
        }

        return new IssuedPersonalAccessToken(token.Id, secret);
    }
}

/// <param name="Name">1 to 255 characters.</param>
/// <param name="ExpiresAt">Null for never.</param>
public sealed record NewPersonalAccessToken(string Name, DateTimeOffset? ExpiresAt);

/// <summary>A new token with its secret, which is never shown again.</summary>
public sealed record IssuedPersonalAccessToken(Guid Id, string Secret)
{
    /// <summary>Leaves out the secret, so that no log gets it by accident.</summary>
    public override string ToString() => $"IssuedPersonalAccessToken {{ {Id} }}";
}
