using Scimify.Core.Integrations;
using Scimify.Portal.Shared.Integrations;

namespace Scimify.Portal.Shared.Flow;

/// <summary>Where the changes of one integration come from, and how far they get.</summary>
/// <param name="Source">What sent the last write; null if nothing did yet.</param>
/// <param name="Host">Of Looker.</param>
/// <param name="Summary">The whole picture in a sentence.</param>
public sealed record FlowView(string? Source, FlowLink In, FlowLink Out, string Host, string Summary)
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(15);

    public bool IsCut => Out.Tone == "bad";

    /// <param name="last">The newest write; null if there was none.</param>
    /// <param name="writes">In the period.</param>
    /// <param name="period">"24 hours".</param>
    public static FlowView Of(IntegrationCard card, LastWrite? last, long writes, string period, DateTimeOffset now)
    {
        var name = card.Integration.Name;
        var came = last is null
            ? new FlowLink("no call yet", "", "idle")
            : new FlowLink(Times.Count(writes, "write"), $"last {Times.Ago(now - last.At)}", "good", Moves: now - last.At < Recent);
        var goes = OutOf(card, now - last?.At < Recent);
        return new FlowView(
            last?.TokenName ?? (last is null ? null : "Identity provider"),
            came,
            goes,
            new Uri(card.Integration.BaseUrl).Host,
            last is null
                ? $"{name}: no call came from an identity provider yet. Looker: {goes.Label}."
                : $"{name}: {came.Label} in the last {period}, {came.Detail}. Looker: {goes.Label}, {goes.Detail}.");
    }

    private static FlowLink OutOf(IntegrationCard card, bool isRecent)
    {
        var status = card.Status;
        var queue = status.Pending == 0 ? "nothing waits"
            : $"{status.Pending:N0} on the way" + (status.OldestPendingSeconds is { } oldest ? $", oldest {Times.Words(TimeSpan.FromSeconds(oldest))}" : "");
        return (card.Integration.Health, card.Integration.Mode) switch
        {
            (IntegrationHealth.CredentialsRejected, _) => new("Looker refuses the API key", queue, "bad", "x-circle"),
            (_, IntegrationMode.Paused) => new("paused", queue, "idle", "pause"),
            (_, IntegrationMode.Plan) => new("computed only", "nothing is done in Looker", "plan", "pause"),
            (IntegrationHealth.Unreachable, _) => new("Looker does not answer", queue, "bad", "x-circle"),
            (IntegrationHealth.Degraded, _) => new("some calls fail", queue, "wait"),
            _ => new(status.Pending == 0 ? "up to date" : "writing", queue, "good", Moves: status.Pending > 0 || isRecent),
        };
    }
}

/// <param name="TokenName">Of the token that it came with; null if it is not known.</param>
public sealed record LastWrite(DateTimeOffset At, string? TokenName);
