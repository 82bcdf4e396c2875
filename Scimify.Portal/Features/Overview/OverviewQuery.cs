using Scimify.Core.People;
using Scimify.Core.Tokens;
using Scimify.Portal.Layout;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Flow;
using Scimify.Portal.Shared.Integrations;
using Scimify.Portal.Shared.Logs;

namespace Scimify.Portal.Features.Overview;

/// <summary>The state of everything, as far as the role may see it.</summary>
public sealed class OverviewQuery(
    IntegrationListQuery integrations, TokenService tokens, WriteChartQuery chart, LeaverQuery leavers, ProvisioningLogQuery log, LastWriteQuery last, ProblemQuery problems, TimeProvider clock)
{
    private const int RecentRows = 6;

    public async Task<OverviewView> RunAsync(Actor actor, ChartSpan span, CancellationToken ct)
    {
        var cards = await integrations.RunAsync(actor, ct);
        var next = await NextStepAsync(actor, cards, ct);
        var open = await problems.RunAsync(actor, ct);
        if (!Permissions.Grants(actor.Role, Permission.ReadLogs))
        {
            return new OverviewView(cards, next, open, null);
        }

        var writes = await chart.RunAsync(actor, span, ct);
        var newest = await last.RunAsync(cards.Select(card => card.Integration.Key), ct);
        return new OverviewView(cards, next, open, new OverviewLogs(
            writes,
            await leavers.RunAsync(actor, span, ct),
            (await log.RunAsync(actor, new ProvisioningLogFilter(), new CursorRequest(KeyCursor.Start, RecentRows), ct)).Select(LogRow.Of).Items,
            [.. cards.Select(card => (card, FlowView.Of(card, newest.GetValueOrDefault(card.Integration.Key), writes.ByIntegration.GetValueOrDefault(card.Integration.Key), span.Text, clock.GetUtcNow())))]));
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

/// <param name="Problems">What needs attention, the worst first.</param>
/// <param name="Logs">Null if the role may not read logs.</param>
public sealed record OverviewView(IReadOnlyList<IntegrationCard> Integrations, NextStep Next, IReadOnlyList<Problem> Problems, OverviewLogs? Logs)
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

/// <summary>What is left to do before the first person is provisioned. Closed.</summary>
public abstract record NextStep
{
    private NextStep() { }

    public sealed record None : NextStep;

    public sealed record ConnectLooker : NextStep;

    public sealed record GenerateToken(Guid IntegrationId) : NextStep;

    public sealed record PushFirstUser(Guid IntegrationId) : NextStep;
}
