using Scimify.Core.People;
using Scimify.Portal.Shared.Flow;
using Scimify.Portal.Shared.Integrations;

namespace Scimify.Portal.Features.Integrations.SetUp;

/// <summary>What the page of the set-up shows of an integration.</summary>
public sealed class SetUpViewQuery(SetUpQuery setUps, ArrivalQuery arrivals, LastWriteQuery writes, TimeProvider clock)
{
    public async Task<SetUpView> RunAsync(Actor actor, Guid integrationId, CancellationToken ct)
    {
        var setUp = await setUps.RunAsync(actor, integrationId, ct);
        var integration = setUp.Integration;
        var arrived = await arrivals.RunAsync(actor, setUp, ct);
        var last = (await writes.RunAsync([integration.Key], ct)).GetValueOrDefault(integration.Key);
        var now = clock.GetUtcNow();
        return new SetUpView(
            setUp,
            arrived.All,
            FlowView.Of(new IntegrationCard(integration, setUp.Status), last, await writes.CountAsync(integration.Key, now.AddDays(-1), ct), "24 hours", now));
    }
}

/// <param name="SetUp">Null for a Looker that is not connected yet; so are the others.</param>
/// <param name="Arrivals">The oldest first.</param>
public sealed record SetUpView(SetUpState? SetUp, IReadOnlyList<Arrival> Arrivals, FlowView? Flow)
{
    public static readonly SetUpView New = new(null, [], null);
}
