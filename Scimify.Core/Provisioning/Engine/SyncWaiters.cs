using Scimify.Core.Directory;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>Answers SCIM writes that wait for their rows. It remembers recent completions, because an engine may be faster than the waiter.</summary>
internal sealed class SyncWaiters
{
    private const int Remembered = 4096;

    private readonly Lock _gate = new();
    private readonly Dictionary<RowId, List<SyncWaiter>> _waiting = [];
    private readonly Dictionary<RowId, (long Generation, SyncOutcome Outcome)> _recent = [];
    private readonly Queue<RowId> _order = new();

    public SyncWaiter Register(IReadOnlyList<(RowId Row, long Generation)> rows)
    {
        var waiter = new SyncWaiter(rows.Count);
        lock (_gate)
        {
            foreach (var (row, generation) in rows)
            {
                if (_recent.TryGetValue(row, out var recent) && recent.Generation >= generation)
                {
                    waiter.Take(row, recent.Outcome);
                    continue;
                }

                if (!_waiting.TryGetValue(row, out var others))
                {
                    _waiting.Add(row, others = []);
                }

                others.Add(waiter);
                waiter.Wants(row, generation);
            }
        }

        return waiter;
    }

    public void Forget(SyncWaiter waiter)
    {
        lock (_gate)
        {
            foreach (var row in waiter.Rows)
            {
                if (_waiting.TryGetValue(row, out var others) && others.Remove(waiter) && others.Count == 0)
                {
                    _waiting.Remove(row);
                }
            }
        }
    }

    /// <summary>A user or group is gone in Looker, together with its memberships.</summary>
    public void TellGone(RowId row)
    {
        lock (_gate)
        {
            foreach (var (membership, waiters) in _waiting.Where(w => IsMembershipOf(w.Key, row)).ToList())
            {
                waiters.ForEach(waiter => waiter.Take(membership, SyncOutcome.Applied.Instance));
                _waiting.Remove(membership);
            }
        }
    }

    private static bool IsMembershipOf(RowId membership, RowId row) =>
        membership.Kind == RowKind.Membership && (row.Kind == RowKind.User ? membership.UserKey : membership.Key) == row.Key;

    public void Tell(RowId row, long generation, SyncOutcome outcome)
    {
        lock (_gate)
        {
            if (_recent.TryAdd(row, (generation, outcome)))
            {
                _order.Enqueue(row);
                if (_order.Count > Remembered)
                {
                    _recent.Remove(_order.Dequeue());
                }
            }
            else
            {
                _recent[row] = (generation, outcome);
            }

            if (_waiting.TryGetValue(row, out var waiters))
            {
                foreach (var waiter in waiters.Where(w => w.Generation(row) <= generation).ToList())
                {
                    waiter.Take(row, outcome);
                    waiters.Remove(waiter);
                }

                if (waiters.Count == 0)
                {
                    _waiting.Remove(row);
                }
            }
        }
    }
}

/// <param name="Outcome">Null: the time was up first.</param>
/// <param name="Row">Whose outcome it is.</param>
internal sealed record SyncAnswer(SyncOutcome? Outcome, RowId? Row);

/// <summary>Waits for one request's rows. Answered when all are applied, or one will not be in time.</summary>
internal sealed class SyncWaiter(int rows)
{
    private readonly Dictionary<RowId, long> _rows = [];
    private readonly TaskCompletionSource<SyncAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open = rows;

    /// <summary>Applied, or the first outcome that is something else.</summary>
    public Task<SyncAnswer> Answer => _answer.Task;

    public IEnumerable<RowId> Rows => _rows.Keys;

    public void Wants(RowId row, long generation) => _rows[row] = generation;

    public long Generation(RowId row) => _rows[row];

    public void Take(RowId row, SyncOutcome outcome)
    {
        if (outcome is not SyncOutcome.Applied)
        {
            _answer.TrySetResult(new(outcome, row));
        }
        else if (--_open == 0)
        {
            _answer.TrySetResult(new(SyncOutcome.Applied.Instance, row));
        }
    }
}
