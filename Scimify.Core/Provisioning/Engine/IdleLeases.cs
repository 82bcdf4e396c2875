using Scimify.Core.Audit;
using Scimify.Core.Requests;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>
/// Which leases this worker works under. While the database was away, it may have got others without hearing of it, or may have had to
/// leave some: nobody works under those, so they end as soon as the database is back.
/// </summary>
internal sealed class IdleLeases
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _inUse = new(StringComparer.Ordinal);
    private List<LookerEffect> _effects = [];
    private bool _mayBe;

    public bool MayHaveAny
    {
        get
        {
            lock (_gate)
            {
                return _mayBe;
            }
        }
    }

    public void Begin(SyncLease lease)
    {
        lock (_gate)
        {
            _inUse.Add(lease.Name);
        }
    }

    public void End(SyncLease lease)
    {
        lock (_gate)
        {
            _inUse.Remove(lease.Name);
        }
    }

    /// <summary>A claim failed like this: if its commit is in doubt, there may be leases that nobody heard of.</summary>
    public void MayBe(Exception claim)
    {
        lock (_gate)
        {
            _mayBe |= claim is DatabaseUnavailableException { IsInDoubt: true };
        }
    }

    /// <summary>An attempt ends without an outcome. Its lease must have been ended in its place.</summary>
    /// <param name="effects">Calls that it could not record.</param>
    public void Leave(IReadOnlyList<LookerEffect> effects)
    {
        lock (_gate)
        {
            _mayBe = true;
            _effects.AddRange(effects);
        }
    }

    /// <summary>Ends what nobody works under, if there may be any. If that fails, it is done the next time.</summary>
    public async Task EndAsync(Func<(IReadOnlyCollection<string> InUse, IReadOnlyList<LookerEffect> Effects), Task> end)
    {
        List<string> inUse;
        List<LookerEffect> effects;
        lock (_gate)
        {
            if (!_mayBe)
            {
                return;
            }

            _mayBe = false;
            (inUse, effects, _effects) = ([.. _inUse], _effects, []);
        }

        try
        {
            await end((inUse, effects));
        }
        catch
        {
            Leave(effects);
            throw;
        }
    }
}
