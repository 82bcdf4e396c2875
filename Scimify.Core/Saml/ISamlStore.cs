using Scimify.Core.Audit;
using Scimify.Core.Integrations;

namespace Scimify.Core.Saml;

/// <summary>Stores revisions, and reads what the directory knows about the people who sign in by SAML. Implemented in <c>Persistence</c>.</summary>
public interface ISamlStore
{
    /// <summary>The last revision that Looker was seen to have; null if Looker was never read.</summary>
    Task<SamlRevision?> LatestAsync(int integrationKey, CancellationToken ct);

    Task<SamlRevision?> FindAsync(int integrationKey, Guid id, CancellationToken ct);

    /// <summary>The revision that is being applied; null if there is none.</summary>
    Task<SamlRevision?> ApplyingAsync(int integrationKey, CancellationToken ct);

    /// <summary>Records what Looker has, unless the last revision already says so or a change is under way.</summary>
    /// <returns>The revision that is now the last.</returns>
    Task<SamlRevision> ObserveAsync(SamlRevision found, CancellationToken ct);

    /// <summary>Numbers and records what is about to be sent.</summary>
    /// <returns>False if another revision is being applied.</returns>
    Task<bool> BeginAsync(SamlRevision revision, CancellationToken ct);

    /// <summary>Keeps the revision open until Looker is read again.</summary>
    Task PostponeAsync(SamlRevision revision, DateTimeOffset until, string error, CancellationToken ct);

    /// <summary>Records how the revision ended, and who made it. Does nothing if it is settled already.</summary>
    Task SettleAsync(SamlRevision revision, AuditEntry? audit, CancellationToken ct);

    /// <summary>Ends the leases of revisions that were begun earlier and that nobody works on any longer. They are settled once none of their calls can still take effect.</summary>
    Task EndLeasesAsync(DateTimeOffset before, CancellationToken ct);

    /// <summary>Integrations with a revision that is ready to be settled.</summary>
    Task<IReadOnlyList<Integration>> UnsettledAsync(DateTimeOffset now, CancellationToken ct);

    /// <summary>Integrations whose daily check is due, including those that were never checked.</summary>
    Task<IReadOnlyList<SamlDue>> DueAsync(DateTimeOffset now, CancellationToken ct);

    /// <summary>Claims a due check, so that no other server runs it too.</summary>
    /// <returns>False if another server was faster.</returns>
    Task<bool> ClaimLookAsync(int integrationKey, DateTimeOffset now, DateTimeOffset next, CancellationToken ct);

    /// <summary>The result of the last check; null if there was none.</summary>
    Task<SamlCheck?> CheckAsync(int integrationKey, CancellationToken ct);

    /// <summary>Changes the stored result of the last check.</summary>
    Task KeepCheckAsync(int integrationKey, Action<SamlCheck> change, CancellationToken ct);

    Task<SamlDirectory> DirectoryAsync(int integrationKey, CancellationToken ct);
}

/// <param name="Checks">Whether the month's budget allows a check that costs more than one call.</param>
public sealed record SamlDue(Integration Integration, bool Checks);

/// <param name="Users">The userName of each active SCIM user who has a Looker account, by the account's ID.</param>
/// <param name="Linked">All Looker accounts that belong to SCIM users, including those of leavers.</param>
/// <param name="WithoutAddress">SCIM users who cannot be forwarded.</param>
/// <param name="Kept">Labels of the Looker user attributes that SCIM keeps equal, by attribute ID.</param>
public sealed record SamlDirectory(
    IReadOnlyDictionary<string, string> Users, IReadOnlySet<string> Linked, IReadOnlyList<SamlPushedGroup> Groups, int WithoutAddress, IReadOnlyDictionary<string, string> Kept)
{
    public static SamlDirectory Nobody { get; } = new(new Dictionary<string, string>(), new HashSet<string>(), [], 0, new Dictionary<string, string>());
}
