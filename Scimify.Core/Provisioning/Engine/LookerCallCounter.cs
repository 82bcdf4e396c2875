using Scimify.Core.Integrations;
using Scimify.Core.Looker;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>Counts every request to Looker by integration and month. The counts are written to the database a few seconds later.</summary>
public sealed class LookerCallCounter : ILookerCallObserver, IUnwrittenLookerCalls
{
    private readonly Lock _gate = new();
    private Dictionary<(Guid IntegrationId, int Month), long> _counts = [];
    private Dictionary<(Guid IntegrationId, int Month), long> _beingWritten = [];

    public void OnCall(LookerCall call)
    {
        lock (_gate)
        {
            Add((call.IntegrationId, LookerCallCount.MonthOf(call.At)), 1);
        }
    }

    public long Count(Guid integrationId, int month)
    {
        lock (_gate)
        {
            return _counts.GetValueOrDefault((integrationId, month)) + _beingWritten.GetValueOrDefault((integrationId, month));
        }
    }

    /// <summary>Hands over what is not in the database yet. If the write fails, it is kept for the next time. One caller at a time.</summary>
    internal async Task FlushAsync(Func<IReadOnlyList<(Guid IntegrationId, int Month, long Calls)>, Task> write)
    {
        lock (_gate)
        {
            (_beingWritten, _counts) = (_counts, []);
        }

        try
        {
            if (_beingWritten.Count > 0)
            {
                await write([.. _beingWritten.Select(c => (c.Key.IntegrationId, c.Key.Month, c.Value))]);
            }
        }
        catch
        {
            lock (_gate)
            {
                foreach (var (key, calls) in _beingWritten)
                {
                    Add(key, calls);
                }
            }

            throw;
        }
        finally
        {
            lock (_gate)
            {
                _beingWritten = [];
            }
        }
    }

    private void Add((Guid IntegrationId, int Month) key, long calls) => _counts[key] = _counts.GetValueOrDefault(key) + calls;
}
