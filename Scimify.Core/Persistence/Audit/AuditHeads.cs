using Scimify.Core.Persistence.Database;

namespace Scimify.Core.Persistence.Audit;

/// <summary>The end of an organization's audit chain.</summary>
/// <param name="Entries">How many entries were ever written.</param>
/// <param name="Hash">Of the last one. <see cref="AuditVerifier"/> can look for it later.</param>
public sealed record AuditHead(Guid Organization, long Entries, string Hash);

public static class AuditHeads
{
    public static ValueTask<List<AuditHead>> ReadAsync(ScimifyDatabase database, CancellationToken ct) => database.ReadAsync(
        session => session.All(
            "SELECT o.id, c.entries, c.hash FROM audit_chains c JOIN organizations o ON o.key = c.organization_key ORDER BY o.key",
            row => new AuditHead(Guid.Parse(row.GetString(0)), row.GetInt64(1), row.GetString(2))),
        ct);
}
