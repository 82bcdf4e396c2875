using Scimify.Core.Requests;

namespace Scimify.Core.Tokens;

/// <summary>Makes, shows and revokes SCIM tokens; console, REST API and command line call the same methods.</summary>
public sealed class TokenService(ITokenStore store, TokenHasher hasher, ScimTokenAuthenticator authenticator, TimeProvider clock)
{
    public const int MaxDescriptionLength = 255;

    /// <exception cref="ForbiddenException">The role may not manage tokens.</exception>
    /// <exception cref="NotFoundException">No such integration in the actor's organization.</exception>
    /// <exception cref="ValidationFailedException"><c>description</c> or <c>integrationUuid</c>.</exception>
    /// <exception cref="RuleViolatedException">The expiry is not in the future.</exception>
    public async Task<IssuedToken> CreateAsync(Actor actor, NewScimToken request, CancellationToken ct)
    {
        actor.Require(Permission.ManageTokens);
        var description = ValidDescription(request.Description);
        var target = await TargetAsync(actor, request.IntegrationId, ct);
        var now = clock.GetUtcNow();
        if (request.ExpiresAt <= now)
        {
            throw new RuleViolatedException("Expire time must be in the future");
        }

        var secret = TokenSecret.New(TokenSecret.ScimPrefix);
        var token = new ScimToken
        {
            Id = Guid.NewGuid(),
            OrganizationKey = actor.OrganizationKey,
            IntegrationKey = target.Key,
            Description = description,
            Hash = await hasher.StoredFormAsync(await hasher.HashAsync(secret, ct), ct),
            CreatedAt = now,
            CreatedById = actor.Id,
            CreatedByName = actor.Name,
            ExpiresAt = request.ExpiresAt,
        };
        var after = new { description, integrationUuid = target.Id, expiresAt = request.ExpiresAt };
        if (!await store.AddAsync(token, actor.Audit(now, "token.create", Subject(token.Id, description), after: after), ct))
        {
            throw NoIntegration(target.Id);
        }

        return new IssuedToken(await FindAsync(actor, token.Id, ct), secret);
    }

    /// <exception cref="ForbiddenException">The role may not read tokens.</exception>
    public async Task<IReadOnlyList<ScimTokenView>> ListAsync(Actor actor, bool includeRevoked, Guid? integrationId, CancellationToken ct)
    {
        actor.Require(Permission.ReadTokens);
        return await store.ListAsync(actor.OrganizationKey, includeRevoked, integrationId, ct);
    }

    /// <exception cref="ForbiddenException">The role may not read tokens.</exception>
    /// <exception cref="NotFoundException">None in this organization, or revoked.</exception>
    public async Task<ScimTokenView> GetAsync(Actor actor, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ReadTokens);
        return await FindAsync(actor, id, ct);
    }

    /// <summary>Dead at once on this node, within the cache's seconds on others. The record stays for the logs.</summary>
    /// <exception cref="ForbiddenException">The role may not manage tokens.</exception>
    /// <exception cref="NotFoundException">None in this organization, or already revoked.</exception>
    public async Task RevokeAsync(Actor actor, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ManageTokens);
        var token = await FindAsync(actor, id, ct);
        var now = clock.GetUtcNow();
        var before = new { token.Description, integrationUuid = token.IntegrationId, token.ExpiresAt };
        var audit = actor.Audit(now, "token.revoke", Subject(id, token.Description), before);
        if (!await store.RevokeAsync(actor.OrganizationKey, id, now, actor.Name, audit, ct))
        {
            throw NoToken(id);
        }

        authenticator.Forget(id);
    }

    private static AuditSubject Subject(Guid id, string description) => new("scimToken", id.ToString(), description);

    private static NotFoundException NoToken(Guid id) => new($"Token with UUID {id} not found");

    private static NotFoundException NoIntegration(Guid id) => new($"Integration with UUID {id} not found");

    private static string ValidDescription(string? description)
    {
        var text = description?.Trim() ?? "";
        return text.Length is > 0 and <= MaxDescriptionLength && !text.Any(char.IsControl)
            ? text
            : throw ValidationFailedException.Of("description", $"must be a line of 1 to {MaxDescriptionLength} characters");
    }

    private async Task<ScimTokenView> FindAsync(Actor actor, Guid id, CancellationToken ct) =>
        await store.FindAsync(actor.OrganizationKey, id, ct) is { RevokedAt: null } token ? token : throw NoToken(id);

    private async Task<TokenTarget> TargetAsync(Actor actor, Guid? integrationId, CancellationToken ct)
    {
        var targets = await store.TargetsAsync(actor.OrganizationKey, ct);
        if (integrationId is { } id)
        {
            return targets.FirstOrDefault(t => t.Id == id) ?? throw NoIntegration(id);
        }

        return targets.Count switch
        {
            1 => targets[0],
            0 => throw ValidationFailedException.Of("integrationUuid", "there is no integration yet: create one first"),
            _ => throw ValidationFailedException.Of("integrationUuid", $"must be given, since there are {targets.Count} integrations"),
        };
    }
}
