using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;

namespace Scimify.Core.Persistence.Backups;

/// <summary>Notes in the audit log of every organization that somebody took a copy of everything.</summary>
public static class BackupNote
{
    /// <param name="database">The one that was copied.</param>
    /// <param name="madeAt">The instant of the copy, which does not contain the entry.</param>
    /// <param name="fileName">Without its folder.</param>
    /// <param name="isEncrypted">Whether a passphrase protects the copy.</param>
    /// <param name="ct">Cancels before the write begins.</param>
    public static Task WriteAsync(ScimifyDatabase database, DateTimeOffset madeAt, string fileName, bool isEncrypted, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            foreach (var organization in session.Context.Organizations.AsNoTracking().OrderBy(o => o.Key).ToList())
            {
                session.AppendAudit(Actor.OfCommandLine(organization.Key, organization.Id)
                    .Audit(madeAt, "backup.create", new AuditSubject("backup", null, fileName), after: new { isEncrypted }));
            }
        },
        ct);
}
