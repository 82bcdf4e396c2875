using Scimify.Core.People;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Integrations;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.Overview;

/// <summary>The state of everything, as far as the role may see it.</summary>
public sealed class OverviewQuery(IntegrationListQuery integrations, TokenService tokens, WriteChartQuery chart, ProvisioningLogQuery log)
{
    private const int RecentRows = 8;

    public async Task<OverviewView> RunAsync(Actor actor, ChartSpan span, CancellationToken ct)
    {
        var cards = await integrations.RunAsync(actor, ct);
        var mayReadLogs = Permissions.Grants(actor.Role, Permission.ReadLogs);
        var recent = mayReadLogs ? (await log.RunAsync(actor, new ProvisioningLogFilter(), new CursorRequest(KeyCursor.Start, RecentRows), ct)).Select(LogRow.Of).Items : null;
        var writes = mayReadLogs ? await chart.RunAsync(actor, span, ct) : null;
        return new OverviewView(cards, await NextStepAsync(actor, cards, ct), writes, recent);
    }

    private async Task<NextStep> NextStepAsync(Actor actor, IReadOnlyList<IntegrationCard> cards, CancellationToken ct)
    {
        if (cards.Count == 0)
        {
            return new NextStep.ConnectLooker();
        }

        if (cards.Any(card => card.Status.Users > 0))
        {
            return new NextStep.None();
        }

        var list = await tokens.ListAsync(actor, includeRevoked: false, null, ct);
        return list.Count == 0 ? new NextStep.GenerateToken(cards[0].Integration.Id) : new NextStep.PushFirstUser(cards[0].Integration.Id);
    }
}

/// <param name="Writes">Null if the role may not read logs.</param>
/// <param name="Recent">Likewise.</param>
public sealed record OverviewView(IReadOnlyList<IntegrationCard> Integrations, NextStep Next, WriteChart? Writes, IReadOnlyList<LogRow>? Recent)
{
    public long Users => Integrations.Sum(card => card.Status.Users);

    public long Groups => Integrations.Sum(card => card.Status.Groups);

    public long Pending => Integrations.Sum(card => card.Status.Pending);

    public long Failed => Integrations.Sum(card => card.Status.Failed);

    public long Held => Integrations.Sum(card => card.Status.Held);

    public long LookerCalls => Integrations.Sum(card => card.Status.LookerCallsThisMonth);
}

/// <summary>What is left to do before the first person is provisioned. Closed.</summary>
public abstract record NextStep
{
    private NextStep() { }

    public sealed record None : NextStep;

    public sealed record ConnectLooker : NextStep;

    public sealed record GenerateToken(Guid IntegrationId) : NextStep;

    public sealed record PushFirstUser(Guid IntegrationId) : NextStep;
}
