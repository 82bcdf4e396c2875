using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Reviews;

namespace Scimify.Core.Persistence.Reviews;

/// <summary>Which rows of reviews wait for whom.</summary>
public static class ReviewRows
{
    /// <summary>Open rows that are left to the reviewers: those without a manager, and those whose manager is not active any more, so that no link works.</summary>
    public static IQueryable<ReviewedAccess> OpenForReviewers(this ScimifyContext db) => db.ReviewedAccess.Where(row =>
        (row.Decision == ReviewDecision.None || row.Decision == ReviewDecision.NotMine)
        && (row.ManagerKey == null || !db.ScimUsers.Any(u => u.Key == row.ManagerKey && u.Id == row.ManagerId && u.Active && u.DeletedAt == null)));
}
