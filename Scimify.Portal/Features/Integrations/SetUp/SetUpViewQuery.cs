using Scimify.Core.People;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Flow;
using Scimify.Portal.Shared.Integrations;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.Integrations.SetUp;

/// <summary>What the page of the set-up shows of an integration.</summary>
public sealed class SetUpViewQuery(SetUpQuery setUps, ProvisioningLogQuery log, IRejectedRequestStore rejected, LastWriteQuery writes, TimeProvider clock)
{
    private const int ShownWrites = 6;
    private const int ShownRejections = 3;

    public async Task<SetUpView> RunAsync(Actor actor, Guid integrationId, CancellationToken ct)
    {
        var setUp = await setUps.RunAsync(actor, integrationId, ct);
        var integration = setUp.Integration;
        var page = await log.RunAsync(actor, new ProvisioningLogFilter { IntegrationId = integrationId }, new CursorRequest(KeyCursor.Start, ShownWrites), ct);
        var refused = await rejected.ListAsync(actor.OrganizationKey, integrationId, long.MaxValue, ShownRejections, ct);
        var last = (await writes.RunAsync([integration.Key], ct)).GetValueOrDefault(integration.Key);
        var now = clock.GetUtcNow();
        var since = integration.CreatedAt;
        return new SetUpView(
            setUp,
            [
                .. refused.Where(r => r.At >= since).Select(Arrival.Of)
                    .Concat(setUp.Caller is { } caller ? [Arrival.Of(caller)] : Array.Empty<Arrival>())
                    .Concat(page.Select(LogRow.Of).Items.Select(Arrival.Of))
                    .OrderBy(arrival => arrival.At),
            ],
            FlowView.Of(new IntegrationCard(integration, setUp.Status), last, await writes.CountAsync(integration.Key, now.AddDays(-1), ct), "24 hours", now));
    }
}

/// <param name="SetUp">Null for a Looker that is not connected yet; so are the others.</param>
/// <param name="Arrivals">The oldest first.</param>
public sealed record SetUpView(SetUpState? SetUp, IReadOnlyList<Arrival> Arrivals, FlowView? Flow)
{
    public static readonly SetUpView New = new(null, [], null);
}
