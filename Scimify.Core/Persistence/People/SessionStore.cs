using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People.Sessions;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Provisioning.Servers;
using Scimify.Core.Requests;

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

            // After the entry, whose chain is locked until the commit: a policy that is set at this moment is seen here, or ends the session.
            if (session.ProviderId is null && writer.Context.People.Any(p => p.Id == session.PersonId && p.Organization!.ProvidersOnly && !p.IsBreakGlass))
            {
                throw new ForbiddenException();
            }
        },
        ct);

    public Task<SessionState?> FindAsync(Guid id, CancellationToken ct) => database.ReadAsync(
        reader => reader.All(
            """
            SELECT s.person_id, s.expires_at, s.last_used_at, o.session_idle_minutes, s.provider_id
            FROM sessions s JOIN people p ON p.id = s.person_id JOIN organizations o ON o.key = p.organization_key WHERE s.id = @p0
            """,
            row => new SessionState(
                id, Guid.Parse(row.GetString(0)), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)), TimeSpan.FromMinutes(row.GetInt32(3)), !row.IsDBNull(4)),
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

    public Task<IReadOnlyList<EndedSession>> EndAllAsync(
        int organizationKey, SessionChoice which, Func<EndedSession, AuditEntry> audit, CancellationToken ct) => database.WriteAsync<IReadOnlyList<EndedSession>>(
        writer =>
        {
            var sessions = writer.Context.Sessions.AsNoTracking().Where(s => s.Person!.OrganizationKey == organizationKey
                && (which.Id == null || s.Id == which.Id) && (which.PersonId == null || s.PersonId == which.PersonId) && (which.Except == null || s.Id != which.Except));
            return End(writer, sessions, audit);
        },
        ct);

    public Task<IReadOnlyList<EndedSession>?> EndByProviderAsync(
        int organizationKey, ProviderLogout logout, DateTimeOffset now, Func<EndedSession, AuditEntry> audit, CancellationToken ct) => database.WriteAsync<IReadOnlyList<EndedSession>?>(
        writer =>
        {
            writer.Execute("DELETE FROM used_logout_tokens WHERE expires_at <= @p0", now.ToUnixTimeMilliseconds());
            if (writer.Execute("INSERT INTO used_logout_tokens (hash, expires_at) VALUES (@p0, @p1) ON CONFLICT (hash) DO NOTHING", logout.TokenHash, logout.TokenUntil.ToUnixTimeMilliseconds()) == 0)
            {
                return null;
            }

            var sessions = writer.Context.Sessions.AsNoTracking().Where(s => s.Person!.OrganizationKey == organizationKey && s.ProviderId == logout.Provider && s.ProviderIssuer == logout.Issuer
                && (logout.Subject == null || s.ProviderSubject == logout.Subject)
                && (logout.Sid == null || s.ProviderSid == logout.Sid || (logout.Subject != null && s.ProviderSid == null)));
            return End(writer, sessions, audit);
        },
        ct);

    public Task NoteUsesAsync(IReadOnlyCollection<KeyValuePair<Guid, DateTimeOffset>> uses, CancellationToken ct) => database.WriteAsync(
        writer =>
        {
            foreach (var (id, at) in uses.OrderBy(use => use.Key))
            {
                if (writer.Execute("UPDATE sessions SET last_used_at = @p1 WHERE id = @p0 AND last_used_at < @p1", id.ToString(), at.ToUnixTimeMilliseconds()) > 0)
                {
                    writer.Concern((int)writer.Count("SELECT p.organization_key FROM sessions s JOIN people p ON p.id = s.person_id WHERE s.id = @p0", id.ToString()));
                }
            }
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

    private static List<EndedSession> End(WriteSession writer, IQueryable<PersonSession> which, Func<EndedSession, AuditEntry> audit)
    {
        var ended = new List<EndedSession>();
        foreach (var session in which.OrderBy(s => s.Id).Select(s => new EndedSession(s.Id, s.PersonId, s.Person!.Email!, s.Device, s.Address)).ToList())
        {
            // Another server may have ended it in between.
            if (writer.Execute("DELETE FROM sessions WHERE id = @p0", session.Id.ToString()) == 1)
            {
                writer.AppendAudit(audit(session));
                writer.Announce(new ServerNews.AccountChanged(session.Id));
                ended.Add(session);
            }
        }

        return ended;
    }
}
