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

    /// <summary>Year times 100 plus month.</summary>
    public int Month { get; set; }

    public long Calls { get; set; }
}
