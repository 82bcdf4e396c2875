namespace Scimify.Core.Integrations;

/// <summary>The monthly budget of calls to one Looker: how much is spent, and where that leads. SCIM writes never stop for it.</summary>
/// <param name="Budget">Calls a month.</param>
/// <param name="Spent">Calls since the first of the month in UTC.</param>
/// <param name="Forecast">Calls at the end of the month, at this pace. The first day counts as a whole day.</param>
public sealed record CallBudget(int Budget, long Spent, long Forecast)
{
    /// <summary>Above this, background work waits for next month, so that the rest is left for changes.</summary>
    public const int BackgroundPercent = 90;

    /// <returns>Null if the integration has no budget.</returns>
    public static CallBudget? Of(IntegrationPolicies policies, long spent, DateTimeOffset now)
    {
        if (policies.MonthlyCallBudget is not { } budget)
        {
            return null;
        }

        var start = new DateTimeOffset(now.UtcDateTime.Year, now.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);
        var days = Math.Max(1, (decimal)(now - start).Ticks / TimeSpan.TicksPerDay);
        return new CallBudget(budget, spent, (long)Math.Ceiling(spent * DateTime.DaysInMonth(start.Year, start.Month) / days));
    }

    public long Percent => Spent * 100 / Budget;

    public bool IsOverspent => Spent > Budget;

    /// <summary>Whether the budget will run out at this pace.</summary>
    public bool WillBeOverspent => Forecast > Budget;

    /// <summary>The warning to give. Later stages are worse.</summary>
    public CallBudgetStage Stage => IsOverspent ? CallBudgetStage.Overspent
        : !AllowsBackground ? CallBudgetStage.BackgroundWaits
        : WillBeOverspent ? CallBudgetStage.WillNotLast
        : CallBudgetStage.Lasts;

    /// <summary>Whether work that nobody waits for may still call Looker.</summary>
    public bool AllowsBackground => Spent * 100 < (long)Budget * BackgroundPercent;
}

/// <summary>How far a budget is spent. The order matters, and the numbers are stored.</summary>
public enum CallBudgetStage
{
    Lasts = 0,
    WillNotLast = 1,
    BackgroundWaits = 2,
    Overspent = 3,
}
