using Scimify.Core.Audit;
using Scimify.Core.People;

namespace Scimify.Core.SignIn;

/// <summary>Stores providers, and whose account at a provider is which person's. Each write commits with its audit entry.</summary>
public interface ISignInStore
{
    /// <summary>In the order of their creation.</summary>
    Task<IReadOnlyList<SignInProvider>> ListAsync(int organizationKey, CancellationToken ct);

    /// <summary>With their organizations, by name.</summary>
    Task<IReadOnlyList<SignInProvider>> EnabledAsync(CancellationToken ct);

    /// <summary>With its organization, whichever that is.</summary>
    Task<SignInProvider?> FindAsync(Guid id, CancellationToken ct);

    /// <summary>The oldest organization; null if there is none yet.</summary>
    Task<Organization?> FirstOrganizationAsync(CancellationToken ct);

    /// <returns>False if the organization has <paramref name="most"/> providers already.</returns>
    Task<bool> AddAsync(SignInProvider provider, int most, AuditEntry audit, CancellationToken ct);

    /// <param name="change">Runs in the transaction. If it throws, nothing is stored.</param>
    /// <returns>The provider after the change; null if the organization has none with this ID.</returns>
    Task<SignInProvider?> ChangeAsync(int organizationKey, Guid id, Func<SignInProvider, AuditEntry?> change, CancellationToken ct);

    /// <summary>Accounts that people have connected stay, for a provider of the same issuer that is added later.</summary>
    /// <returns>False if the organization has no provider with this ID.</returns>
    Task<bool> DeleteAsync(int organizationKey, Guid id, Func<SignInProvider, AuditEntry> audit, CancellationToken ct);

    /// <summary>Whose account it is; null if nobody's.</summary>
    Task<Guid?> FindPersonAsync(int organizationKey, ProviderIdentity identity, CancellationToken ct);

    /// <summary>Notes that the account was used.</summary>
    Task UsedAsync(int organizationKey, ProviderIdentity identity, Guid provider, DateTimeOffset at, CancellationToken ct);

    /// <returns>False if the account is somebody's already, or the person is not in the organization.</returns>
    Task<bool> ConnectAsync(ProviderLogin login, AuditEntry audit, CancellationToken ct);

    /// <summary>Makes the account the way in of whoever has a one-time link, and uses the link up.</summary>
    /// <param name="login">Of the link's person.</param>
    /// <param name="linkHash">Of the link, which has to be open still.</param>
    /// <param name="now">Whether it is.</param>
    /// <param name="audit">Committed with it.</param>
    /// <param name="ct">Cancels before the write begins.</param>
    Task<AcceptOutcome> AcceptAsync(ProviderLogin login, string linkHash, DateTimeOffset now, AuditEntry audit, CancellationToken ct);

    /// <returns>False if the person has no such account.</returns>
    Task<bool> DisconnectAsync(Guid person, string issuer, string subject, AuditEntry audit, CancellationToken ct);

    /// <summary>The accounts of one person.</summary>
    Task<IReadOnlyList<ProviderLogin>> LoginsOfAsync(Guid person, CancellationToken ct);

    /// <summary>Who uses each provider.</summary>
    Task<IReadOnlyDictionary<Guid, ProviderUse>> UsesAsync(int organizationKey, CancellationToken ct);

    /// <summary>Adds a person together with their account.</summary>
    /// <returns>False if the account is somebody's already, or somebody of the organization has the address.</returns>
    Task<bool> AddPersonAsync(Person person, ProviderLogin login, AuditEntry audit, CancellationToken ct);

    /// <summary>For what happened at a sign-in that changed nothing else.</summary>
    Task AppendAsync(AuditEntry audit, CancellationToken ct);
}

/// <summary>What came of a link that was accepted with an account.</summary>
public enum AcceptOutcome
{
    Accepted,

    /// <summary>The link was used, ended or replaced, or has expired, or its person is locked.</summary>
    LinkGone,

    /// <summary>The account is somebody else's already. The link stays open.</summary>
    Taken,
}

/// <param name="People">How many people have connected an account with which they last came by this provider.</param>
/// <param name="LastUsedAt">Null for never.</param>
public sealed record ProviderUse(int People, DateTimeOffset? LastUsedAt);
