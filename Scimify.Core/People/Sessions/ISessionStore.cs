using Scimify.Core.Audit;

namespace Scimify.Core.People.Sessions;

public interface ISessionStore
{
    /// <summary>Also forgets sessions that are over.</summary>
    Task AddAsync(PersonSession session, AuditEntry audit, CancellationToken ct);

    /// <returns>Null if it has ended, or never was.</returns>
    Task<SessionState?> FindAsync(Guid id, CancellationToken ct);

    /// <returns>False if it had ended already. Then nothing is audited.</returns>
    Task<bool> EndAsync(Guid id, AuditEntry audit, CancellationToken ct);

    /// <summary>Writes entries about sign-ins that failed. It takes as long for none, so that the time does not tell.</summary>
    Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken ct);
}
