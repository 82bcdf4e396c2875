using Scimify.Core.Audit;
using Scimify.Core.Primitives;

namespace Scimify.Core.People.Sessions;

/// <summary>
/// Sign-ins at the console, from their start to their end, with their trace in the audit log. A session that was ended on this
/// server is over with the next request; one that was ended on another server, within the cache's seconds at the latest.
/// </summary>
public sealed class SessionService(ISessionStore store, TimeProvider clock)
{
    /// <summary>A session ends after this time, however much it is used.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    private const int MaxDeviceLength = 200;
    private const int Capacity = 10_000;
    private static readonly TimeSpan CacheLife = TimeSpan.FromSeconds(5);
    private readonly RecentCache<Guid, SessionState> _recent = new(clock, CacheLife, Capacity);

    /// <param name="person">Who has just signed in.</param>
    /// <param name="how">Such as <c>password</c>, for the audit log.</param>
    /// <param name="device">What the browser says of itself; null if nothing.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The session's ID, for its cookie.</returns>
    public async Task<Guid> StartAsync(Actor person, string how, string? device, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var session = new PersonSession
        {
            Id = Guid.CreateVersion7(now),
            PersonId = person.Id ?? throw new ArgumentException("Only people have sessions.", nameof(person)),
            CreatedAt = now,
            ExpiresAt = now + Life,
            Address = person.SourceAddress,
            Device = device?.Clipped(MaxDeviceLength),
        };
        await store.AddAsync(session, person.Audit(now, "session.start", Subject(session.Id, person), after: new { how, device = session.Device }), ct);
        return session.Id;
    }

    /// <summary>Whether the session goes on, and is this person's.</summary>
    public async ValueTask<bool> IsLiveAsync(Guid id, Guid personId, CancellationToken ct) =>
        (_recent.Find(id) ?? await _recent.ReadAsync(id, store.FindAsync, ct)) is { } session && session.PersonId == personId && session.ExpiresAt > clock.GetUtcNow();

    /// <summary>The person signed out. A copy of the cookie opens nothing any more.</summary>
    public async Task EndAsync(Actor person, Guid id, CancellationToken ct)
    {
        await store.EndAsync(id, person.Audit(clock.GetUtcNow(), "session.end", Subject(id, person)), ct);
        Forget(id);
    }

    /// <summary>Notes in the log of each account with the address that somebody could not sign in.</summary>
    /// <param name="accounts">All with the address; none if nobody has it, which takes as long.</param>
    /// <param name="sourceAddress">Where the attempt came from.</param>
    /// <param name="slowsDown">Whether it has to wait from now on.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task FailedAsync(IReadOnlyList<PersonState> accounts, string? sourceAddress, bool slowsDown, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return store.AppendAsync([.. Entries("session.fail"), .. slowsDown ? Entries("person.slowdown") : []], ct);

        IEnumerable<AuditEntry> Entries(string action) => accounts.Select(account =>
            new Actor("system", null, "sign-in", account.OrganizationKey, account.OrganizationId, account.Role, sourceAddress)
                .Audit(now, action, new AuditSubject("person", account.Id.ToString(), account.Email)));
    }

    public void Forget(Guid id) => _recent.Forget(session => session.Id == id);

    public void ForgetAll() => _recent.Forget(_ => true);

    private static AuditSubject Subject(Guid id, Actor person) => new("session", id.ToString(), person.Name);
}
