using Scimify.Core.Audit;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Core.Requests;

namespace Scimify.Core.Provisioning.Erasure;

/// <summary>Erases what the logs and the history keep of a person. Implemented in <c>Persistence</c>, the same on both databases.</summary>
public interface IErasureStore
{
    /// <returns>The key of a person of whom the access history tells.</returns>
    /// <exception cref="NotFoundException">It tells of no such person.</exception>
    Task<long> KeyAsync(int organizationKey, Guid scimId, CancellationToken ct);

    /// <summary>Finds a person of whom the access history tells.</summary>
    /// <exception cref="NotFoundException">It tells of no such person.</exception>
    /// <exception cref="ConflictException">The person still has access, an account or a place in the directory.</exception>
    Task<FormerPerson> FindAsync(int organizationKey, Guid scimId, CancellationToken ct);

    /// <summary>
    /// Puts the pseudonym in place of everything that names the person, in parts. What tells how to find the rest is erased last: if it is
    /// cut off, it can begin again.
    /// </summary>
    /// <param name="reviewAudit">From a review whose rows were changed, and its hashes before and after.</param>
    /// <param name="audit">From what was erased.</param>
    Task<ErasedPerson> EraseAsync(FormerPerson person, Func<AccessReview, ErasedReview, AuditEntry> reviewAudit, Func<ErasedPerson, AuditEntry> audit, CancellationToken ct);
}

/// <summary>Somebody who is gone from the directory and from Looker.</summary>
/// <param name="UserKey">Is never used again.</param>
/// <param name="ScimIds">All that the person ever had.</param>
/// <param name="Values">Names, addresses and IDs of the person that nobody else in the directory has. Wherever they stand, the person is meant.</param>
/// <param name="Words">Given and family names too, and what others share. They mean the person only in what is about the person.</param>
public sealed record FormerPerson(int OrganizationKey, int IntegrationKey, long UserKey, IReadOnlyList<Guid> ScimIds, IReadOnlyList<string> Values, IReadOnlyList<string> Words)
{
    /// <summary>The same each time, and made from nothing that the person brought along.</summary>
    public string Pseudonym => PseudonymOf(UserKey);

    /// <summary>The name of whoever has been erased.</summary>
    public static string PseudonymOf(long userKey) => $"erased-{userKey}";
}

/// <param name="Rows">How many rows name the person.</param>
/// <param name="Before">The SHA-256 of the record before; of the list, unless the review is closed.</param>
/// <param name="After">The SHA-256 from now on.</param>
public sealed record ErasedReview(string Pseudonym, int Rows, string Before, string After);

/// <summary>How many entries and rows name the pseudonym instead of the person now.</summary>
/// <param name="ProvisioningEntries">Of the provisioning log.</param>
/// <param name="LookerCalls">Calls to Looker in that log.</param>
/// <param name="AuditEntries">Of the audit log.</param>
/// <param name="ReviewRows">Of access reviews.</param>
/// <param name="Others">Rejected requests, held changes, differences, and messages of webhooks.</param>
public sealed record ErasedPerson(string Pseudonym, long ProvisioningEntries, long LookerCalls, long AuditEntries, long ReviewRows, long Others);
