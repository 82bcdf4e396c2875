using System.Collections.Concurrent;

namespace Scimify.Core.People;

/// <summary>Remembers for a few seconds what was read, such as the token of a hash. Bounded; safe for concurrent use.</summary>
/// <param name="clock">Only its monotonic time is used.</param>
/// <param name="life">How long an entry is used, and therefore how late a change on another node is noticed.</param>
/// <param name="capacity">A full cache drops everything. That is cheaper than tracking use, and only a flood fills it.</param>
internal sealed class RecentCache<TKey, T>(TimeProvider clock, TimeSpan life, int capacity)
    where TKey : notnull
    where T : class
{
    private readonly ConcurrentDictionary<TKey, (T Value, long Since)> _entries = new();
    private long _generation;

    /// <summary>Read it before the look-up whose result goes to <see cref="Put"/>.</summary>
    public long Generation => Volatile.Read(ref _generation);

    public T? Find(TKey key) =>
        _entries.TryGetValue(key, out var entry) && clock.GetElapsedTime(entry.Since) < life ? entry.Value : null;

    /// <summary>Reads what <see cref="Find"/> does not know, and remembers it. That there is nothing is not remembered.</summary>
    public async Task<T?> ReadAsync(TKey key, Func<TKey, CancellationToken, Task<T?>> read, CancellationToken ct)
    {
        var generation = Generation;
        var value = await read(key, ct);
        if (value is not null)
        {
            Put(key, value, generation);
        }

        return value;
    }

    /// <summary>Does nothing if an entry was forgotten since <paramref name="generation"/>: the value may be older than that.</summary>
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
