using System.Diagnostics;
using System.Text.Json;
using Scimify.Core.Errors;
using Scimify.Core.Scim.Dialects;
using Scimify.Portal.Features.Integrations.Guides;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Guides;

namespace Scimify.Portal.Features.Integrations.Doctor;

/// <summary>What the identity provider's real calls were like: the live checks of its guide, and its last writes.</summary>
internal static class ProviderChecks
{
    private const int Named = 5;

    /// <param name="provider">As the names of tokens tell; null if they do not.</param>
    public static DoctorSection Of(GuideFacts facts, IReadOnlyList<RecentWrite> writes, ProviderGuide? provider) => new("provider", "Identity provider to Scimify",
    [
        .. Enum.GetValues<GuideCheck>().Select(check => Of(check, GuideChecks.Of(check, facts, provider), hasCalled: facts.SetUp.Caller is not null)),
        Used(writes),
        Wrong(facts, writes),
        Tolerated(facts, writes),
    ]);

    private static DoctorCheck Of(GuideCheck check, GuideResult result, bool hasCalled) => new(
        Key(check),
        check switch
        {
            GuideCheck.Credential => "There is a token",
            GuideCheck.Token => "The token is right",
            GuideCheck.Call => "The provider calls",
            GuideCheck.Address => "People have addresses",
            GuideCheck.Person => "A person has arrived",
            GuideCheck.Group => "A group has arrived",
            GuideCheck.Everybody => "Everybody is in Looker",
            _ => throw new UnreachableException(),
        },
        (result.Tone, check) switch
        {
            ("good", _) => CheckResult.Passed,
            ("bad", _) => CheckResult.Failed,
            ("wait", _) or (_, GuideCheck.Credential) => CheckResult.Attention,
            _ => CheckResult.Unknown,
        },
        check is GuideCheck.Token or GuideCheck.Call && result.Tone == "move" && !hasCalled ? "No call has come yet."    // a report does not listen
        : result.At is { } at ? $"{result.Text.TrimEnd(',', '.')} at {Times.Utc(at)}." : result.Text)
    {
        Advice = result.More,
        Href = result.Href,
    };

    private static string Key(GuideCheck check) => JsonNamingPolicy.CamelCase.ConvertName(check.ToString());

    private static DoctorCheck Used(IReadOnlyList<RecentWrite> writes) => writes.Count == 0
        ? new("used", "What it used", CheckResult.Unknown, "No write yet.")
        : new("used", "What it used", CheckResult.Passed, $"Of its last {Times.Count(writes.Count, "write")}: {Counted(writes.Select(write => $"{write.Method} {write.ResourceType ?? "other"}"))}. User agents: {Counted(writes.Select(write => string.IsNullOrWhiteSpace(write.UserAgent) ? "none" : write.UserAgent))}.");

    private static DoctorCheck Wrong(GuideFacts facts, IReadOnlyList<RecentWrite> writes)
    {
        var refused = writes.Where(write => write.Status >= 400).ToList();
        return refused.Count == 0
            ? new("wrong", "What it got wrong", writes.Count == 0 ? CheckResult.Unknown : CheckResult.Passed, writes.Count == 0 ? "No write yet." : $"None of its last {Times.Count(writes.Count, "write")} was refused.")
            : new("wrong", "What it got wrong", CheckResult.Attention, $"{Times.Count(refused.Count, "write")} of the last {writes.Count:N0} {(refused.Count == 1 ? "was" : "were")} refused: {Counted(refused.Select(write => write.ErrorCode ?? $"status {write.Status}"))}.")
            {
                Advice = ErrorCodes.Find(refused.GroupBy(write => write.ErrorCode).MaxBy(group => group.Count())!.Key)?.NextStep,
                Href = $"integrations/{facts.Integration.Id}/provisioning-log?status=refused",
            };
    }

    /// <summary>What a strict integration would have refused.</summary>
    private static DoctorCheck Tolerated(GuideFacts facts, IReadOnlyList<RecentWrite> writes)
    {
        var tolerated = writes.Where(write => write.Tolerances is not null).ToList();
        var isTolerant = facts.Integration.Policies.Profile == ScimProfile.Tolerant;
        return tolerated.Count == 0
            ? new("tolerated", "What was tolerated", writes.Count == 0 ? CheckResult.Unknown : CheckResult.Passed, writes.Count == 0 ? "No write yet." : "It keeps to the standard.")
            : new("tolerated", "What was tolerated", CheckResult.Passed, $"{Times.Count(tolerated.Count, "write")} of the last {writes.Count:N0} {(tolerated.Count == 1 ? "departs" : "depart")} from the standard.{(isTolerant ? " The profile is tolerant, so they are accepted." : "")}")
            {
                Href = $"integrations/{facts.Integration.Id}/provisioning-log?tolerated=true",
            };
    }

    /// <summary>Each word with its number, the most frequent first.</summary>
    private static string Counted(IEnumerable<string> words)
    {
        var groups = words.GroupBy(word => word).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).ToList();
        return string.Join(", ", groups.Take(Named).Select(group => $"{group.Key} ({group.Count():N0})")) + (groups.Count > Named ? ", and others" : "");
    }
}
