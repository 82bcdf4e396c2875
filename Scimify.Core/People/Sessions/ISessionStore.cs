using Scimify.Core.Audit;
using Scimify.Core.Requests;

namespace Scimify.Core.People.Sessions;

public interface ISessionStore
{
    /// <summary>Also forgets sessions that are over.</summary>
    /// <exception cref="ForbiddenException">Only providers sign people in, none has signed this person in, and the person is not break-glass.</exception>
    Task AddAsync(PersonSession session, AuditEntry audit, CancellationToken ct);

    /// <returns>Null if it has ended, or never was.</returns>
    Task<SessionState?> FindAsync(Guid id, CancellationToken ct);

    /// <returns>False if it had ended already. Then nothing is audited.</returns>
    Task<bool> EndAsync(Guid id, AuditEntry audit, CancellationToken ct);

    /// <summary>Ends sessions of one organization.</summary>
    /// <param name="audit">Called for each of them.</param>
    /// <returns>Those that it ended.</returns>
    Task<IReadOnlyList<EndedSession>> EndAllAsync(int organizationKey, SessionChoice which, Func<EndedSession, AuditEntry> audit, CancellationToken ct);

    /// <summary>Ends the sessions that a provider names. A session of which the provider has given no <c>sid</c> ends by its subject.</summary>
    /// <param name="audit">Called for each of them.</param>
    /// <returns>Those that it ended; null if the logout token was used before, on this server or another.</returns>
    Task<IReadOnlyList<EndedSession>?> EndByProviderAsync(int organizationKey, ProviderLogout logout, DateTimeOffset now, Func<EndedSession, AuditEntry> audit, CancellationToken ct);

    /// <summary>Moves last uses, never back.</summary>
    Task NoteUsesAsync(IReadOnlyCollection<KeyValuePair<Guid, DateTimeOffset>> uses, CancellationToken ct);

    /// <summary>Writes entries about sign-ins that failed. It takes as long for none, so that the time does not tell.</summary>
    Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken ct);
}

/// <summary>Which sessions to end. A null is no limit.</summary>
/// <param name="Id">Only this one.</param>
/// <param name="PersonId">Only those of this person.</param>
/// <param name="Except">Not this one.</param>
public sealed record SessionChoice(Guid? Id = null, Guid? PersonId = null, Guid? Except = null);
