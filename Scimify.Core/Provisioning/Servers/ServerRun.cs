using Scimify.Core.Looker;
using Scimify.Core.Primitives;
using Scimify.Core.Provisioning.Engine;

namespace Scimify.Core.Provisioning.Servers;

/// <summary>
/// This run of the server. Its leases begin with its name. It may call Looker for them only while the other servers cannot have
/// taken it for dead, which it knows from its own last heartbeat.
/// </summary>
public sealed class ServerRun(EngineSettings settings, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private Moment? _beat;
    private int _joined;

    public string Id { get; } = $"{Environment.ProcessId:x}{Guid.NewGuid():N}"[..ServerRow.IdLength];

    /// <summary>Whether no other server takes over what this one has claimed. Always true for the only server of a database.</summary>
    public bool HasStanding
    {
        get
        {
            lock (_gate)
            {
                return settings.OwnsDatabase || (_beat is { } beat && beat.Elapsed(clock) < settings.Standing);
            }
        }
    }

    /// <summary>The database did not know this run: it is new, or was taken for dead. What it had claimed before is no longer its own.</summary>
    public void Joined()
    {
        lock (_gate)
        {
            _joined++;
        }
    }

    /// <param name="sentAt">From before the heartbeat was sent.</param>
    public void Beaten(Moment sentAt)
    {
        lock (_gate)
        {
            _beat = sentAt;
        }
    }

    /// <summary>The right to call Looker for rows that are about to be claimed.</summary>
    /// <param name="isWanted">Turns false when nobody wants the calls any longer.</param>
    internal ILookerPermit PermitFromNow(Func<bool> isWanted)
    {
        lock (_gate)
        {
            return new WorkPermit(this, _joined, Moment.Now(clock), isWanted);
        }
    }

    private bool Holds(int joined, Moment since)
    {
        lock (_gate)
        {
            return joined == _joined && HasStanding && since.Elapsed(clock) < settings.Lease - settings.LeaseMargin;
        }
    }

    private sealed class WorkPermit(ServerRun run, int joined, Moment since, Func<bool> isWanted) : ILookerPermit
    {
        public bool Holds => isWanted() && run.Holds(joined, since);
    }
}
