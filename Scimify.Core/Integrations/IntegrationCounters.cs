namespace Scimify.Core.Integrations;

/// <summary>Counts kept in a row and changed in the transaction that changes what they count.</summary>
public sealed class IntegrationCounters
{
    public int IntegrationKey { get; set; }

    public long Users { get; set; }

    /// <summary>Of the users, those that are active in SCIM.</summary>
    public long ActiveUsers { get; set; }

    public long Groups { get; set; }

    public long Memberships { get; set; }
}

/// <summary>HTTP requests to Looker in one calendar month (UTC), retries and logins included.</summary>
public sealed class LookerCallCount
{
    public int IntegrationKey { get; set; }

    /// <summary>As <see cref="MonthOf"/>.</summary>
    public int Month { get; set; }

    public long Calls { get; set; }

    /// <summary>Year times 100 plus month, in UTC.</summary>
    public static int MonthOf(DateTimeOffset at) => (at.UtcDateTime.Year * 100) + at.UtcDateTime.Month;
}
