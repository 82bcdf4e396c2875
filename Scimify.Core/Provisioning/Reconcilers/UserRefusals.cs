using Scimify.Core.Provisioning.Engine;
using Scimify.Core.Sync;

namespace Scimify.Core.Provisioning.Reconcilers;

/// <summary>What Looker refused in one attempt, part by part.</summary>
internal sealed class UserRefusals
{
    private readonly List<(Facets Facet, Refusal Refusal)> _all = [];

    public void Add(Facets facet, Refusal refusal)
    {
        if (!_all.Exists(r => r.Facet == facet))
        {
            _all.Add((facet, refusal));
        }
    }

    /// <summary>The first one says how the request is answered, and all of them why.</summary>
    /// <param name="leavesNoAccess">Access was to be taken away, and is.</param>
    /// <returns>Null if nothing was refused.</returns>
    public SyncOutcome.Refused? Outcome(bool leavesNoAccess) => _all.Count == 0
        ? null
        : new(_all[0].Refusal with { Detail = string.Join(' ', _all.Select(r => r.Refusal.Detail).Distinct()) })
        {
            Facets = _all.Aggregate(Facets.None, (facets, r) => facets | r.Facet),
            LeavesNoAccess = leavesNoAccess,
        };
}
