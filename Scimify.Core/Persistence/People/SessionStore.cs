using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People.Sessions;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Provisioning.Servers;

namespace Scimify.Core.Persistence.People;

/// <summary>Sessions in the database. A row is there as long as its session may go on.</summary>
internal sealed class SessionStore(ScimifyDatabase database) : ISessionStore
{
    public Task AddAsync(PersonSession session, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        writer =>
        {
            writer.Context.Sessions.Where(s => s.PersonId == session.PersonId && s.ExpiresAt <= session.CreatedAt).ExecuteDelete();
            writer.Context.Sessions.Add(session);
            writer.AppendAudit(audit);
        },
        ct);

    public Task<SessionState?> FindAsync(Guid id, CancellationToken ct) => database.ReadAsync(
        reader => reader.All(
            "SELECT person_id, expires_at FROM sessions WHERE id = @p0",
            row => new SessionState(id, Guid.Parse(row.GetString(0)), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1))),
            id.ToString()).SingleOrDefault(),
        ct).AsTask();

    public Task<bool> EndAsync(Guid id, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        writer =>
        {
            if (writer.Execute("DELETE FROM sessions WHERE id = @p0", id.ToString()) == 0)
            {
                return false;
            }

            writer.AppendAudit(audit);
            writer.Announce(new ServerNews.AccountChanged(id));
            return true;
        },
        ct);

    public Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken ct) => entries.Count == 0 ? database.TryWriteAsync(ct) : database.WriteAsync(
        writer =>
        {
            foreach (var entry in entries)
            {
                writer.AppendAudit(entry);
            }
        },
        ct);
}
