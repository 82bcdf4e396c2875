using Scimify.Core.Persistence.Database;
using Scimify.Core.Provisioning.Engine;

namespace Scimify.Core.Persistence.Provisioning;

/// <summary>Claims for a worker what the writes before it in the batch have made due.</summary>
internal sealed class FollowingClaim(ClaimOffer offer, TimeProvider clock) : WriteItem(offer.IntegrationKey)
{
    private ClaimResult? _result;
    private Exception? _error;

    public override void Run(WriteSession session)
    {
        _error = null;
        var now = clock.GetUtcNow();
        var due = DueWork.Of(session, offer.IntegrationKey, now);
        _result = due.Lists.Count == 0
            ? new([], due.NextAt)
            : new ClaimSteps(session, offer.IntegrationKey, offer.Node, now, offer.Until, due).Take(offer.Most, offer.MostWithBackground);
    }

    public override void RanInto(Exception e) => _error = e;

    public override void Answer()
    {
        if (_error is null)
        {
            offer.Accept(_result!);
        }
        else
        {
            offer.Withdraw(_error);
        }
    }

    public override void Fail(Exception e) => offer.Withdraw(e);

    protected override bool IsCancelled() => false;
}
