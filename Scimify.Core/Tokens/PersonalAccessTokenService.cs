using Scimify.Core.People;
using Scimify.Core.Requests;

namespace Scimify.Core.Tokens;

/// <summary>Keys to the REST API that people create for themselves. On each request, they have the rights of their person, within their scope.</summary>
public sealed class PersonalAccessTokenService(
    IPersonalAccessTokenStore store, ITokenPolicyStore policies, IPeopleStore people, TokenHasher hasher,
    PersonalAccessTokenAuthenticator authenticator, TimeProvider clock)
{
    /// <summary>Creates a token for the actor.</summary>
    /// <exception cref="ForbiddenException">The actor is not a person.</exception>
    /// <exception cref="SignInNotFreshException">The actor is at the console and signed in too long ago.</exception>
    /// <exception cref="ValidationFailedException"><c>name</c>, <c>scope</c> or <c>allowedNetworks</c>.</exception>
    /// <exception cref="RuleViolatedException">The expiry is not in the future, or later than the policy or the token in use allows.</exception>
    public Task<IssuedPersonalAccessToken> CreateAsync(Actor actor, NewPersonalAccessToken request, CancellationToken ct)
    {
        FreshSignIn.Require(FreshAct.CreatePersonalToken, actor, clock.GetUtcNow());
        return actor.Id is { } personId ? AddAsync(actor, personId, actor.Name, request, ct) : throw new ForbiddenException();
    }

    /// <summary>Whoever can run the command line on the data can create a token for anybody. The organization's policy applies.</summary>
    /// <param name="email">The person whose rights the token has.</param>
    /// <param name="organization">The name or UUID of their organization; null if only one knows the address.</param>
    /// <param name="request">The token.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="NotFoundException">Nobody has that e-mail address.</exception>
    /// <exception cref="ConflictException">Several organizations know the address, and none is named.</exception>
    /// <exception cref="ValidationFailedException"><c>name</c> or <c>allowedNetworks</c>.</exception>
    /// <exception cref="RuleViolatedException">The expiry is not in the future, or later than the policy allows.</exception>
    public async Task<IssuedPersonalAccessToken> CreateFromCommandLineAsync(
        string email, string? organization, NewPersonalAccessToken request, CancellationToken ct)
    {
        var person = await people.FindOnlyAsync(email, organization, ct);
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
        var limits = new PersonalTokenLimits(await policies.FindAsync(actor.OrganizationKey, TokenPolicyKind.Personal, ct), actor.Token);
        limits.RequireScope(request.Scope);
        var networks = limits.Networks(request.AllowedNetworks);
        var now = clock.GetUtcNow();
        var expiresAt = request.DefaultExpiry ? limits.DefaultExpiry(now) : request.ExpiresAt;
        limits.RequireExpiry(expiresAt, now);
        var secret = TokenSecret.New(TokenSecret.PersonalPrefix);
        var token = new PersonalAccessToken
        {
            Id = Guid.NewGuid(),
            OrganizationKey = actor.OrganizationKey,
            PersonId = personId,
            Name = name,
            Hash = await hasher.StoredFormAsync(await hasher.HashAsync(secret, ct), ct),
            Scope = request.Scope,
            AllowedNetworks = networks,
            CreatedAt = now,
            ExpiresAt = expiresAt,
        };
        var audit = actor.Audit(
            now, "personalAccessToken.create", new AuditSubject("personalAccessToken", token.Id.ToString(), name),
            after: new { personEmail = email, name, expiresAt, request.Scope, allowedNetworks = networks, createdWith = actor.Token?.Name });
        if (!await store.AddAsync(token, audit, ct))
        {
            throw new NotFoundException($"There is no longer a person with the e-mail address {email}.");
        }

        return new IssuedPersonalAccessToken(token.Id, secret);
    }
}

/// <param name="Name">1 to 255 characters.</param>
/// <param name="ExpiresAt">Null for never.</param>
public sealed record NewPersonalAccessToken(string Name, DateTimeOffset? ExpiresAt)
{
    /// <summary>The request names no expiry, so the organization's default applies, or the end of the token in use if that is earlier.</summary>
    public bool DefaultExpiry { get; init; }

    public PersonalTokenScope Scope { get; init; } = PersonalTokenScope.All;

    /// <summary>Networks in CIDR notation, or addresses. Empty for everywhere; null for those of the token in use.</summary>
    public IReadOnlyCollection<string>? AllowedNetworks { get; init; }
}

/// <summary>A new token with its secret, which is never shown again.</summary>
public sealed record IssuedPersonalAccessToken(Guid Id, string Secret)
{
    /// <summary>Leaves out the secret, so that no log gets it by accident.</summary>
    public override string ToString() => $"IssuedPersonalAccessToken {{ {Id} }}";
}
