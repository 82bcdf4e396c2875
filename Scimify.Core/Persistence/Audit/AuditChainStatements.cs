using Scimify.Core.Audit;
using Scimify.Core.Persistence.Database;

namespace Scimify.Core.Persistence.Audit;

/// <summary>Keeps <c>audit_chains</c> in step with the rows of <c>audit_log</c>, in the transaction that changes them.</summary>
internal static class AuditChainStatements
{
    /// <summary>Numbers and hashes the entry.</summary>
    public static void Link(WriteSession session, AuditEntry entry)
    {
        session.Execute(
            """
            INSERT INTO audit_chains (organization_key, entries, hash, forgotten_entries, forgotten_hash) VALUES (@p0, 0, '', 0, '')
            ON CONFLICT (organization_key) DO NOTHING
            """,
            entry.OrganizationKey);
        var (entries, hash) = session.All(
            $"SELECT entries, hash FROM audit_chains WHERE organization_key = @p0{session.Dialect.ForUpdate}",
            row => (row.GetInt64(0), row.GetString(1)),
            entry.OrganizationKey)[0];
        entry.Sequence = entries + 1;
        entry.Hash = AuditChain.HashOf(hash, entry);
        session.Execute(
            "UPDATE audit_chains SET entries = @p1, hash = @p2 WHERE organization_key = @p0", entry.OrganizationKey, entry.Sequence, entry.Hash);
    }

    /// <summary>Deletes the oldest entries. It never skips one, so that the rest is still a chain.</summary>
    /// <param name="session">The writer's session.</param>
    /// <param name="before">Unix milliseconds; only older entries are deleted.</param>
    /// <param name="most">The maximum number to delete.</param>
    /// <returns>The number of deleted rows.</returns>
    public static int Forget(WriteSession session, long before, int most)
    {
        var oldest = session.All(
            $"SELECT key, at, organization_key, sequence, hash FROM audit_log ORDER BY key LIMIT {most}",
            row => (Key: row.GetInt64(0), At: row.GetInt64(1), Organization: row.GetInt32(2),
                Sequence: row.IsDBNull(3) ? (long?)null : row.GetInt64(3), Hash: row.IsDBNull(4) ? "" : row.GetString(4)));
        var old = oldest.TakeWhile(entry => entry.At < before).ToList();
        foreach (var last in old.Where(entry => entry.Sequence is not null).GroupBy(entry => entry.Organization).Select(chain => chain.Last()))
        {
            session.Execute(
                "UPDATE audit_chains SET forgotten_entries = @p1, forgotten_hash = @p2 WHERE organization_key = @p0 AND forgotten_entries < @p1",
                last.Organization,
                last.Sequence,
                last.Hash);
        }

        return old.Count == 0 ? 0 : session.Execute("DELETE FROM audit_log WHERE key <= @p0", old[^1].Key);
    }
}
