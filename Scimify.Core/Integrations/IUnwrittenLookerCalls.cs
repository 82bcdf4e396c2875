namespace Scimify.Core.Integrations;

/// <summary>Calls to Looker that are not in the database yet, so that a status counts every call.</summary>
public interface IUnwrittenLookerCalls
{
    /// <param name="integrationId">The integration.</param>
    /// <param name="month">Year times 100 plus month.</param>
    long Count(Guid integrationId, int month);
}
