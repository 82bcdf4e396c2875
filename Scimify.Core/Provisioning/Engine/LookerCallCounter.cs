using Scimify.Core.Audit;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>
/// Counts every request to Looker by integration and month. A call that an attempt makes is written together with the attempt's
/// record of it, so that a kill loses none that is recorded. The others are written a few seconds later.
/// </summary>
public sealed class LookerCallCounter : ILookerCallObserver, IUnwrittenLookerCalls
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, Guid> _ids = [];
    private readonly Dictionary<(Guid IntegrationId, int Month), long> _held = [];
    private Dictionary<(Guid IntegrationId, int Month), long> _counts = [];
    private Dictionary<(Guid IntegrationId, int Month), long> _beingWritten = [];

    public void OnCall(LookerCall call)
    {
        lock (_gate)
        {
            Add(_counts, (call.IntegrationId, LookerCallCount.MonthOf(call.At)), 1);
        }
    }

    public long Count(Guid integrationId, int month)
    {
        lock (_gate)
        {
            var key = (integrationId, month);
            return _counts.GetValueOrDefault(key) + _beingWritten.GetValueOrDefault(key) + _held.GetValueOrDefault(key);
        }
    }

    /// <summary>The call is counted already, and an attempt has a record of it that will be written.</summary>
    internal void Hold(int integrationKey, LookerCall call)
    {
        lock (_gate)
        {
            _ids[integrationKey] = call.IntegrationId;
            var key = (call.IntegrationId, LookerCallCount.MonthOf(call.At));
            Add(_counts, key, -1);
            Add(_held, key, 1);
        }
    }

    /// <summary>These records, and the number of these calls, are in the database.</summary>
    internal void Written(IReadOnlyList<LookerEffect> effects) => Release(effects, isWritten: true);

    /// <summary>These records will never be written. The calls still count.</summary>
    internal void GiveBack(IReadOnlyList<LookerEffect> effects) => Release(effects, isWritten: false);

    /// <summary>Hands over what is not in the database yet. If the write fails, it is kept for the next time. One caller at a time.</summary>
    internal async Task FlushAsync(Func<IReadOnlyList<(Guid IntegrationId, int Month, long Calls)>, Task> write)
    {
        lock (_gate)
        {
            (_beingWritten, _counts) = (_counts, []);
        }

        try
        {
            var calls = _beingWritten.Where(c => c.Value != 0).Select(c => (c.Key.IntegrationId, c.Key.Month, c.Value)).ToList();
            if (calls.Count > 0)
            {
                await write(calls);
            }
        }
        catch
        {
            lock (_gate)
            {
                foreach (var (key, calls) in _beingWritten)
                {
                    Add(_counts, key, calls);
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

    private void Release(IReadOnlyList<LookerEffect> effects, bool isWritten)
    {
        lock (_gate)
        {
            foreach (var effect in effects)
            {
                if (_ids.TryGetValue(effect.IntegrationKey, out var id))
                {
                    var key = (id, LookerCallCount.MonthOf(effect.At));
                    Add(_held, key, -1);
                    Add(_counts, key, isWritten ? 0 : 1);
                }
            }
        }
    }

    private static void Add(Dictionary<(Guid IntegrationId, int Month), long> counts, (Guid IntegrationId, int Month) key, long calls) =>
        counts[key] = counts.GetValueOrDefault(key) + calls;
}
