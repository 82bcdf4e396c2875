using Scimify.Core.Audit;
using Scimify.Core.Persistence.Database;

namespace Scimify.Core.Persistence.Audit;

/// <summary>Keeps <c>audit_chains</c> in step with the rows of <c>audit_log</c>, in the transaction that changes them.</summary>
internal static class AuditChainStatements
{
    /// <summary>The columns that <see cref="Find"/> reads.</summary>
    private const string Columns = "entries, hash, forgotten_entries, forgotten_hash, forgotten_until, seal";

    /// <returns>Null if the organization has no entry.</returns>
    public static AuditChain? Find(DbSession session, int organizationKey, string lockRow = "") => session.First(
        $"SELECT {Columns} FROM audit_chains WHERE organization_key = @p0{lockRow}",
        row => new AuditChain
        {
            OrganizationKey = organizationKey,
            Entries = row.GetInt64(0),
            Hash = row.GetString(1),
            ForgottenEntries = row.GetInt64(2),
            ForgottenHash = row.GetString(3),
            ForgottenUntil = row.GetInt64(4),
            Seal = row.GetString(5),
        },
        organizationKey);

    /// <summary>Numbers and hashes the entry.</summary>
    public static void Link(WriteSession session, AuditEntry entry)
    {
        session.Execute(
            $"INSERT INTO audit_chains (organization_key, {Columns}) VALUES (@p0, 0, '', 0, '', 0, '') ON CONFLICT (organization_key) DO NOTHING", entry.OrganizationKey);
        var chain = Find(session, entry.OrganizationKey, session.Dialect.ForUpdate)!;
        var seal = session.AuditKey.Get(session, entry.At);
        var isWhole = IsWhole(chain, seal);
        entry.Sequence = chain.Entries + 1;
        entry.Salt = AuditValues.NewSalt();
        entry.Hash = seal.Of(chain.Hash, entry);
        (chain.Entries, chain.Hash) = (entry.Sequence.Value, entry.Hash);
        Store(session, chain, isWhole ? seal : null);
    }

    /// <summary>Deletes the oldest entries. It never skips one, so that the rest is still a chain.</summary>
    /// <param name="session">The writer's session.</param>
    /// <param name="now">When.</param>
    /// <param name="before">Unix milliseconds; only older entries are deleted.</param>
    /// <param name="most">The maximum number to delete.</param>
    /// <returns>The number of deleted rows.</returns>
    public static int Forget(WriteSession session, DateTimeOffset now, long before, int most)
    {
        var oldest = session.All(
            $"SELECT key, at, organization_key, sequence, hash FROM audit_log ORDER BY key LIMIT {most}",
            row => (Key: row.GetInt64(0), At: row.GetInt64(1), Organization: row.GetInt32(2),
                Sequence: row.IsDBNull(3) ? (long?)null : row.GetInt64(3), Hash: row.IsDBNull(4) ? "" : row.GetString(4)));
        var old = oldest.TakeWhile(entry => entry.At < before).ToList();
        foreach (var last in old.Where(entry => entry.Sequence is not null).GroupBy(entry => entry.Organization).Select(chain => chain.Last()))
        {
            if (Find(session, last.Organization, session.Dialect.ForUpdate) is { } chain && chain.ForgottenEntries < last.Sequence)
            {
                var seal = session.AuditKey.Get(session, now);
                var isWhole = IsWhole(chain, seal);
                (chain.ForgottenEntries, chain.ForgottenHash, chain.ForgottenUntil) = (last.Sequence.Value, last.Hash, last.At);
                Store(session, chain, isWhole ? seal : null);
            }
        }

        return old.Count == 0 ? 0 : session.Execute("DELETE FROM audit_log WHERE key <= @p0", old[^1].Key);
    }

    /// <summary>Whether nobody but Scimify wrote it. A chain without entries has no seal yet.</summary>
    public static bool IsWhole(AuditChain chain, AuditSeal seal) => chain.Seal == (chain.Entries == 0 ? "" : seal.Of(chain));

    /// <param name="chain">As it is from now on.</param>
    /// <param name="seal">Null to leave a broken seal broken, so that what was done to the chain stays visible.</param>
    private static void Store(WriteSession session, AuditChain chain, AuditSeal? seal) => session.Execute(
        "UPDATE audit_chains SET entries = @p1, hash = @p2, forgotten_entries = @p3, forgotten_hash = @p4, forgotten_until = @p5, seal = @p6 WHERE organization_key = @p0",
        chain.OrganizationKey,
        chain.Entries,
        chain.Hash,
        chain.ForgottenEntries,
        chain.ForgottenHash,
        chain.ForgottenUntil,
        seal?.Of(chain) ?? chain.Seal);
}
