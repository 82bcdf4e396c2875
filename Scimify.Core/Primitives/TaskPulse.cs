namespace Scimify.Core.Primitives;

/// <summary>How a background task is doing: since when its present round has run, and how often a round has failed.</summary>
public sealed class TaskPulse(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private long? _begun;
    private long _failures;

    public (TimeSpan Running, long Failures) Read()
    {
        lock (_gate)
        {
            return (_begun is { } begun ? clock.GetElapsedTime(begun) : TimeSpan.Zero, _failures);
        }
    }

    /// <summary>There is something to do.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _begun = clock.GetTimestamp();
        }
    }

    /// <summary>The task waits until there is something to do again.</summary>
    public void Rest()
    {
        lock (_gate)
        {
            _begun = null;
        }
    }

    public void Failed()
    {
        lock (_gate)
        {
            _failures++;
        }
    }
}
