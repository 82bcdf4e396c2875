using Scimify.Core.Audit;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Requests;

namespace Scimify.Core.Provisioning.Adoption;

/// <summary>Stores the list of protected accounts. Implemented in <c>Persistence</c>.</summary>
public interface IProtectedAccountStore
{
    Task<ProtectedAccount?> FindAsync(int integrationKey, Guid id, CancellationToken ct);

    /// <summary>Protects the owner of the address at once.</summary>
    /// <returns>False if the address is on the list already, or the list is full.</returns>
    Task<bool> AddAsync(ProtectedAccount account, int most, AuditEntry audit, CancellationToken ct);

    Task RemoveAsync(ProtectedAccount account, AuditEntry audit, CancellationToken ct);
}

/// <summary>
/// The list of addresses whose Looker accounts SCIM may not touch, besides those that are always protected: the API
/// credential's own user and administrators.
/// </summary>
public sealed class ProtectedAccountService(IProtectedAccountStore store, TimeProvider clock)
{
    /// <summary>The maximum number of addresses on an integration's list.</summary>
    public const int Most = 1_000;

    private const int MostCharacters = 254;

    /// <exception cref="ForbiddenException">The role may not read the directory.</exception>
    /// <exception cref="NotFoundException">This integration has no such entry.</exception>
    public async Task<ProtectedAccount> GetAsync(Actor actor, IntegrationView integration, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ReadDirectory);
        return await store.FindAsync(integration.Key, id, ct) ?? throw new NotFoundException($"Protected account with UUID {id} not found");
    }

    /// <exception cref="ForbiddenException">The role may not manage integrations.</exception>
    /// <exception cref="ValidationFailedException"><c>address</c>.</exception>
    /// <exception cref="ConflictException">It is on the list already, or the list is full.</exception>
    public async Task<ProtectedAccount> AddAsync(Actor actor, IntegrationView integration, string? address, CancellationToken ct)
    {
        actor.Require(Permission.ManageIntegrations);
        var text = address?.Trim() ?? "";
        if (text.Length is 0 or > MostCharacters || text.IndexOf('@') is var at && (at <= 0 || at != text.LastIndexOf('@') || at == text.Length - 1 || text.Any(char.IsWhiteSpace)))
        {
            throw ValidationFailedException.Of("address", "must be an e-mail address.");
        }

        var now = clock.GetUtcNow();
        var account = new ProtectedAccount
        {
            Id = Guid.CreateVersion7(now),
            OrganizationKey = actor.OrganizationKey,
            IntegrationKey = integration.Key,
            Address = text,
            AddressNorm = IndexedText.Normalise("address", text),
            AddedAt = now,
            AddedBy = actor.Name,
        };
        return await store.AddAsync(account, Most, Audit(actor, integration, "protectedAccount.add", account), ct)
            ? account
            : throw new ConflictException($"{text} is on the list already, or the list has {Most:N0} addresses.");
    }

    /// <exception cref="ForbiddenException">The role may not manage integrations.</exception>
    /// <exception cref="NotFoundException">This integration has no such entry.</exception>
    public async Task RemoveAsync(Actor actor, IntegrationView integration, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ManageIntegrations);
        var account = await store.FindAsync(integration.Key, id, ct) ?? throw new NotFoundException($"Protected account with UUID {id} not found");
        await store.RemoveAsync(account, Audit(actor, integration, "protectedAccount.remove", account), ct);
    }

    private AuditEntry Audit(Actor actor, IntegrationView integration, string action, ProtectedAccount account) => actor.Audit(
        clock.GetUtcNow(), action, new AuditSubject("integration", integration.Id.ToString("D"), integration.Name), after: new { address = account.Address });
}
