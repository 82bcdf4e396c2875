using Scimify.Core.Audit;
using Scimify.Core.Integrations;

namespace Scimify.Core.Saml;

/// <summary>Revisions, and what the directory knows of the people whom SAML logins concern. Implemented in <c>Persistence</c>.</summary>
public interface ISamlStore
{
    /// <summary>The last one that Looker was seen to have; null: it was never looked at.</summary>
    Task<SamlRevision?> LatestAsync(int integrationKey, CancellationToken ct);

    Task<SamlRevision?> FindAsync(int integrationKey, Guid id, CancellationToken ct);

    /// <summary>The one that is being applied; null: none.</summary>
    Task<SamlRevision?> ApplyingAsync(int integrationKey, CancellationToken ct);

    /// <summary>Records what Looker has, unless the last revision says the same, or a change is on its way.</summary>
    /// <returns>The revision that is the last now.</returns>
    Task<SamlRevision> ObserveAsync(SamlRevision found, CancellationToken ct);

    /// <summary>Writes down what is about to be sent, and gives it its number.</summary>
    /// <returns>False: another one is being applied.</returns>
    Task<bool> BeginAsync(SamlRevision revision, CancellationToken ct);

    /// <summary>Keeps it open until Looker is looked at again.</summary>
    Task PostponeAsync(SamlRevision revision, DateTimeOffset until, string error, CancellationToken ct);

    /// <summary>Writes down how it ended, with who did it; nothing where it is settled already.</summary>
    Task SettleAsync(SamlRevision revision, AuditEntry? audit, CancellationToken ct);

    /// <summary>Nobody is at work any more on what was begun before: it is settled as soon as no call of it can still take effect.</summary>
    Task EndLeasesAsync(DateTimeOffset before, CancellationToken ct);

    /// <summary>Integrations whose revision waits to be settled, its time being over.</summary>
    Task<IReadOnlyList<Integration>> UnsettledAsync(DateTimeOffset now, CancellationToken ct);

    /// <summary>Integrations whose daily look is due, those never looked at among them.</summary>
    Task<IReadOnlyList<SamlDue>> DueAsync(DateTimeOffset now, CancellationToken ct);

    /// <summary>Takes a look that is due, so that nobody else does it too.</summary>
    /// <returns>False: somebody else was faster.</returns>
    Task<bool> ClaimLookAsync(int integrationKey, DateTimeOffset now, DateTimeOffset next, CancellationToken ct);

    /// <summary>Null: never looked at.</summary>
    Task<SamlCheck?> CheckAsync(int integrationKey, CancellationToken ct);

    /// <summary>Changes what is known of the last look.</summary>
    Task KeepCheckAsync(int integrationKey, Action<SamlCheck> change, CancellationToken ct);

    Task<SamlDirectory> DirectoryAsync(int integrationKey, CancellationToken ct);
}

/// <param name="Checks">Whether the look may cost more than one call: the month's budget allows it.</param>
public sealed record SamlDue(Integration Integration, bool Checks);

/// <param name="Users">userName of each active SCIM user who has an account in Looker, by the account's id.</param>
/// <param name="WithoutAddress">SCIM users who cannot be forwarded.</param>
/// <param name="Kept">Looker user attributes that SCIM keeps equal: label by id.</param>
public sealed record SamlDirectory(
    IReadOnlyDictionary<string, string> Users, IReadOnlyList<SamlPushedGroup> Groups, int WithoutAddress, IReadOnlyDictionary<string, string> Kept)
{
    public static SamlDirectory Nobody { get; } = new(new Dictionary<string, string>(), [], 0, new Dictionary<string, string>());
}
