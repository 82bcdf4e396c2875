namespace Scimify.Portal.Sandbox;

/// <summary>One request that reached the sandbox's API.</summary>
/// <param name="Operation">Null for a path that Looker does not have.</param>
/// <param name="Status">Null if the connection was cut instead of an answer.</param>
/// <param name="Effect">Whether it was carried out, successfully or not, before any fault in the answer.</param>
public sealed record SandboxCall(long Seq, DateTimeOffset At, string? Operation, string Method, string Path, string Query, int? Status, bool Effect);

/// <summary>A request that Looker's documentation does not allow.</summary>
public sealed record SandboxViolation(string Operation, string Message);

/// <summary>Records the requests to the sandbox. Thread-safe.</summary>
public sealed class SandboxRecorder
{
    private const int MostKept = 500_000;

    private readonly Lock _gate = new();
    private readonly Queue<SandboxCall> _calls = new();
    private readonly Queue<SandboxViolation> _violations = new();
    private long _seq;
    private int _inFlight;
    private int _mostInFlight;

    public IReadOnlyList<SandboxCall> Calls => CallsSince(0);

    public IReadOnlyList<SandboxViolation> Violations
    {
        get
        {
            lock (_gate)
            {
                return [.. _violations];
            }
        }
    }

    /// <summary>The number of requests that are being processed now.</summary>
    public int InFlight
    {
        get
        {
            lock (_gate)
            {
                return _inFlight;
            }
        }
    }

    /// <summary>The largest number of requests that were processed at the same time.</summary>
    public int MostInFlight
    {
        get
        {
            lock (_gate)
            {
                return _mostInFlight;
            }
        }
    }

    public IReadOnlyList<SandboxCall> CallsSince(long seq, string? operation = null)
    {
        lock (_gate)
        {
            return [.. _calls.Where(c => c.Seq > seq && (operation is null || c.Operation == operation))];
        }
    }

    /// <summary>Number of calls by operation.</summary>
    public IReadOnlyDictionary<string, int> Counts()
    {
        lock (_gate)
        {
            return _calls.GroupBy(c => c.Operation ?? "unknown").ToDictionary(g => g.Key, g => g.Count());
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _calls.Clear();
            _mostInFlight = _inFlight;
        }
    }

    public void ClearViolations()
    {
        lock (_gate)
        {
            _violations.Clear();
        }
    }

    internal void Begin()
    {
        lock (_gate)
        {
            _mostInFlight = Math.Max(_mostInFlight, ++_inFlight);
        }
    }

    internal void End()
    {
        lock (_gate)
        {
            _inFlight--;
        }
    }

    internal void Add(DateTimeOffset at, string? operation, string method, string path, string query, int? status, bool effect)
    {
        lock (_gate)
        {
            if (_calls.Count == MostKept)
            {
                _calls.Dequeue();
            }

            _calls.Enqueue(new SandboxCall(++_seq, at, operation, method, path, query, status, effect));
        }
    }

    internal void Violate(string operation, string message)
    {
        lock (_gate)
        {
            if (_violations.Count < 10_000)
            {
                _violations.Enqueue(new SandboxViolation(operation, message));
            }
        }
    }
}
