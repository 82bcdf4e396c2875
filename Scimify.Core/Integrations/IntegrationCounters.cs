namespace Scimify.Core.Integrations;

/// <summary>Counts in a row of their own. They change in the transaction that changes what they count.</summary>
public sealed class IntegrationCounters
{
    public int IntegrationKey { get; set; }

    public long Users { get; set; }

    /// <summary>The users that are active in SCIM.</summary>
    public long ActiveUsers { get; set; }

    public long Groups { get; set; }

    public long Memberships { get; set; }
}

/// <summary>HTTP requests to Looker in one calendar month (UTC), including retries and logins.</summary>
public sealed class LookerCallCount
{
    public int IntegrationKey { get; set; }

    /// <summary>In the form of <see cref="MonthOf"/>.</summary>
    public int Month { get; set; }

    public long Calls { get; set; }

    /// <summary>Year times 100 plus month, in UTC.</summary>
    public static int MonthOf(DateTimeOffset at) => (at.UtcDateTime.Year * 100) + at.UtcDateTime.Month;
}
