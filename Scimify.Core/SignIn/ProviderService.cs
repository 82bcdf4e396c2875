using System.Security.Cryptography;
using System.Text.Json;
using Scimify.Core.Audit;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Requests;

namespace Scimify.Core.SignIn;

/// <summary>Creates, changes and removes the providers of an organization. Whoever may do that decides who comes in, so all of it is for owners.</summary>
/// <param name="policy">The addresses that an issuer may have.</param>
public sealed class ProviderService(ISignInStore store, ProviderSnapshots snapshots, ISecretProtector secrets, ProviderNetworkPolicy policy, TimeProvider clock)
{
    public const int Most = 10;

    /// <exception cref="ForbiddenException">The role may not manage the organization.</exception>
    public async Task<IReadOnlyList<ProviderView>> ListAsync(Actor actor, CancellationToken ct)
    {
        actor.Require(Permission.ManageOrganization);
        var uses = await store.UsesAsync(actor.OrganizationKey, ct);
        return [.. (await store.ListAsync(actor.OrganizationKey, ct)).Select(provider => View(provider, uses))];
    }

    /// <exception cref="ForbiddenException">The role may not manage the organization.</exception>
    /// <exception cref="NotFoundException">This organization has no such provider.</exception>
    public async Task<ProviderView> GetAsync(Actor actor, Guid id, CancellationToken ct) =>
        (await ListAsync(actor, ct)).FirstOrDefault(provider => provider.Id == id) ?? throw Unknown(id);

