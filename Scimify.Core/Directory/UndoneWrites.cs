namespace Scimify.Core.Directory;

/// <summary>
/// What refused writes found. If a later write of the same resource is refused too, it goes back to the value from before both. The
/// last few are remembered, because whoever waits for Looker waits only a few seconds.
/// </summary>
/// <typeparam name="TBefore">What a write found, and goes back to.</typeparam>
internal sealed class UndoneWrites<TBefore>
    where TBefore : class
{
    private const int Remembered = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<(long Key, long Generation), TBefore> _found = [];
    private readonly Dictionary<(long Key, long Generation), long> _restoredAs = [];
    private readonly Queue<(long Key, long Generation)> _order = new();

    /// <summary>Notes that a write is refused.</summary>
    /// <param name="key">The resource.</param>
    /// <param name="written">The generation that the write made.</param>
    /// <param name="before">What the write found.</param>
    /// <param name="generation">The generation of what was found.</param>
    /// <returns>What the write goes back to. If it found what another refused write had left, this is what that one found.</returns>
    public TBefore Refused(long key, long written, TBefore before, Func<TBefore, long> generation)
    {
        lock (_gate)
        {
            while (_found.TryGetValue((key, generation(before)), out var earlier) && generation(earlier) < generation(before))
            {
                before = earlier;
            }

            Remember((key, written));
            _found[(key, written)] = before;
            return before;
        }
    }

    /// <summary>A later write was undone, so that the resource is again as the write of this generation left it.</summary>
    public void Restored(long key, long generation, long version)
    {
        lock (_gate)
        {
            Remember((key, generation));
            _restoredAs[(key, generation)] = version;
        }
    }

    /// <summary>Whether the resource is as this write left it.</summary>
    public bool IsUntouched(long key, long generation, long written, long current)
    {
        lock (_gate)
        {
            return current == written || (_restoredAs.TryGetValue((key, generation), out var restored) && restored == current);
        }
    }

    private void Remember((long Key, long Generation) write)
    {
        _order.Enqueue(write);
        if (_order.Count > Remembered)
        {
            var oldest = _order.Dequeue();
            _found.Remove(oldest);
            _restoredAs.Remove(oldest);
        }
    }
}
