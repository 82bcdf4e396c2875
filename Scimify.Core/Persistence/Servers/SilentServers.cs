namespace Scimify.Core.Persistence.Servers;

/// <param name="Id">The server.</param>
/// <param name="BeatAt">Its last heartbeat.</param>
/// <param name="SilentAfter">How long it may go without one.</param>
internal readonly record struct ServerBeat(string Id, long BeatAt, TimeSpan SilentAfter);

/// <summary>
/// Decides which servers are silent, by how long their heartbeat has not moved on this server's own monotonic clock. So it does
/// not matter what the clocks of the other servers and of the database show, or whether somebody sets them.
/// </summary>
/// <param name="clock">Only its monotonic time is used.</param>
/// <param name="longestBreak">After a longer time without a reading, watching starts over: the others may have been cut off too.</param>
internal sealed class SilentServers(TimeProvider clock, TimeSpan longestBreak)
{
    private readonly Dictionary<string, (long BeatAt, long Since)> _seen = [];
    private long? _readAt;

    /// <param name="beats">The other servers, as just read.</param>
    /// <returns>Those that have been silent for too long.</returns>
    public IReadOnlyList<ServerBeat> Read(IReadOnlyCollection<ServerBeat> beats)
    {
        if (_readAt is { } at && clock.GetElapsedTime(at) > longestBreak)
        {
            _seen.Clear();
        }

        var now = clock.GetTimestamp();
        _readAt = now;
        foreach (var gone in _seen.Keys.Except(beats.Select(beat => beat.Id)).ToList())
        {
            _seen.Remove(gone);
        }

        var silent = new List<ServerBeat>();
        foreach (var beat in beats)
        {
            if (!_seen.TryGetValue(beat.Id, out var seen) || seen.BeatAt != beat.BeatAt)
            {
                _seen[beat.Id] = (beat.BeatAt, now);
            }
            else if (clock.GetElapsedTime(seen.Since, now) >= beat.SilentAfter)
            {
                silent.Add(beat);
            }
        }

        return silent;
    }
}