    /// <summary>Adds a provider, switched off: it has to be tried first.</summary>
    /// <exception cref="ForbiddenException">The role may not manage the organization.</exception>
    /// <exception cref="SignInNotFreshException">The actor is at the console and signed in too long ago.</exception>
    /// <exception cref="ValidationFailedException">By field.</exception>
    /// <exception cref="ConflictException">There are <see cref="Most"/> already.</exception>
    public async Task<Guid> CreateAsync(Actor actor, ProviderInput input, CancellationToken ct)
    {
        Require(actor);
        var draft = ProviderDraft.Of(input, null, policy);
        if (input.IsEnabled == true)
        {
            throw ValidationFailedException.Of("enabled", "must be false at first: try the provider, then switch it on.");
        }

        var provider = new SignInProvider
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            OrganizationKey = actor.OrganizationKey,
            Name = draft.Name,
            Kind = draft.Kind,
            Authority = draft.Authority,
            ClientId = draft.ClientId,
            ProtectedClientSecret = secrets.Protect(input.ClientSecret!),
            Rules = draft.Rules,
            Revision = 1,
            CreatedAt = clock.GetUtcNow(),
        };
        return await store.AddAsync(provider, Most, Audit(actor, "provider.create", provider, null, StateOf(provider)), ct)
            ? provider.Id
            : throw new ConflictException($"There are {Most} providers already. Remove one first.");
    }

    /// <summary>A change of anything but name and switch switches the provider off until it was tried again.</summary>
    /// <exception cref="ConflictException">It is to be switched on, but nobody has tried these values with success.</exception>
    /// <exception cref="NotFoundException">This organization has no such provider.</exception>
    /// <exception cref="PreconditionFailedException">The provider is not the expected version.</exception>
    /// <exception cref="SignInNotFreshException">The actor is at the console and signed in too long ago.</exception>
    /// <exception cref="ValidationFailedException">By field.</exception>
    public async Task UpdateAsync(Actor actor, Guid id, ProviderInput input, CancellationToken ct, Precondition? expected = null)
    {
        Require(actor);
        _ = await store.ChangeAsync(
            actor.OrganizationKey,
            id,
            provider =>
            {
                expected?.Require(ProviderView.TagOf(provider));
                var before = StateOf(provider);
                var hasNewSecret = Apply(provider, input);
                var after = StateOf(provider);
                return hasNewSecret || Serialized(before) != Serialized(after) ? Audit(actor, "provider.update", provider, before, hasNewSecret ? new { state = after, clientSecret = "changed" } : after) : null;
            },
            ct) ?? throw Unknown(id);
        snapshots.Forget(id);
    }

    /// <summary>Nobody signs in with it any more. Sessions go on.</summary>
    /// <exception cref="NotFoundException">This organization has no such provider.</exception>
    /// <exception cref="PreconditionFailedException">The provider is not the expected version.</exception>
    /// <exception cref="SignInNotFreshException">The actor is at the console and signed in too long ago.</exception>
    public async Task DeleteAsync(Actor actor, Guid id, CancellationToken ct, Precondition? expected = null)
    {
        Require(actor);
        if (!await store.DeleteAsync(
            actor.OrganizationKey,
            id,
            provider =>
            {
                expected?.Require(ProviderView.TagOf(provider));
                return Audit(actor, "provider.delete", provider, StateOf(provider), null);
            },
            ct))
        {
            throw Unknown(id);
        }

        snapshots.Forget(id);
    }

    /// <summary>Keeps what came of a try. It counts for the values that were tried, and for no others.</summary>
    public async Task TriedAsync(Actor actor, Guid id, ProviderTry result, CancellationToken ct)
    {
        actor.Require(Permission.ManageOrganization);
        await store.ChangeAsync(
            actor.OrganizationKey,
            id,
            provider =>
            {
                provider.TriedAt = result.At;
                provider.ProtectedTry = secrets.Protect(JsonSerializer.Serialize(result, JsonSerializerOptions.Web));
                provider.TriedRevision = result.Revision == provider.Revision && result.Worked ? result.Revision : provider.TriedRevision;
                return Audit(actor, "provider.test", provider, null, new { worked = result.Worked, result.Revision, result.Refusal });
            },
            ct);
        snapshots.Forget(id);
    }

    private void Require(Actor actor)
    {
        actor.Require(Permission.ManageOrganization);
        FreshSignIn.Require(FreshAct.ChangeProvider, actor, clock.GetUtcNow());
    }

    /// <returns>Whether the secret is another one now.</returns>
    private bool Apply(SignInProvider provider, ProviderInput input)
    {
        var draft = ProviderDraft.Of(input, provider, policy);
        var hasNewSecret = !string.IsNullOrEmpty(input.ClientSecret) && !IsSecret(provider, input.ClientSecret);
        var isOther = hasNewSecret || draft.Kind != provider.Kind || draft.Authority != provider.Authority || draft.ClientId != provider.ClientId || draft.Rules != provider.Rules;
        provider.Name = draft.Name;
        if (isOther)
        {
            provider.Kind = draft.Kind;
            provider.Authority = draft.Authority;
            provider.ClientId = draft.ClientId;
            provider.Rules = draft.Rules;
            provider.ProtectedClientSecret = hasNewSecret ? secrets.Protect(input.ClientSecret!) : provider.ProtectedClientSecret;
            provider.Revision++;
            provider.IsEnabled = false;
        }

        if (input.IsEnabled == true && !provider.IsTried)
        {
            throw new ConflictException("Nobody has tried these values with success. Try the provider first, then switch it on.");
        }

        provider.IsEnabled = input.IsEnabled ?? provider.IsEnabled;
        return hasNewSecret;
    }

    private bool IsSecret(SignInProvider provider, string secret)
    {
        try
        {
            return secrets.Unprotect(provider.ProtectedClientSecret) == secret;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private ProviderView View(SignInProvider provider, IReadOnlyDictionary<Guid, ProviderUse> uses) => new(
        provider.Id, provider.Name, provider.Kind, provider.Authority, provider.ClientId, provider.Rules, provider.IsEnabled, provider.IsTried, provider.Revision, provider.CreatedAt,
        uses.GetValueOrDefault(provider.Id) ?? new ProviderUse(0, null), TryOf(provider));

    private ProviderTry? TryOf(SignInProvider provider)
    {
        try
        {
            return provider.ProtectedTry is { } text ? JsonSerializer.Deserialize<ProviderTry>(secrets.Unprotect(text), JsonSerializerOptions.Web) : null;
        }
        catch (CryptographicException)
        {
            return null;    // the key ring was lost: trying again is all there is to do
        }
    }

    private static string Serialized(object state) => JsonSerializer.Serialize(state);

    private static object StateOf(SignInProvider provider) => new
    {
        provider.Name,
        kind = provider.Kind,
        provider.Authority,
        provider.ClientId,
        provider.Rules.Scopes,
        provider.Rules.Roles,
        provider.Rules.DefaultRole,
        provider.Rules.Domains,
        provider.Rules.Tenants,
        provider.Rules.HostedDomain,
        enabled = provider.IsEnabled,
    };

    private static NotFoundException Unknown(Guid id) => new($"Provider with UUID {id} not found");

    private AuditEntry Audit(Actor actor, string action, SignInProvider provider, object? before, object? after) =>
        actor.Audit(clock.GetUtcNow(), action, new AuditSubject("provider", provider.Id.ToString(), provider.Name), before, after);
}
