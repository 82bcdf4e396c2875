using System.Collections.Concurrent;

namespace Scimify.Core.People;

/// <summary>Remembers for a few seconds what was read, such as what a token's hash stands for. Bounded; safe for concurrent use.</summary>
/// <param name="clock">Its monotonic time is used, not the wall clock.</param>
/// <param name="life">How long an entry is believed, and so how late a change on another node is seen.</param>
/// <param name="capacity">When full, everything is dropped: cheaper than an order of use, and only a flood gets there.</param>
internal sealed class RecentCache<TKey, T>(TimeProvider clock, TimeSpan life, int capacity)
    where TKey : notnull
    where T : class
{
    private readonly ConcurrentDictionary<TKey, (T Value, long Since)> _entries = new();
    private long _generation;

    /// <summary>Take it before the look-up whose result goes to <see cref="Put"/>.</summary>
    public long Generation => Volatile.Read(ref _generation);

    public T? Find(TKey key) =>
        _entries.TryGetValue(key, out var entry) && clock.GetElapsedTime(entry.Since) < life ? entry.Value : null;

    /// <summary>Does nothing when something was forgotten since <paramref name="generation"/>: the value may have been read before that.</summary>
    public void Put(TKey key, T value, long generation)
    {
        if (_entries.Count >= capacity)
        {
            _entries.Clear();
        }

        _entries[key] = (value, clock.GetTimestamp());
        if (Generation != generation)
        {
            _entries.TryRemove(key, out _);
        }
    }

    public void Forget(Func<T, bool> which)
    {
        Interlocked.Increment(ref _generation);
        foreach (var (key, entry) in _entries)
        {
            if (which(entry.Value))
            {
                _entries.TryRemove(key, out _);
            }
        }
    }
}
