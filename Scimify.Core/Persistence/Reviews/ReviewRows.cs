using Scimify.Core.Directory.Users;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Reviews;

namespace Scimify.Core.Persistence.Reviews;

/// <summary>Which rows of reviews wait for whom.</summary>
public static class ReviewRows
{
    /// <summary>Those that nobody has decided about, as <see cref="ReviewedAccess.IsOpen"/>.</summary>
    public static IQueryable<ReviewedAccess> Open(this IQueryable<ReviewedAccess> rows) => rows.Where(row => row.Decision == ReviewDecision.None || row.Decision == ReviewDecision.NotMine);

    /// <summary>Who can be a manager. A manager's link works only while this has the person, under the same SCIM ID.</summary>
    public static IQueryable<ScimUserRow> ActiveUsers(this ScimifyContext db) => db.ScimUsers.Where(u => u.Active && u.DeletedAt == null);

    /// <summary>Open rows that are left to the reviewers: those without a manager, and those whose manager is not active any more, so that no link works.</summary>
    public static IQueryable<ReviewedAccess> OpenForReviewers(this ScimifyContext db)
    {
        var active = db.ActiveUsers();
        return db.ReviewedAccess.Open().Where(row => row.ManagerKey == null || !active.Any(u => u.Key == row.ManagerKey && u.Id == row.ManagerId));
    }
}
