using System.Collections.Concurrent;

namespace Scimify.Core.Tokens;

/// <summary>Remembers for a few seconds what a secret's hash stands for. Bounded; safe for concurrent use.</summary>
/// <param name="clock">Its monotonic time is used, not the wall clock.</param>
/// <param name="life">How long an entry is believed, and so how late a change on another node is seen.</param>
/// <param name="capacity">When full, everything is dropped: cheaper than an order of use, and only a flood gets there.</param>
internal sealed class SecretCache<T>(TimeProvider clock, TimeSpan life, int capacity)
    where T : class
{
    private readonly ConcurrentDictionary<TokenHash, (T Value, long Since)> _entries = new();
    private long _generation;

    /// <summary>Take it before the look-up whose result goes to <see cref="Put"/>.</summary>
    public long Generation => Volatile.Read(ref _generation);

    public T? Find(TokenHash hash) =>
        _entries.TryGetValue(hash, out var entry) && clock.GetElapsedTime(entry.Since) < life ? entry.Value : null;

    /// <summary>Does nothing when something was forgotten since <paramref name="generation"/>: the value may have been read before that.</summary>
    public void Put(TokenHash hash, T value, long generation)
    {
        if (_entries.Count >= capacity)
        {
            _entries.Clear();
        }

        _entries[hash] = (value, clock.GetTimestamp());
        if (Generation != generation)
        {
            _entries.TryRemove(hash, out _);
        }
    }

    public void Forget(Func<T, bool> which)
    {
        Interlocked.Increment(ref _generation);
        foreach (var (hash, entry) in _entries)
        {
            if (which(entry.Value))
            {
                _entries.TryRemove(hash, out _);
            }
        }
    }
}
