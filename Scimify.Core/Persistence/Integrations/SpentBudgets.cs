using Microsoft.EntityFrameworkCore;
using Scimify.Core.Integrations;
using Scimify.Core.Persistence.Schema;

namespace Scimify.Core.Persistence.Integrations;

/// <summary>How much of the month's budget of Looker calls is spent, by the recorded calls.</summary>
public static class SpentBudgets
{
    /// <summary>Integrations with a budget, sorted by name.</summary>
    /// <param name="organizationKey">Null for all organizations.</param>
    public static async Task<IReadOnlyList<SpentBudget>> SpentBudgetsAsync(this ScimifyContext db, int? organizationKey, DateTimeOffset now, CancellationToken ct)
    {
        var month = LookerCallCount.MonthOf(now);
        var spent = await db.Integrations
            .Where(i => i.DeletedAt == null && (organizationKey == null || i.OrganizationKey == organizationKey))
            .OrderBy(i => i.Name).ThenBy(i => i.Key)
            .Select(i => new
            {
                i.Key,
                i.Id,
                i.Name,
                i.Policies,
                Calls = db.LookerCallCounts.Where(c => c.IntegrationKey == i.Key && c.Month == month).Select(c => c.Calls).FirstOrDefault(),
            })
            .ToListAsync(ct);
        return
        [
            .. from i in spent
               let budget = CallBudget.Of(i.Policies, i.Calls, now)
               where budget is not null
               select new SpentBudget(i.Key, i.Id, i.Name, budget),
        ];
    }

    /// <summary>Integrations whose background work waits for next month.</summary>
    internal static async Task<IReadOnlySet<int>> WithoutBackgroundAsync(this ScimifyContext db, DateTimeOffset now, CancellationToken ct) =>
        (await db.SpentBudgetsAsync(null, now, ct)).Where(s => !s.Budget.AllowsBackground).Select(s => s.IntegrationKey).ToHashSet();
}

/// <param name="Name">The integration's name.</param>
public sealed record SpentBudget(int IntegrationKey, Guid IntegrationId, string Name, CallBudget Budget);
