using Scimify.Core.Tokens;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Integrations;
using Scimify.Portal.Shared.Logs;
using Scimify.Portal.Shared.Tokens;

namespace Scimify.Portal.Features.Integrations.SetUp;

/// <summary>Something that came from the identity provider while it is being connected.</summary>
/// <param name="Key">Distinguishes it from the others.</param>
/// <param name="Tone">As of <see cref="Badge"/>.</param>
/// <param name="Href">Where more about it is; null for nowhere.</param>
public sealed record Arrival(string Key, DateTimeOffset At, string Tone, string Icon, string Title, string Text, string? Href)
{
    public static Arrival Of(RejectedRequestView rejected)
    {
        var words = RejectionWords.Of(rejected.Reason);
        return new($"rejected-{rejected.Key}", rejected.At, "bad", "x-circle", "A call was refused", $"{words.Text}. {words.Advice}" + (rejected.SourceAddress is null ? "" : $" It came from {rejected.SourceAddress}."), null);
    }

    public static Arrival Of(ScimCaller caller) => new(
        $"token-{caller.Id}",
        caller.LastUsedAt!.Value,
        "good",
        "key",
        $"{caller.Kind} “{caller.Name}” was accepted",
        string.Join(", ", new[] { caller.LastUsedAgent, caller.LastUsedFrom is null ? null : $"from {caller.LastUsedFrom}" }.OfType<string>()),
        null);

    public static Arrival Of(LogRow row) => new(
        $"write-{row.Key}",
        row.At,
        row.Outcome.Look.Tone,
        row.Outcome.Look.Tone == "good" ? row.ResourceType == "Group" ? "group" : "person" : row.Outcome.Look.Icon,
        $"{ActionName.Of(row.Action)}: {row.Name ?? "not known"}",
        row.Detail ?? (row.TookMs is { } took && row.Outcome.Look.Tone == "good" ? $"In Looker after {Times.Duration(took)}." : row.Outcome.Look.Meaning),
        $"provisioning-log/{row.RequestId}");
}
