namespace Scimify.Core.People;

/// <summary>What decides, at each request, whether and as what a person may act.</summary>
/// <param name="IsLocked">By an owner, not by wrong passwords: those stop signing in only, or anyone could stop anyone's programs.</param>
public sealed record PersonState(
    Guid Id, string Email, PortalRole Role, string? SecurityStamp, int OrganizationKey, Guid OrganizationId, bool IsLocked);

/// <summary>
/// Who a person is now. A change made here counts from the next request on, one made by another node or by the
/// command line within the cache's seconds.
/// </summary>
public sealed class PersonStates(IPeopleStore store, TimeProvider clock)
{
    private const int Capacity = 10_000;
    private static readonly TimeSpan CacheLife = TimeSpan.FromSeconds(5);
    private readonly RecentCache<Guid, PersonState> _recent = new(clock, CacheLife, Capacity);

    /// <summary>Null: removed.</summary>
    public async ValueTask<PersonState?> FindAsync(Guid id, CancellationToken ct)
    {
        if (_recent.Find(id) is { } known)
        {
            return known;
        }

        var generation = _recent.Generation;
        var state = await store.FindStateAsync(id, ct);
        if (state is not null)
        {
            _recent.Put(id, state, generation);
        }

        return state;
    }

    public void Forget(Guid id) => _recent.Forget(state => state.Id == id);
}
