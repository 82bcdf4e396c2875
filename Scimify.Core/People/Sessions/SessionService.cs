using Scimify.Core.Audit;
using Scimify.Core.Primitives;
using Scimify.Core.Requests;

namespace Scimify.Core.People.Sessions;

/// <summary>
/// Sign-ins at the console, from their start to their end, with their trace in the audit log. A session that was ended on this
/// server is over with the next request; one that was ended on another server, within the cache's seconds at the latest.
/// </summary>
public sealed class SessionService(ISessionStore store, ISignInPolicyStore policies, SessionUses uses, TimeProvider clock)
{
    private const int MaxDeviceLength = 200;
    private const int Capacity = 10_000;
    private static readonly TimeSpan CacheLife = TimeSpan.FromSeconds(5);
    private readonly RecentCache<Guid, SessionState> _recent = new(clock, CacheLife, Capacity);

    /// <param name="person">Who has just signed in.</param>
    /// <param name="how">Such as <c>password</c>, for the audit log.</param>
    /// <param name="device">What the browser says of itself; null if nothing.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <param name="provider">What the provider calls the session; null for a password or a passkey.</param>
    /// <returns>The session's ID, for its cookie.</returns>
    /// <exception cref="ForbiddenException">The person has to sign in with a provider.</exception>
    public async Task<Guid> StartAsync(Actor person, string how, string? device, CancellationToken ct, ProviderSession? provider = null)
    {
        var now = clock.GetUtcNow();
        var session = new PersonSession
        {
            Id = Guid.CreateVersion7(now),
            PersonId = person.Id ?? throw new ArgumentException("Only people have sessions.", nameof(person)),
            CreatedAt = now,
            LastUsedAt = now,
            ExpiresAt = now + (await policies.FindAsync(person.OrganizationKey, ct)).Life(),
            How = how,
            Address = person.SourceAddress,
            Device = device?.Clipped(MaxDeviceLength),
            ProviderId = provider?.Provider,
            ProviderIssuer = provider?.Issuer,
            ProviderSubject = provider?.Subject,
            ProviderSid = provider?.Sid,
        };
        await store.AddAsync(session, person.Audit(now, "session.start", Subject(session.Id, person.Name), after: new { how, device = session.Device }), ct);
        return session.Id;
    }

    /// <summary>Whether the session goes on, and is this person's. Asking is no use.</summary>
    public async ValueTask<bool> IsLiveAsync(Guid id, Guid personId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return (_recent.Find(id) ?? await _recent.ReadAsync(id, store.FindAsync, ct)) is { } session && session.PersonId == personId
            && session.ExpiresAt > now && now - uses.LastOf(id, session.LastUsedAt) < session.Idle;
    }

    /// <summary>Whether a provider signed the person in. False for a session that has ended.</summary>
    public async ValueTask<bool> IsOfProviderAsync(Guid id, CancellationToken ct) =>
        (_recent.Find(id) ?? await _recent.ReadAsync(id, store.FindAsync, ct)) is { IsOfProvider: true };

    /// <summary>The person has done something.</summary>
    public void NoteUse(Guid id) => uses.Note(id);

    /// <summary>The person signed out. A copy of the cookie opens nothing any more.</summary>
    public async Task EndAsync(Actor person, Guid id, CancellationToken ct)
    {
        await store.EndAsync(id, person.Audit(clock.GetUtcNow(), "session.end", Subject(id, person.Name)), ct);
        Forget(id);
    }

    /// <summary>Ends a session of the actor, or of anybody in the organization if the actor may manage people.</summary>
    /// <exception cref="ForbiddenException">The actor is not a person.</exception>
    /// <exception cref="NotFoundException">There is no such session that the actor may end.</exception>
    public async Task RevokeAsync(Actor actor, Guid id, CancellationToken ct)
    {
        Guid? onlyOf = Permissions.Grants(actor.Role, Permission.ManagePeople) ? null : actor.Id ?? throw new ForbiddenException();
        if (await RevokeAsync(actor, new SessionChoice(id, onlyOf), ct) == 0)
        {
            throw new NotFoundException($"Session with UUID {id} not found");
        }
    }

    /// <summary>Ends all sessions of the actor but the one in use.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="ForbiddenException">The actor is not a person.</exception>
    public Task<int> RevokeOwnAsync(Actor actor, CancellationToken ct) =>
        RevokeAsync(actor, new SessionChoice(PersonId: actor.Id ?? throw new ForbiddenException(), Except: actor.Session), ct);

    /// <summary>Ends all sessions of a person of the organization, except the one in use.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="ForbiddenException">The actor may not manage people.</exception>
    public Task<int> RevokeAllOfAsync(Actor actor, Guid personId, CancellationToken ct)
    {
        actor.Require(Permission.ManagePeople);
        return RevokeAsync(actor, new SessionChoice(PersonId: personId, Except: actor.Session), ct);
    }

    /// <summary>Ends the sessions that a provider names in a logout token.</summary>
    /// <param name="provider">The actor of the provider.</param>
    /// <param name="logout">From a token that was validated.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>False if the token was used before.</returns>
    public async Task<bool> EndByProviderAsync(Actor provider, ProviderLogout logout, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var ended = await store.EndByProviderAsync(provider.OrganizationKey, logout, now, session => Revoked(provider, now, session), ct);
        ended?.ToList().ForEach(session => Forget(session.Id));
        return ended is not null;
    }

    /// <summary>Notes in the log of each account with the address that somebody could not sign in.</summary>
    /// <param name="accounts">All with the address; none if nobody has it, which takes as long.</param>
    /// <param name="sourceAddress">Where the attempt came from.</param>
    /// <param name="slowsDown">Whether it has to wait from now on.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <param name="factor">What was wrong after the right password; null if it was the password.</param>
    public Task FailedAsync(IReadOnlyList<PersonState> accounts, string? sourceAddress, bool slowsDown, CancellationToken ct, string? factor = null)
    {
        var now = clock.GetUtcNow();
        return store.AppendAsync([.. Entries("session.fail"), .. slowsDown ? Entries("person.slowdown") : []], ct);

        IEnumerable<AuditEntry> Entries(string action) => accounts.Select(account =>
            new Actor("system", null, "sign-in", account.OrganizationKey, account.OrganizationId, account.Role, sourceAddress)
                .Audit(now, action, new AuditSubject("person", account.Id.ToString(), account.Email), after: factor is null ? null : new { factor }));
    }

    public void Forget(Guid id) => _recent.Forget(session => session.Id == id);

    public void ForgetAll() => _recent.Forget(_ => true);

    private async Task<int> RevokeAsync(Actor actor, SessionChoice which, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var ended = await store.EndAllAsync(
            actor.OrganizationKey, which, session => Revoked(actor, now, session), ct);
        foreach (var session in ended)
        {
            Forget(session.Id);
        }

        return ended.Count;
    }

    private static AuditEntry Revoked(Actor actor, DateTimeOffset now, EndedSession session) =>
        actor.Audit(now, "session.revoke", Subject(session.Id, session.Email), new { session.Device, session.Address });

    private static AuditSubject Subject(Guid id, string name) => new("session", id.ToString(), name);
}
