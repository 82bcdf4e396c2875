namespace Scimify.Core.Integrations;

/// <summary>Calls to Looker that the database does not count yet, so that a status counts to the last call.</summary>
public interface IUnwrittenLookerCalls
{
    /// <param name="integrationId">Of this integration.</param>
    /// <param name="month">Year times 100 plus month.</param>
    long Count(Guid integrationId, int month);
}
