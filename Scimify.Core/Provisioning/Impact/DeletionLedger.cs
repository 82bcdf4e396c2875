using Scimify.Core.Looker;

namespace Scimify.Core.Provisioning.Impact;

/// <summary>
/// Adds up what belongs to people who can be deleted. It remembers the owner of each of their Looks and dashboards for the
/// schedules that are read afterwards, and only the ID of everybody else.
/// </summary>
internal sealed class DeletionLedger(IDeletionImpactStore store, int integrationKey)
{
    private const int Most = 5;

    /// <summary>By Looker ID; null for somebody who cannot be deleted.</summary>
    private readonly Dictionary<string, Account?> _accounts = [];
    private readonly Dictionary<string, string> _looks = [];
    private readonly Dictionary<string, string> _dashboards = [];
    private int _publicLooks;
    private int _schedules;
    private int _schedulesOfOthers;

    public async Task AddLooksAsync(IReadOnlyList<LookerContent> page, CancellationToken ct)
    {
        await MeetAsync(page.Select(look => look.UserId), ct);
        foreach (var look in page)
        {
            if (Of(look.UserId) is { } owner)
            {
                owner.Looks++;
                _looks[look.Id] = look.UserId!;
                _publicLooks += look.IsPublic ? 1 : 0;
            }
        }
    }

    public async Task AddDashboardsAsync(IReadOnlyList<LookerContent> page, CancellationToken ct)
    {
        await MeetAsync(page.Select(dashboard => dashboard.UserId), ct);
        foreach (var dashboard in page)
        {
            if (Of(dashboard.UserId) is { } owner)
            {
                owner.Dashboards++;
                _dashboards[dashboard.Id] = dashboard.UserId!;
            }
        }
    }

    /// <summary>Call it after all content: a schedule is deleted with its owner, and with the owner of what it sends.</summary>
    public async Task AddSchedulesAsync(IReadOnlyList<LookerSchedule> page, CancellationToken ct)
    {
        await MeetAsync(page.Select(schedule => schedule.UserId), ct);
        foreach (var schedule in page)
        {
            var owner = Of(schedule.UserId);
            var ofContent = Of(_looks.GetValueOrDefault(schedule.LookId ?? "") ?? _dashboards.GetValueOrDefault(schedule.DashboardId ?? ""));
            if ((owner ?? ofContent) is { } loser)
            {
                loser.Schedules++;
                _schedules++;
                _schedulesOfOthers += owner is null ? 1 : 0;
            }
        }
    }

    public DeletionImpact Sum(DeletionCounts counts)
    {
        var owners = _accounts.Where(a => a.Value is { Total: > 0 }).Select(a => (LookerId: a.Key, Account: a.Value!)).ToList();
        return new DeletionImpact(
            counts.People, counts.Waiting, counts.AlreadyDisabled, counts.ProtectedPeople, owners.Count, _looks.Count, _dashboards.Count, _publicLooks, _schedules, _schedulesOfOthers,
            [.. owners.OrderByDescending(o => o.Account.Total).ThenBy(o => o.LookerId, StringComparer.Ordinal).Take(Most).Select(o => o.Account.Shown(o.LookerId))]);
    }

    private Account? Of(string? lookerId) => lookerId is null ? null : _accounts.GetValueOrDefault(lookerId);

    /// <summary>Asks once for each account whether it can be deleted.</summary>
    private async Task MeetAsync(IEnumerable<string?> lookerIds, CancellationToken ct)
    {
        var unknown = lookerIds.OfType<string>().Where(id => !_accounts.ContainsKey(id)).Distinct().ToList();
        if (unknown.Count == 0)
        {
            return;
        }

        var people = await store.DeletableAsync(integrationKey, unknown, ct);
        foreach (var id in unknown)
        {
            _accounts[id] = people.GetValueOrDefault(id) is { } person ? new Account(person) : null;
        }
    }

    private sealed class Account(DeletablePerson person)
    {
        public int Looks { get; set; }

        public int Dashboards { get; set; }

        public int Schedules { get; set; }

        public int Total => Looks + Dashboards + Schedules;

        public DeletionLoss Shown(string lookerId) => new(person.ScimId, person.Name, lookerId, Looks, Dashboards, Schedules);
    }
}
