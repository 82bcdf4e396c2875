namespace Scimify.Core.Directory;

/// <summary>
/// Writes of one resource that met and were refused, in whatever order they are taken back: what is left is the value from
/// before all of them. The last few are remembered, since whoever waits for Looker waits a few seconds.
/// </summary>
/// <typeparam name="TBefore">What a write found, and goes back to.</typeparam>
internal sealed class UndoneWrites<TBefore>
    where TBefore : class
{
    private const int Remembered = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<(long Key, long Generation), Undone> _undone = [];
    private readonly Queue<(long Key, long Generation)> _order = new();

    /// <summary>True while the row still has what the write asked for, or has it again since a later write was taken back.</summary>
    public bool IsCurrent(long key, (long Generation, long Version) written, (long Generation, long Version) current)
    {
        lock (_gate)
        {
            return current == written
                || (_undone.TryGetValue((key, written.Generation), out var undone) && undone.RestoredAs == current);
        }
    }

    /// <summary>A write was refused after a later one: if that is refused as well, this one's past is what it goes back to.</summary>
    public void Overtaken(long key, long generation, TBefore before) => Put((key, generation), new(before, null));

    /// <summary>What a write found was another write's that is refused as well: then what that one found.</summary>
    public TBefore Earliest(long key, TBefore before, Func<TBefore, long> generation)
    {
        lock (_gate)
        {
            while (_undone.TryGetValue((key, generation(before)), out var undone) && undone.Before is { } earlier && generation(earlier) < generation(before))
            {
                before = earlier;
            }

            return before;
        }
    }

    /// <summary>The row has again what the write of this generation asked for.</summary>
    public void Restored(long key, long generation, (long Generation, long Version) current) => Put((key, generation), new(null, current));

    private void Put((long Key, long Generation) write, Undone undone)
    {
        lock (_gate)
        {
            if (_undone.TryAdd(write, undone))
            {
                _order.Enqueue(write);
                if (_order.Count > Remembered)
                {
                    _undone.Remove(_order.Dequeue());
                }
            }
            else
            {
                _undone[write] = undone;
            }
        }
    }

    private sealed record Undone(TBefore? Before, (long Generation, long Version)? RestoredAs);
}
