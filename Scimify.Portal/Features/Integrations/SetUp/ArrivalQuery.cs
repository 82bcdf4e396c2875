using Scimify.Core.People;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Integrations;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.Integrations.SetUp;

/// <summary>What has come from the identity provider since the integration was created.</summary>
public sealed class ArrivalQuery(ProvisioningLogQuery log, IRejectedRequestStore rejected)
{
    private const int ShownWrites = 6;
    private const int ShownRejections = 3;

    public async Task<Arrived> RunAsync(Actor actor, SetUpState setUp, CancellationToken ct)
    {
        var integration = setUp.Integration;
        var page = await log.RunAsync(actor, new ProvisioningLogFilter { IntegrationId = integration.Id }, new CursorRequest(KeyCursor.Start, ShownWrites), ct);
        var refused = await rejected.ListAsync(actor.OrganizationKey, integration.Id, long.MaxValue, ShownRejections, ct);
        return new Arrived([.. refused.Where(r => r.At >= integration.CreatedAt)], setUp.Caller, page.Select(LogRow.Of).Items);
    }
}

/// <param name="Refused">The newest first, and only the last few; so are <paramref name="Writes"/>.</param>
/// <param name="Caller">What called last; null if nobody has.</param>
public sealed record Arrived(IReadOnlyList<RejectedRequestView> Refused, ScimCaller? Caller, IReadOnlyList<LogRow> Writes)
{
    /// <summary>All of it, the oldest first.</summary>
    public IReadOnlyList<Arrival> All =>
    [
        .. Refused.Select(Arrival.Of)
            .Concat(Caller is null ? [] : [Arrival.Of(Caller)])
            .Concat(Writes.Select(Arrival.Of))
            .OrderBy(arrival => arrival.At),
    ];
}
