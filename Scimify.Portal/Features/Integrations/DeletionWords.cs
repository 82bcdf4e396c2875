using Scimify.Core.Provisioning.Impact;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Integrations;

/// <summary>What deleting in Looker can cost, in numbers.</summary>
public static class DeletionWords
{
    private const int Shown = 3;

    public static IReadOnlyList<string> Of(DeletionImpact impact) =>
    [
        $"{Times.Count(impact.People, "person", "people")} can be deleted in Looker from now on, with a single request of the identity provider for each. This cannot be undone, and their usage history is lost.",
        .. impact.Waiting == 0 ? [] : Line($"{Times.Count(impact.Waiting, "deletion")} {(impact.Waiting == 1 ? "waits" : "wait")} already: {(impact.Waiting == 1 ? "this account is" : "these accounts are")} deleted instead of disabled."),
        .. Belongings(impact),
        .. impact.AlreadyDisabled == 0 ? [] : Line($"{Times.Count(impact.AlreadyDisabled, "account")} that earlier deletions disabled {(impact.AlreadyDisabled == 1 ? "stays" : "stay")} in Looker."),
        .. impact.ProtectedPeople == 0 ? [] : Line($"{Times.Count(impact.ProtectedPeople, "protected account")} {(impact.ProtectedPeople == 1 ? "is" : "are")} never deleted."),
    ];

    private static IEnumerable<string> Belongings(DeletionImpact impact)
    {
        if (impact.Owners == 0)
        {
            yield return "None of them owns a Look, a dashboard or a schedule today.";
            yield break;
        }

        yield return $"{Times.Count(impact.Owners, "of them owns", "of them own")} {Times.Count(impact.Looks, "Look")} and {Times.Count(impact.Dashboards, "dashboard")}. They go to Looker’s trash together with the account.";
        if (impact.PublicLooks > 0)
        {
            yield return $"{Times.Count(impact.PublicLooks, "Look is", "Looks are")} public: {(impact.PublicLooks == 1 ? "its address stops" : "their addresses stop")} working.";
        }

        if (impact.Schedules > 0)
        {
            yield return $"{Times.Count(impact.Schedules, "schedule is", "schedules are")} deleted with them{(impact.SchedulesOfOthers == 0 ? "" : $", {impact.SchedulesOfOthers:N0} of which {(impact.SchedulesOfOthers == 1 ? "belongs" : "belong")} to other people")}.";
        }

        yield return $"Most belongs to {string.Join("; ", impact.Largest.Take(Shown).Select(Loss))}.";
    }

    private static string Loss(DeletionLoss loss) =>
        $"{loss.Name} ({Times.Count(loss.Looks, "Look")}, {Times.Count(loss.Dashboards, "dashboard")}, {Times.Count(loss.Schedules, "schedule")})";

    private static IEnumerable<string> Line(string text) => [text];
}
