using Scimify.Core.Directory;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>The rows that a worker works on, and whether the places that are left may be offered to writes.</summary>
internal sealed class RowsAtWork
{
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _running = [];
    private readonly Dictionary<RowId, SyncClaim> _claims = [];
    private readonly HashSet<string> _places = new(StringComparer.Ordinal);
    private TaskCompletionSource? _offer;
    private bool _isClosed;

    /// <summary>How many places are taken.</summary>
    public int Places
    {
        get
        {
            lock (_gate)
            {
                return _places.Count;
            }
        }
    }

    public Task WhenAllAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_running);
        }
    }

    /// <param name="work">Calls <see cref="End"/> when it ends.</param>
    public void Start(SyncClaim claim, Func<Task> work)
    {
        lock (_gate)
        {
            _claims[claim.Row] = claim;
            _places.Add(claim.Lease.Name);
            _running.RemoveWhere(task => task.IsCompleted);
            _running.Add(Task.Run(work, CancellationToken.None));
        }
    }

    /// <summary>The row needs Looker no longer: only its outcome has to be written down. Its place is free.</summary>
    public void Leave(SyncClaim claim)
    {
        lock (_gate)
        {
            _places.Remove(claim.Lease.Name);
        }
    }

    /// <remarks>If the row is still due, it may have been claimed again by now.</remarks>
    public void End(SyncClaim claim)
    {
        lock (_gate)
        {
            _places.Remove(claim.Lease.Name);
            if (ReferenceEquals(_claims.GetValueOrDefault(claim.Row), claim))
            {
                _claims.Remove(claim.Row);
            }
        }
    }

    /// <summary>Whether all these rows are worked on, as they are in these generations or later ones.</summary>
    public bool Has(IReadOnlyList<(RowId Row, long Generation)> rows)
    {
        lock (_gate)
        {
            return rows.All(wanted => _claims.TryGetValue(wanted.Row, out var claim) && claim.Columns.DesiredGeneration >= wanted.Generation);
        }
    }

    /// <returns>True if nothing is offered yet, and may be. The offer is out until <see cref="EndOffer"/>.</returns>
    public bool TryOffer()
    {
        lock (_gate)
        {
            if (_isClosed || _offer is not null)
            {
                return false;
            }

            _offer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return true;
        }
    }

    public void EndOffer()
    {
        lock (_gate)
        {
            _offer?.SetResult();
            _offer = null;
        }
    }

    /// <summary>Offers nothing until it is opened again, and waits until no offer is out.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _isClosed = true;
            return _offer?.Task ?? Task.CompletedTask;
        }
    }

    public void Open()
    {
        lock (_gate)
        {
            _isClosed = false;
        }
    }
}
