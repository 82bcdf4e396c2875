using Scimify.Core.Looker;

namespace Scimify.Core.Provisioning;

/// <summary>Counts every request to Looker by integration and month; written to the database a few seconds later.</summary>
public sealed class LookerCallCounter : ILookerCallObserver
{
    private readonly Lock _gate = new();
    private Dictionary<(Guid IntegrationId, int Month), long> _counts = [];

    public void OnCall(LookerCall call)
    {
        var key = (call.IntegrationId, (call.At.UtcDateTime.Year * 100) + call.At.UtcDateTime.Month);
        lock (_gate)
        {
            _counts[key] = _counts.GetValueOrDefault(key) + 1;
        }
    }

    /// <summary>Calls that are not in the database yet.</summary>
    public long Pending(Guid integrationId, int month)
    {
        lock (_gate)
        {
            return _counts.GetValueOrDefault((integrationId, month));
        }
    }

    internal IReadOnlyList<(Guid IntegrationId, int Month, long Calls)> Drain()
    {
        lock (_gate)
        {
            var drained = _counts.Select(c => (c.Key.IntegrationId, c.Key.Month, c.Value)).ToList();
            _counts = [];
            return drained;
        }
    }
}
