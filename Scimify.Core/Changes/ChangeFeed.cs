namespace Scimify.Core.Changes;

/// <summary>
/// What has changed in the database, for whoever shows it: one feed for the process. A burst is told once, and at most once a
/// second.
/// </summary>
public sealed class ChangeFeed(TimeProvider clock) : IDisposable
{
    /// <summary>Between two times that listeners are told.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>Before the first change after a rest is told, because others follow it.</summary>
    public static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly ChangeSet _changes = new();
    private readonly HashSet<Listener> _listeners = [];
    private readonly Dictionary<int, long> _versions = [];
    private ITimer? _timer;
    private long? _toldAt;
    private long _version;
    private long _versionOfAll;

    /// <summary>Never throws, and does not wait for listeners.</summary>
    public void Publish(IReadOnlyCollection<Change> changes)
    {
        if (changes.Count == 0)
        {
            return;
        }

        lock (_lock)
        {
            _version++;
            foreach (var change in changes)
            {
                _changes.Add(change);
                if (change.OrganizationKey is { } organization)
                {
                    _versions[organization] = _version;
                }
                else
                {
                    _versionOfAll = _version;
                }
            }

            if (_timer is null)
            {
                var rest = _toldAt is { } at ? Every - clock.GetElapsedTime(at) : TimeSpan.Zero;
                _timer = clock.CreateTimer(_ => Tell(), null, rest > Gathering ? rest : Gathering, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Grows with each change that may concern the organization. An answer that was read after it was read is not older.</summary>
    public long VersionOf(int organizationKey)
    {
        lock (_lock)
        {
            return Math.Max(_versionOfAll, _versions.GetValueOrDefault(organizationKey));
        }
    }

    /// <param name="wants">Must be quick. It is called on another thread.</param>
    /// <param name="told">The same, and must not throw.</param>
    /// <returns>Ends the listening.</returns>
    public IDisposable Listen(Func<Change, bool> wants, Action told)
    {
        var listener = new Listener(this, wants, told);
        lock (_lock)
        {
            _listeners.Add(listener);
        }

        return listener;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _timer?.Dispose();
        }
    }

    private void Tell()
    {
        IReadOnlyList<Change> changes;
        Listener[] listeners;
        lock (_lock)
        {
            _timer?.Dispose();
            _timer = null;
            _toldAt = clock.GetTimestamp();
            changes = _changes.Take();
            listeners = [.. _listeners];
        }

        foreach (var listener in listeners.Where(l => changes.Any(l.Wants)))
        {
            listener.Told();
        }
    }

    private sealed class Listener(ChangeFeed feed, Func<Change, bool> wants, Action told) : IDisposable
    {
        public Func<Change, bool> Wants => wants;

        public Action Told => told;

        public void Dispose()
        {
            lock (feed._lock)
            {
                feed._listeners.Remove(this);
            }
        }
    }
}
