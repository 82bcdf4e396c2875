using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Requests;

namespace Scimify.Core.Tokens;

/// <summary>Creates, shows, changes, rotates and revokes SCIM tokens. Console, REST API and command line call the same methods.</summary>
public sealed class TokenService(
    ITokenStore store, ITokenPolicyStore policies, TokenHasher hasher, ScimTokenAuthenticator authenticator, TimeProvider clock)
{
    public const int MaxOverlapMinutes = 1440;

    public static readonly TimeSpan RotationPause = TimeSpan.FromHours(1);

    /// <exception cref="ForbiddenException">The role may not manage tokens.</exception>
    /// <exception cref="SignInNotFreshException">The actor is at the console and signed in too long ago.</exception>
    /// <exception cref="NotFoundException">The actor's organization has no such integration.</exception>
    /// <exception cref="ValidationFailedException"><c>description</c>, <c>integrationUuid</c> or <c>allowedNetworks</c>.</exception>
    /// <exception cref="RuleViolatedException">The expiry is not in the future, or not what the token policy allows.</exception>
    public async Task<IssuedToken> CreateAsync(Actor actor, NewScimToken request, CancellationToken ct)
    {
        actor.Require(Permission.ManageTokens);
        FreshSignIn.Require(FreshAct.CreateScimToken, actor, clock.GetUtcNow());
        var description = TokenName.Valid("description", request.Description);
        var networks = TokenNetworks.Stored(request.AllowedNetworks);
        var target = await TargetAsync(actor, request.IntegrationId, ct);
        var now = clock.GetUtcNow();
        var policy = await policies.FindAsync(actor.OrganizationKey, TokenPolicyKind.Scim, ct);
        var expiresAt = request.DefaultExpiry ? policy.DefaultExpiry(now) : request.ExpiresAt;
        TokenPolicy.RequireFuture(expiresAt, now);
        policy.Require(expiresAt, now);
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
            ExpiresAt = expiresAt,
            Scopes = request.Scopes,
            AllowedNetworks = networks,
        };
        var after = new { description, integrationUuid = target.Id, expiresAt, scopes = TokenScopeRules.NamesOf(request.Scopes), allowedNetworks = networks };
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
    /// <exception cref="NotFoundException">This organization has no such token, or it is revoked.</exception>
    public async Task<ScimTokenView> GetAsync(Actor actor, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ReadTokens);
        return await FindAsync(actor, id, ct);
    }

    /// <summary>Changes description, scopes and networks. Takes effect at once on this node, and within the cache's seconds on others.</summary>
    /// <exception cref="ForbiddenException">The role may not manage tokens.</exception>
    /// <exception cref="NotFoundException">This organization has no such token, or it is revoked.</exception>
    /// <exception cref="SignInNotFreshException">The token could do more, or from elsewhere, and the actor is at the console and signed in too long ago.</exception>
    /// <exception cref="ValidationFailedException"><c>description</c> or <c>allowedNetworks</c>.</exception>
    /// <exception cref="PreconditionFailedException">The token is not the expected version.</exception>
    public async Task<ScimTokenView> UpdateAsync(Actor actor, Guid id, ScimTokenChange change, CancellationToken ct, Precondition? expected = null)
    {
        actor.Require(Permission.ManageTokens);
        await FindAsync(actor, id, ct);
        var description = change.Description is null ? null : TokenName.Valid("description", change.Description);
        var networks = change.AllowedNetworks is null ? null : TokenNetworks.Stored(change.AllowedNetworks);
        var now = clock.GetUtcNow();
        await ChangeAsync(
            actor,
            id,
            token =>
            {
                expected?.Require(TagOf(token));
                var (before, scopes, from) = (Settings(token), token.Scopes, token.AllowedNetworks);
                token.Description = description ?? token.Description;
                token.Scopes = change.Scopes ?? token.Scopes;
                token.AllowedNetworks = change.AllowedNetworks is null ? token.AllowedNetworks : networks;
                if (TokenScopeRules.IsWider(token.Scopes, token.AllowedNetworks, scopes, from))
                {
                    FreshSignIn.Require(FreshAct.WidenScimToken, actor, now);
                }

                var after = Settings(token);
                return after == before ? null : actor.Audit(now, "token.update", Subject(id, token.Description), before, after);
            },
            ct);
        return await FindAsync(actor, id, ct);
    }

    /// <summary>
    /// Gives the token a new secret and a new expiry; its UUID stays. Unless an overlap is requested, the old secret stops working
    /// at once on this node, and within the cache's seconds on others.
    /// </summary>
    /// <remarks>The order of the checks is part of the interface.</remarks>
    /// <exception cref="ForbiddenException">The role may not manage tokens.</exception>
    /// <exception cref="SignInNotFreshException">The actor is at the console and signed in too long ago.</exception>
    /// <exception cref="ValidationFailedException"><c>overlapMinutes</c>.</exception>
    /// <exception cref="NotFoundException">This organization has no such token, or it is revoked.</exception>
    /// <exception cref="RuleViolatedException">
    /// The expiry is not in the future, the token has none, it was rotated within the last hour, or the token policy forbids it.
    /// </exception>
    /// <exception cref="PreconditionFailedException">The token is not the expected version.</exception>
    public async Task<IssuedToken> RotateAsync(Actor actor, Guid id, TokenRotation rotation, CancellationToken ct, Precondition? expected = null)
    {
        actor.Require(Permission.ManageTokens);
        FreshSignIn.Require(FreshAct.RotateScimToken, actor, clock.GetUtcNow());
        if (rotation.OverlapMinutes is < 0 or > MaxOverlapMinutes)
        {
            throw ValidationFailedException.Of("overlapMinutes", $"must be a whole number from 0 to {MaxOverlapMinutes}.");
        }

        var now = clock.GetUtcNow();
        TokenPolicy.RequireFuture(rotation.ExpiresAt, now);
        await FindAsync(actor, id, ct);
        var policy = await policies.FindAsync(actor.OrganizationKey, TokenPolicyKind.Scim, ct);
        var secret = TokenSecret.New(TokenSecret.ScimPrefix);
        var hash = await hasher.StoredFormAsync(await hasher.HashAsync(secret, ct), ct);
        await ChangeAsync(
            actor,
            id,
            token =>
            {
                expected?.Require(TagOf(token));
                return Rotate(actor, token, rotation, policy, hash, now);
            },
            ct);
        return new IssuedToken(await FindAsync(actor, id, ct), secret);
    }

    /// <summary>Ends the overlap of a rotation now. Does nothing if there is none.</summary>
    /// <exception cref="ForbiddenException">The role may not manage tokens.</exception>
    /// <exception cref="NotFoundException">This organization has no such token, or it is revoked.</exception>
    public Task EndOverlapAsync(Actor actor, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ManageTokens);
        var now = clock.GetUtcNow();
        return ChangeAsync(
            actor,
            id,
            token =>
            {
                if (!(token.OverlapUntil > now))
                {
                    return null;
                }

                var before = new { token.OverlapUntil };
                token.OverlapUntil = null;
                return actor.Audit(now, "token.endOverlap", Subject(id, token.Description), before);
            },
            ct);
    }

    /// <summary>Takes effect at once on this node, and within the cache's seconds on others. The record stays for the logs.</summary>
    /// <exception cref="ForbiddenException">The role may not manage tokens.</exception>
    /// <exception cref="NotFoundException">This organization has no such token, or it is already revoked.</exception>
    /// <exception cref="PreconditionFailedException">The token is not the expected version.</exception>
    public async Task RevokeAsync(Actor actor, Guid id, CancellationToken ct, Precondition? expected = null)
    {
        actor.Require(Permission.ManageTokens);
        var token = await FindAsync(actor, id, ct);
        expected?.Require(token.Tag);
        var now = clock.GetUtcNow();
        var before = new { token.Description, integrationUuid = token.IntegrationId, token.ExpiresAt };
        var audit = actor.Audit(now, "token.revoke", Subject(id, token.Description), before);
        if (!await store.RevokeAsync(actor.OrganizationKey, id, now, actor.Name, audit, ct))
        {
            throw NoToken(id);
        }

        authenticator.Forget(id);
    }

    private static string TagOf(ScimToken token) =>
        EntityTag.Of(token.Description, (int)token.Scopes, token.AllowedNetworks, token.ExpiresAt, token.RotatedAt, token.RevokedAt);

    private static AuditEntry Rotate(Actor actor, ScimToken token, TokenRotation rotation, TokenPolicy policy, string hash, DateTimeOffset now)
    {
        if (token.ExpiresAt is not { } oldExpiry)
        {
            throw new RuleViolatedException("Token with no expiration date cannot be rotated");
        }

        if (now - token.RotatedAt < RotationPause)
        {
            throw new RuleViolatedException("Token can only be rotated once per hour");
        }

        policy.Require(rotation.ExpiresAt, now);
        var overlapUntil = now.AddMinutes(rotation.OverlapMinutes);
        overlapUntil = overlapUntil < oldExpiry ? overlapUntil : oldExpiry;
        (token.PreviousHash, token.Hash) = (token.Hash, hash);
        token.OverlapUntil = overlapUntil > now ? overlapUntil : null;
        token.ExpiresAt = rotation.ExpiresAt;
        (token.RotatedAt, token.RotatedByName) = (now, actor.Name);
        return actor.Audit(
            now, "token.rotate", Subject(token.Id, token.Description),
            new { expiresAt = oldExpiry }, new { rotation.ExpiresAt, token.OverlapUntil });
    }

    private async Task ChangeAsync(Actor actor, Guid id, Func<ScimToken, AuditEntry?> change, CancellationToken ct)
    {
        if (!await store.ChangeAsync(actor.OrganizationKey, id, change, ct))
        {
            throw NoToken(id);
        }

        authenticator.Forget(id);
    }

    private static TokenSettings Settings(ScimToken token) =>
        new(token.Description, string.Join(' ', TokenScopeRules.NamesOf(token.Scopes)), token.AllowedNetworks);

    private static AuditSubject Subject(Guid id, string description) => new("scimToken", id.ToString(), description);

    private static NotFoundException NoToken(Guid id) => new($"Token with UUID {id} not found");

    private static NotFoundException NoIntegration(Guid id) => new($"Integration with UUID {id} not found");

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
            0 => throw ValidationFailedException.Of("integrationUuid", "must name an integration, and there is no integration yet: create one first."),
            _ => throw ValidationFailedException.Of("integrationUuid", $"must be given, since there are {targets.Count} integrations."),
        };
    }

    private sealed record TokenSettings(string Description, string Scopes, string? AllowedNetworks);
}
