namespace Scimify.Core.People;

/// <summary>Decides on each request whether a person may act, and with which role.</summary>
/// <param name="IsLocked">Locked by an owner. Wrong passwords lock nobody, or anybody could lock out anybody.</param>
public sealed record PersonState(
    Guid Id, string Email, PortalRole Role, string? SecurityStamp, int OrganizationKey, Guid OrganizationId, bool IsLocked, string? DisplayName = null)
{
    /// <summary>As <see cref="Person.MustChangePassword"/>. Says nothing of the person's programs, whose tokens nobody else has seen.</summary>
    public bool MustChangePassword { get; init; }
}

/// <summary>
/// The present state of people. A change made on this server takes effect with the next request. A change made by another
/// node or the command line takes effect within the cache's seconds.
/// </summary>
public sealed class PersonStates(IPeopleStore store, TimeProvider clock)
{
    private const int Capacity = 10_000;
    private static readonly TimeSpan CacheLife = TimeSpan.FromSeconds(5);
    private readonly RecentCache<Guid, PersonState> _recent = new(clock, CacheLife, Capacity);

    /// <summary>Null if the person was deleted.</summary>
    public async ValueTask<PersonState?> FindAsync(Guid id, CancellationToken ct) =>
        _recent.Find(id) ?? await _recent.ReadAsync(id, store.FindStateAsync, ct);

    public void Forget(Guid id) => _recent.Forget(state => state.Id == id);

    public void ForgetAll() => _recent.Forget(_ => true);
}
