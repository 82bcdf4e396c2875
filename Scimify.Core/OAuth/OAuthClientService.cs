using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.SignIn;
using Scimify.Core.Tokens;

namespace Scimify.Core.OAuth;

/// <summary>Creates, shows, changes and deletes OAuth clients and their secrets. Console and REST API call the same methods.</summary>
/// <param name="network">The addresses that an issuer may have.</param>
public sealed class OAuthClientService(
    IOAuthStore store, ITokenPolicyStore policies, TokenHasher hasher, ScimTokenAuthenticator authenticator, ProviderNetworkPolicy network, TimeProvider clock)
{
    /// <exception cref="ForbiddenException">The role may not read tokens.</exception>
    /// <exception cref="NotFoundException">This organization has no such integration.</exception>
    public async Task<IReadOnlyList<OAuthClientView>> ListAsync(Actor actor, Guid integrationId, CancellationToken ct)
    {
        actor.Require(Permission.ReadTokens);
        return await store.ListAsync(actor.OrganizationKey, integrationId, ct) ?? throw NoIntegration(integrationId);
    }

    /// <exception cref="ForbiddenException">The role may not read tokens.</exception>
    /// <exception cref="NotFoundException">The integration of this organization has no such client.</exception>
    public async Task<OAuthClientView> GetAsync(Actor actor, Guid integrationId, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ReadTokens);
        return await FindAsync(actor, integrationId, id, ct);
    }

    /// <exception cref="ForbiddenException">The role may not manage tokens.</exception>
    /// <exception cref="SignInNotFreshException">The actor is at the console and signed in too long ago.</exception>
    /// <exception cref="NotFoundException">This organization has no such integration.</exception>
    /// <exception cref="ValidationFailedException">By field.</exception>
    /// <exception cref="RuleViolatedException">The secret's expiry is not in the future, or not what the token policy allows.</exception>
    /// <exception cref="ConflictException">The integration has <see cref="OAuthClientRules.Most"/> clients.</exception>
    public async Task<IssuedOAuthClient> CreateAsync(Actor actor, NewOAuthClient request, CancellationToken ct)
    {
        actor.Require(Permission.ManageTokens);
        var now = clock.GetUtcNow();
        FreshSignIn.Require(FreshAct.ChangeOauthClient, actor, now);
        await ListAsync(actor, request.IntegrationId, ct);
        var client = new OAuthClient
        {
            Id = Guid.NewGuid(),
            OrganizationKey = actor.OrganizationKey,
            Name = TokenName.Valid("name", request.Name),
            Scopes = request.Scopes,
            AllowedNetworks = TokenNetworks.Stored(request.AllowedNetworks),
            TokenLifeHours = OAuthClientRules.ValidHours(request.TokenLifeHours),
            CreatedAt = now,
            CreatedById = actor.Id,
            CreatedByName = actor.Name,
        };
        client.Set(request.Trust is null ? null : OAuthTrust.Valid(request.Trust, network));
        if (client.Trust is not null && request.Secret is { DefaultExpiry: false })
        {
            throw ValidationFailedException.Of("secretExpiresAt", "must be left out where trust is given: such a client has no secret.");
        }

        var (secret, text) = client.Trust is null ? await NewSecretAsync(actor, client.Id, request.Secret ?? new NewOAuthSecret(null, DefaultExpiry: true), ct) : default;
        var audit = actor.Audit(now, "oauthClient.create", Subject(client), after: new { settings = Settings(client), integrationUuid = request.IntegrationId, secretExpiresAt = secret?.ExpiresAt });
        return await store.AddAsync(client, secret, request.IntegrationId, OAuthClientRules.Most, audit, ct)
            ? new IssuedOAuthClient(await FindAsync(actor, request.IntegrationId, client.Id, ct), text)
            : throw new ConflictException($"The integration has {OAuthClientRules.Most} OAuth clients already. Delete one first.");
    }

    /// <summary>Scopes and networks also limit the access tokens that there are. Another trust ends them.</summary>
    /// <exception cref="ForbiddenException">The role may not manage tokens.</exception>
    /// <exception cref="NotFoundException">The integration of this organization has no such client.</exception>
    /// <exception cref="SignInNotFreshException">The client could do more, or from elsewhere, or somebody else could be it, and the actor is at the console and signed in too long ago.</exception>
    /// <exception cref="ValidationFailedException">By field.</exception>
    /// <exception cref="ConflictException">A trust for a client with secrets.</exception>
    /// <exception cref="PreconditionFailedException">The client is not the expected version.</exception>
    public async Task<OAuthClientView> UpdateAsync(Actor actor, Guid integrationId, Guid id, OAuthClientChange change, CancellationToken ct, Precondition? expected = null)
    {
        actor.Require(Permission.ManageTokens);
        await FindAsync(actor, integrationId, id, ct);
        var name = change.Name is null ? null : TokenName.Valid("name", change.Name);
        var networks = change.AllowedNetworks is null ? null : TokenNetworks.Stored(change.AllowedNetworks);
        var hours = change.TokenLifeHours is { } given ? OAuthClientRules.ValidHours(given) : (int?)null;
        var trust = change.Trust is null ? null : OAuthTrust.Valid(change.Trust, network);
        var now = clock.GetUtcNow();
        await ChangeAsync(
            actor,
            integrationId,
            id,
            draft =>
            {
                var client = draft.Client;
                expected?.Require(OAuthClientView.TagOf(client, draft.Secrets.Select(secret => secret.Id)));
                var (before, scopes, from) = (Settings(client), client.Scopes, client.AllowedNetworks);
                client.Name = name ?? client.Name;
                client.Scopes = change.Scopes ?? client.Scopes;
                client.AllowedNetworks = change.AllowedNetworks is null ? client.AllowedNetworks : networks;
                client.TokenLifeHours = hours ?? client.TokenLifeHours;
                if (trust is not null)
                {
                    if (client.Trust is null)
                    {
                        throw new ConflictException("This OAuth client has secrets. Create another one for a trust.");
                    }

                    draft.EndsTokens = client.Trust != trust;
                    client.Set(trust);
                }

                if (draft.EndsTokens || TokenScopeRules.IsWider(client.Scopes, client.AllowedNetworks, scopes, from))
                {
                    FreshSignIn.Require(FreshAct.ChangeOauthClient, actor, now);
                }

                var after = Settings(client);
                return after == before ? null : actor.Audit(now, "oauthClient.update", Subject(client), before, after);
            },
            ct);
        return await FindAsync(actor, integrationId, id, ct);
    }

    /// <summary>Its access tokens end at once on this node, and within the cache's seconds on others. The record stays for the logs.</summary>
    /// <exception cref="ForbiddenException">The role may not manage tokens.</exception>
    /// <exception cref="NotFoundException">The integration of this organization has no such client.</exception>
    /// <exception cref="PreconditionFailedException">The client is not the expected version.</exception>
    public async Task DeleteAsync(Actor actor, Guid integrationId, Guid id, CancellationToken ct, Precondition? expected = null)
    {
        actor.Require(Permission.ManageTokens);
        var now = clock.GetUtcNow();
        await ChangeAsync(
            actor,
            integrationId,
            id,
            draft =>
            {
                expected?.Require(OAuthClientView.TagOf(draft.Client, draft.Secrets.Select(secret => secret.Id)));
                (draft.Client.RevokedAt, draft.Client.RevokedByName) = (now, actor.Name);
                draft.EndsTokens = true;
                draft.Removed.AddRange(draft.Secrets);
                return actor.Audit(now, "oauthClient.delete", Subject(draft.Client), Settings(draft.Client));
            },
            ct);
    }

    /// <summary>Adds a second secret beside the first, or the first one again. One that has expired makes way.</summary>
    /// <exception cref="ForbiddenException">The role may not manage tokens.</exception>
    /// <exception cref="SignInNotFreshException">The actor is at the console and signed in too long ago.</exception>
    /// <exception cref="NotFoundException">The integration of this organization has no such client.</exception>
    /// <exception cref="RuleViolatedException">The expiry is not in the future, or not what the token policy allows.</exception>
    /// <exception cref="ConflictException">The client has a trust, or two secrets that work.</exception>
    public async Task<IssuedOAuthClient> AddSecretAsync(Actor actor, Guid integrationId, Guid id, NewOAuthSecret request, CancellationToken ct)
    {
        actor.Require(Permission.ManageTokens);
        var now = clock.GetUtcNow();
        FreshSignIn.Require(FreshAct.ChangeOauthClient, actor, now);
        await FindAsync(actor, integrationId, id, ct);
        var (secret, text) = await NewSecretAsync(actor, id, request, ct);
        await ChangeAsync(
            actor,
            integrationId,
            id,
            draft =>
            {
                if (draft.Client.Trust is not null)
                {
                    throw new ConflictException("This OAuth client proves who it is by assertions, and has no secret.");
                }

                draft.Removed.AddRange(draft.Secrets.Where(one => one.ExpiresAt <= now));
                if (draft.Secrets.Count - draft.Removed.Count >= OAuthClientRules.MostSecrets)
                {
                    throw new ConflictException($"This OAuth client has {OAuthClientRules.MostSecrets} secrets already. Remove one first.");
                }

                draft.Added = secret;
                return actor.Audit(now, "oauthClient.secret.add", Subject(draft.Client), after: new { secretUuid = secret.Id, secret.ExpiresAt });
            },
            ct);
        return new IssuedOAuthClient(await FindAsync(actor, integrationId, id, ct), text);
    }

    /// <summary>The access tokens that this secret got end at once on this node, and within the cache's seconds on others.</summary>
    /// <exception cref="ForbiddenException">The role may not manage tokens.</exception>
    /// <exception cref="NotFoundException">The integration of this organization has no such client, or the client no such secret.</exception>
    public async Task RemoveSecretAsync(Actor actor, Guid integrationId, Guid id, Guid secretId, CancellationToken ct)
    {
        actor.Require(Permission.ManageTokens);
        var now = clock.GetUtcNow();
        await ChangeAsync(
            actor,
            integrationId,
            id,
            draft =>
            {
                var secret = draft.Secrets.FirstOrDefault(one => one.Id == secretId) ?? throw new NotFoundException($"Secret with UUID {secretId} not found");
                draft.Removed.Add(secret);
                return actor.Audit(now, "oauthClient.secret.remove", Subject(draft.Client), new { secretUuid = secret.Id, secret.ExpiresAt });
            },
            ct);
    }

    private async Task<(OAuthSecret Secret, string Text)> NewSecretAsync(Actor actor, Guid clientId, NewOAuthSecret request, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var policy = await policies.FindAsync(actor.OrganizationKey, TokenPolicyKind.Scim, ct);
        var expiresAt = request.DefaultExpiry ? policy.DefaultExpiry(now) : request.ExpiresAt;
        TokenPolicy.RequireFuture(expiresAt, now);
        policy.Require(expiresAt, now);
        var text = TokenSecret.New(TokenSecret.OAuthPrefix);
        var hash = await hasher.StoredFormAsync(await hasher.HashAsync(text, ct), ct);
        return (new OAuthSecret { Id = Guid.NewGuid(), ClientId = clientId, Hash = hash, CreatedAt = now, CreatedByName = actor.Name, ExpiresAt = expiresAt }, text);
    }

    private async Task ChangeAsync(Actor actor, Guid integrationId, Guid id, Func<OAuthClientDraft, AuditEntry?> change, CancellationToken ct)
    {
        if (!await store.ChangeAsync(actor.OrganizationKey, integrationId, id, change, ct))
        {
            throw NoClient(id);
        }

        authenticator.Forget(id);
    }

    private async Task<OAuthClientView> FindAsync(Actor actor, Guid integrationId, Guid id, CancellationToken ct) =>
        await store.FindAsync(actor.OrganizationKey, integrationId, id, ct) ?? throw NoClient(id);

    private static ClientSettings Settings(OAuthClient client) =>
        new(client.Name, string.Join(' ', TokenScopeRules.NamesOf(client.Scopes)), client.AllowedNetworks, client.TokenLifeHours, client.Trust);

    private static AuditSubject Subject(OAuthClient client) => new("oauthClient", client.Id.ToString(), client.Name);

    private static NotFoundException NoClient(Guid id) => new($"OAuth client with UUID {id} not found");

    private static NotFoundException NoIntegration(Guid id) => new($"Integration with UUID {id} not found");

    private sealed record ClientSettings(string Name, string Scopes, string? AllowedNetworks, int TokenLifeHours, OAuthTrust? Trust);
}
