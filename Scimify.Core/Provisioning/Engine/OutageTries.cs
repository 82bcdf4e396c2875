namespace Scimify.Core.Provisioning.Engine;

/// <summary>
/// The tries of an outage. One of them finds that Looker is back, while the calls of the others may hang on for as long as the time
/// limit. They are often those of leavers, who are tried first. So they are cut off, and their rows are taken again at once.
/// </summary>
internal sealed class OutageTries(TimeProvider clock)
{
    /// <summary>A younger call was probably sent when Looker was back, and will be answered.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<CancellationTokenSource, long> _running = [];

    /// <param name="abort">Ends the try as well.</param>
    public CancellationTokenSource Begin(CancellationToken abort)
    {
        var end = CancellationTokenSource.CreateLinkedTokenSource(abort);
        lock (_gate)
        {
            _running[end] = clock.GetTimestamp();
        }

        return end;
    }

    public void End(CancellationTokenSource end)
    {
        lock (_gate)
        {
            _running.Remove(end);
        }

        end.Dispose();
    }

    /// <summary>Call it when Looker is back.</summary>
    public void CutOff()
    {
        lock (_gate)
        {
            foreach (var (end, _) in _running.Where(one => clock.GetElapsedTime(one.Value) >= Young).ToList())
            {
                _running.Remove(end);
                _ = end.CancelAsync();
            }
        }
    }
}
