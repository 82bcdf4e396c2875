using Scimify.Core.People;
using Scimify.Portal.Layout;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Flow;
using Scimify.Portal.Shared.Integrations;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.Overview;

/// <summary>The state of everything, as far as the role may see it.</summary>
public sealed class OverviewQuery(
    IntegrationListQuery integrations, SetUpQuery setUps, WriteChartQuery chart, LeaverQuery leavers, ProvisioningLogQuery log, LastWriteQuery last, ProblemQuery problems, TimeProvider clock)
{
    private const int RecentRows = 6;

    public async Task<OverviewView> RunAsync(Actor actor, ChartSpan span, CancellationToken ct)
    {
        var cards = await integrations.RunAsync(actor, ct);
        var first = await FirstRunAsync(actor, cards, ct);
        var open = await problems.RunAsync(actor, ct);
        if (!Permissions.Grants(actor.Role, Permission.ReadLogs))
        {
            return new OverviewView(cards, first, open, null);
        }

        var writes = await chart.RunAsync(actor, span, ct);
        var newest = await last.RunAsync(cards.Select(card => card.Integration.Key), ct);
        return new OverviewView(cards, first, open, new OverviewLogs(
            writes,
            await leavers.RunAsync(actor, span, ct),
            (await log.RunAsync(actor, new ProvisioningLogFilter(), new CursorRequest(KeyCursor.Start, RecentRows), ct)).Select(LogRow.Of).Items,
            [.. cards.Select(card => (card, FlowView.Of(card, newest.GetValueOrDefault(card.Integration.Key), writes.ByIntegration.GetValueOrDefault(card.Integration.Key), span.Text, clock.GetUtcNow())))]));
    }

    private async Task<FirstRun?> FirstRunAsync(Actor actor, IReadOnlyList<IntegrationCard> cards, CancellationToken ct)
    {
        if (cards.Any(card => card.Status.Users > 0))
        {
            return null;
        }

        return new FirstRun(cards.Count == 0 ? null : await setUps.RunAsync(actor, cards[0].Integration.Id, ct));
    }
}

/// <param name="First">What is left to do before the first person is provisioned; null if somebody is.</param>
/// <param name="Problems">What needs attention, the worst first.</param>
/// <param name="Logs">Null if the role may not read logs.</param>
public sealed record OverviewView(IReadOnlyList<IntegrationCard> Integrations, FirstRun? First, IReadOnlyList<Problem> Problems, OverviewLogs? Logs)
{
    public long Users => Integrations.Sum(card => card.Status.Users);

    public long Groups => Integrations.Sum(card => card.Status.Groups);

    public long Pending => Integrations.Sum(card => card.Status.Pending);

    public long LookerCalls => Integrations.Sum(card => card.Status.LookerCallsThisMonth);

    /// <summary>What there is, and whether it works, in one sentence.</summary>
    public string Lead
    {
        get
        {
            var cut = Integrations.Count(card => HealthLook.Of(card.Integration.Health, card.Integration.Mode).IsProblem);
            return $"{Times.Count(Integrations.Count, "integration")}, {Times.Count(Users, "user")}, {Times.Count(Groups, "group")}. "
                + (cut == 0 ? "Every Looker answers." : cut == 1 ? "Nothing has been lost; one integration is cut off from Looker." : $"Nothing has been lost; {cut:N0} integrations are cut off from Looker.");
        }
    }
}

/// <param name="Flows">One for each integration.</param>
public sealed record OverviewLogs(WriteChart Writes, Leavers Leavers, IReadOnlyList<LogRow> Recent, IReadOnlyList<(IntegrationCard Card, FlowView Flow)> Flows);

/// <param name="SetUp">Of the first integration; null if no Looker is connected.</param>
public sealed record FirstRun(SetUpState? SetUp);
