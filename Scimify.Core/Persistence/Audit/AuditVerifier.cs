using System.Data.Common;
using Scimify.Core.Audit;
using Scimify.Core.Persistence.Database;

namespace Scimify.Core.Persistence.Audit;

/// <summary>Follows the audit chain of every organization, entry by entry, as of one instant.</summary>
/// <remarks>
/// Finds entries that were changed, removed, inserted or cut off. Whoever has the database and the key ring can write a new chain,
/// and an old copy of the database is a whole chain too. A hash that was noted elsewhere reveals both (<see cref="AuditChainReport.Hash"/>).
/// </remarks>
public sealed class AuditVerifier(ScimifyDatabase database, TimeProvider clock)
{
    /// <param name="noted">The hash at the end of an earlier report; null for none.</param>
    /// <param name="ct">Cancels before the chains are read.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The key ring that protected the key of the log is missing.</exception>
    public Task<IReadOnlyList<AuditChainReport>> VerifyAsync(string? noted, CancellationToken ct) => database.ReadAsync<IReadOnlyList<AuditChainReport>>(
        session =>
        {
            session.Execute(session.Dialect.BeginSnapshot);
            try
            {
                var seal = database.AuditKey.Find(session);
                return [.. Organizations(session).Select(organization => Walk(session, organization, seal, noted))];
            }
            finally
            {
                session.Execute("ROLLBACK");
            }
        },
        ct).AsTask();

    private static List<(int Key, string Name)> Organizations(ReadSession session) => session.All(
        """
        SELECT k.key, o.name FROM (SELECT key FROM organizations UNION SELECT organization_key FROM audit_log UNION SELECT organization_key FROM audit_chains) k
        LEFT JOIN organizations o ON o.key = k.key ORDER BY k.key
        """,
        row => (row.GetInt32(0), row.IsDBNull(1) ? $"Organization {row.GetInt32(0)}" : row.GetString(1)));

    private AuditChainReport Walk(ReadSession session, (int Key, string Name) organization, AuditSeal? seal, string? noted)
    {
        var chain = AuditChainStatements.Find(session, organization.Key);
        var hasPeople = chain is null && session.Scalar("SELECT 1 FROM people WHERE organization_key = @p0 LIMIT 1", organization.Key) is not null;
        var walk = new AuditWalk(chain ?? new AuditChain { OrganizationKey = organization.Key }, seal, noted, hasPeople, clock.GetUtcNow());
        session.Each(
            """
            SELECT id, at, actor_kind, actor_id, actor_name, source_address, action, subject_kind, subject_id, subject_name, before, after, sequence, hash,
                salt, value_hashes, erasure_seal
            FROM audit_log WHERE organization_key = @p0 ORDER BY key
            """,
            row => walk.Take(Read(row, organization.Key)),
            organization.Key);
        return walk.End(organization.Name);
    }

    private static AuditEntry Read(DbDataReader row, int organizationKey) => new()
    {
        Id = Id(row.GetString(0)),
        OrganizationKey = organizationKey,
        At = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(
            row.GetInt64(1), DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())),
        ActorKind = row.GetString(2),
        ActorId = Text(row, 3) is { } actor ? Id(actor) : null,
        ActorName = row.GetString(4),
        SourceAddress = Text(row, 5),
        Action = row.GetString(6),
        SubjectKind = row.GetString(7),
        SubjectId = Text(row, 8),
        SubjectName = row.GetString(9),
        Before = Text(row, 10),
        After = Text(row, 11),
        Sequence = row.IsDBNull(12) ? null : row.GetInt64(12),
        Hash = Text(row, 13),
        Salt = Text(row, 14),
        ValueHashes = Text(row, 15),
        ErasureSeal = Text(row, 16),
    };

    /// <summary>Scimify always writes a UUID. Anything else is not ours, and its hash will not match.</summary>
    private static Guid Id(string text) => Guid.TryParse(text, out var id) ? id : Guid.Empty;

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}

/// <summary>The result for one organization's chain.</summary>
/// <param name="Organization">The organization's name.</param>
/// <param name="Entries">How many entries are there and match, up to the break if there is one.</param>
/// <param name="Erased">Of how many of them values were erased. Their hashes are as they were written.</param>
/// <param name="Forgotten">How many entries retention has deleted.</param>
/// <param name="ForgottenUntil">The time of the last entry that retention has deleted; null for none.</param>
/// <param name="Last">The time of the last entry that matches; null for none.</param>
/// <param name="Hash">The end of the chain, to be noted elsewhere; empty if there is no entry yet.</param>
/// <param name="HasNoted">Whether the noted hash belongs to this chain.</param>
/// <param name="Break">What does not match, and where; null if everything does.</param>
public sealed record AuditChainReport(
    string Organization, long Entries, long Erased, long Forgotten, DateTimeOffset? ForgottenUntil, DateTimeOffset? Last, string Hash, bool HasNoted, string? Break);
