using System.Collections.Concurrent;

namespace Scimify.Core.People.Sessions;

/// <summary>Collects uses of sessions between two writes, so that no request waits for the database. Safe for concurrent use.</summary>
public sealed class SessionUses(ISessionStore store, TimeProvider clock)
{
    /// <summary>The shortest time between two writes of a session's last use.</summary>
    public static readonly TimeSpan AtMostOncePer = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Guid, Use> _uses = new();

    public void Note(Guid id)
    {
        var now = clock.GetUtcNow();
        _uses.AddOrUpdate(id, _ => new Use(now, DateTimeOffset.MinValue), (_, use) => use with { Last = now });
    }

    /// <returns>The later of the given time and the last use on this server.</returns>
    public DateTimeOffset LastOf(Guid id, DateTimeOffset stored) => _uses.TryGetValue(id, out var use) && use.Last > stored ? use.Last : stored;

    /// <summary>Writes what is due. If that fails, it is kept for the next time.</summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = _uses.Where(use => use.Value.Last > use.Value.Written && now - use.Value.Written >= AtMostOncePer).ToList();
        if (due.Count > 0)
        {
            await store.NoteUsesAsync([.. due.Select(use => KeyValuePair.Create(use.Key, use.Value.Last))], ct);
            foreach (var (id, use) in due)
            {
                _uses.TryUpdate(id, use with { Written = use.Last }, use);
            }
        }

        foreach (var use in _uses.Where(use => use.Value.Last <= use.Value.Written && now - use.Value.Last >= AtMostOncePer))
        {
            _uses.TryRemove(use);
        }
    }

    private sealed record Use(DateTimeOffset Last, DateTimeOffset Written);
}
