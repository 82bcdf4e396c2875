using System.Data.Common;
using Scimify.Core.Audit;
using Scimify.Core.Persistence.Database;

namespace Scimify.Core.Persistence.Audit;

/// <summary>Walks the audit log of every organization along its chain, entry by entry, as of one instant.</summary>
/// <remarks>
/// Finds what was changed, taken out, put in or cut off. The chain has no key: whoever can write to the database could
/// compute it anew from some entry on. That shows against a hash that was noted elsewhere (<see cref="AuditChainReport.Hash"/>).
/// </remarks>
public sealed class AuditVerifier(ScimifyDatabase database)
{
    /// <param name="noted">A hash that an earlier report ended with; null: none.</param>
    /// <param name="ct">Gives up before the walk.</param>
    public Task<IReadOnlyList<AuditChainReport>> VerifyAsync(string? noted, CancellationToken ct) => database.ReadAsync<IReadOnlyList<AuditChainReport>>(
        session =>
        {
            session.Execute(session.Dialect.BeginSnapshot);
            try
            {
                return [.. Organizations(session).Select(organization => Walk(session, organization, noted))];
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

    private static AuditChainReport Walk(ReadSession session, (int Key, string Name) organization, string? noted)
    {
        var chain = session.First(
            "SELECT entries, hash, forgotten_entries, forgotten_hash FROM audit_chains WHERE organization_key = @p0",
            row => new AuditChain
            {
                OrganizationKey = organization.Key,
                Entries = row.GetInt64(0),
                Hash = row.GetString(1),
                ForgottenEntries = row.GetInt64(2),
                ForgottenHash = row.GetString(3),
            },
            organization.Key) ?? new AuditChain { OrganizationKey = organization.Key };
        var walk = new AuditWalk(chain, noted);
        session.Each(
            """
            SELECT id, at, actor_kind, actor_id, actor_name, source_address, action, subject_kind, subject_id, subject_name, before, after, sequence, hash
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
    };

    /// <summary>What is no UUID was not written by Scimify, and will not fit.</summary>
    private static Guid Id(string text) => Guid.TryParse(text, out var id) ? id : Guid.Empty;

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}

/// <summary>How the chain of one organization was found.</summary>
/// <param name="Organization">Name.</param>
/// <param name="Entries">That are there and fit, up to the break if there is one.</param>
/// <param name="Unchained">Older entries, of before there was a chain: nothing can be said of them.</param>
/// <param name="Forgotten">Deleted by retention.</param>
/// <param name="Last">When the last entry that fits was made; null: none.</param>
/// <param name="Hash">The end of the chain, to be noted elsewhere; empty: no entry yet.</param>
/// <param name="HasNoted">The noted hash is one of this chain's.</param>
/// <param name="Break">What does not fit, and where; null: all is right.</param>
public sealed record AuditChainReport(
    string Organization, long Entries, long Unchained, long Forgotten, DateTimeOffset? Last, string Hash, bool HasNoted, string? Break);
