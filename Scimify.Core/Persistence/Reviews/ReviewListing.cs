using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Adoption;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Core.Requests;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Persistence.Reviews;

/// <summary>Makes the list of a review: who has access now, through what, since when, and what was decided the last time.</summary>
internal static class ReviewListing
{
    private const string Separator = ", ";

    /// <summary>Fills what the review says about its scope, too.</summary>
    /// <exception cref="ValidationFailedException"><c>targets</c> or <c>scope</c>.</exception>
    /// <exception cref="ConflictException">Looker's accounts were never read.</exception>
    public static List<ReviewedAccess> Freeze(ScimifyContext db, AccessReview review, NewReview asked, DateTimeOffset now)
    {
        review.LookerReadAt = db.ReconcileRuns.Where(r => r.IntegrationKey == review.IntegrationKey && r.State == ReconcileState.Done && r.Inventory).Max(r => r.FinishedAt);
        if (asked.Scope == ReviewScope.Administrators && review.LookerReadAt is null)
        {
            throw new ConflictException("Nobody has read Looker's accounts yet, and only Looker knows its administrators. Read them on the page Taking over, then start the review.");
        }

        var rows = asked.Scope switch
        {
            ReviewScope.Groups => Members(db, review, Groups(db, review, asked.Targets)),
            ReviewScope.Roles => Members(db, review, GroupsOfRoles(db, review, asked.Targets)),
            _ => Accounts(db, review),
        };
        Require(rows.Count);
        AddBeginnings(db, rows);
        if (asked.Scope is ReviewScope.Accounts or ReviewScope.Administrators)
        {
            rows = WithLooker(db, review, rows);
            Require(rows.Count);
        }

        rows = [.. rows.OrderBy(row => ScimText.Normalise(row.Display), StringComparer.Ordinal).ThenBy(row => row.GroupName, StringComparer.Ordinal).ThenBy(row => row.UserKey).ThenBy(row => row.LookerId, StringComparer.Ordinal)];
        AddLastDecisions(db, review, rows);
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i].Number = i + 1;
        }

        return rows;
    }

    private static void Require(int count)
    {
        if (count is 0 or > NewReview.MostRows)
        {
            throw ValidationFailedException.Of(
                "scope", count == 0 ? "must include somebody: nobody has this access now." : $"must have at most {NewReview.MostRows:N0} rows. Choose groups or roles, and start several reviews.");
        }
    }

    private static List<ReviewedAccess> Accounts(ScimifyContext db, AccessReview review)
    {
        var accounts = db.AccessIntervals
            .Where(i => i.OrganizationKey == review.OrganizationKey && i.IntegrationKey == review.IntegrationKey && i.Kind == AccessKind.Account && i.UntilAt == null && i.Had)
            .Take(NewReview.MostRows + 1).ToList();
        var rows = Rows(db, accounts);
        var places = db.AccessIntervals
            .Where(i => i.OrganizationKey == review.OrganizationKey && i.IntegrationKey == review.IntegrationKey && i.Kind == AccessKind.Membership && i.UntilAt == null && i.Had)
            .Select(i => new { i.UserKey, i.GroupKey }).ToList().ToLookup(i => i.UserKey, i => i.GroupKey);
        var names = NamesOfGroups(db, [.. places.SelectMany(p => p).Distinct()]);
        var roles = RolesOfGroups(db, review.IntegrationKey);
        foreach (var row in rows)
        {
            var groups = places[row.UserKey!.Value].ToList();
            row.Groups = string.Join(Separator, groups.Select(g => names.GetValueOrDefault(g)?.Name).OfType<string>().Order(StringComparer.OrdinalIgnoreCase));
            row.Roles = string.Join(Separator, groups.SelectMany(g => roles[g]).Distinct().Order(StringComparer.OrdinalIgnoreCase));
        }

        return rows;
    }

    private static List<ReviewedAccess> Members(ScimifyContext db, AccessReview review, IReadOnlyList<long> groups)
    {
        var members = db.AccessIntervals
            .Where(i => groups.Contains(i.GroupKey) && i.GroupKey > 0 && i.IntegrationKey == review.IntegrationKey && i.UntilAt == null && i.Had)
            .Take(NewReview.MostRows + 1).ToList();
        var names = NamesOfGroups(db, groups);
        var roles = RolesOfGroups(db, review.IntegrationKey);
        var rows = Rows(db, members);
        foreach (var row in rows)
        {
            var group = names[row.GroupKey!.Value];
            (row.GroupId, row.GroupName, row.Roles) = (group.ScimId, group.Name, string.Join(Separator, roles[row.GroupKey.Value].Order(StringComparer.OrdinalIgnoreCase)));
        }

        return rows;
    }

    private static List<ReviewedAccess> Rows(ScimifyContext db, List<AccessInterval> intervals)
    {
        var users = intervals.Select(i => i.UserKey).Distinct().ToList();
        var names = db.AccessNames.Where(n => !n.IsGroup && n.UntilAt == null && users.Contains(n.SubjectKey)).ToDictionary(n => n.SubjectKey);
        var looker = db.ScimUsers.Where(u => users.Contains(u.Key)).Select(u => new { u.Key, u.LookerUserId }).ToDictionary(u => u.Key, u => u.LookerUserId);
        return
        [
            .. intervals.Where(i => names.ContainsKey(i.UserKey)).Select(i => (Interval: i, Name: names[i.UserKey])).Select(i => new ReviewedAccess
            {
                UserKey = i.Interval.UserKey,
                ScimId = i.Name.ScimId,
                LookerId = looker.GetValueOrDefault(i.Interval.UserKey),
                Display = i.Name.Display,
                UserName = i.Name.Name,
                Address = i.Name.Address,
                GroupKey = i.Interval.GroupKey == 0 ? null : i.Interval.GroupKey,
                Groups = "",
                Roles = "",
                Asked = i.Interval.Asked,
                Source = (ReviewedSource)i.Interval.Source,
                Since = i.Interval.FromAt,
            }),
        ];
    }

    /// <summary>Since when Looker has had it without a break: what SCIM asked for may have changed meanwhile.</summary>
    private static void AddBeginnings(ScimifyContext db, List<ReviewedAccess> rows)
    {
        var users = rows.Select(row => row.UserKey!.Value).Distinct().ToList();
        var history = db.AccessIntervals.Where(i => users.Contains(i.UserKey)).Select(i => new { i.UserKey, i.GroupKey, i.FromAt, i.Had }).ToList().ToLookup(i => (i.UserKey, i.GroupKey));
        foreach (var row in rows)
        {
            row.Since = history[(row.UserKey!.Value, row.GroupKey ?? 0)].OrderByDescending(i => i.FromAt).TakeWhile(i => i.Had).Select(i => (DateTimeOffset?)i.FromAt).LastOrDefault() ?? row.Since;
        }
    }

    /// <summary>Adds the accounts that only Looker knows, and says who is an administrator. Of the administrators' review, these alone are left.</summary>
    private static List<ReviewedAccess> WithLooker(ScimifyContext db, AccessReview review, List<ReviewedAccess> rows)
    {
        var known = rows.Where(row => row.LookerId is not null).GroupBy(row => row.LookerId!).ToDictionary(g => g.Key, g => g.First());
        var managed = db.ScimUsers.Where(u => u.IntegrationKey == review.IntegrationKey && u.LookerUserId != null).Select(u => u.LookerUserId!).ToHashSet();
        foreach (var item in db.LookerInventory.Where(i => i.IntegrationKey == review.IntegrationKey && !i.IsGroup && (i.Traits & InventoryTraits.Disabled) == 0).ToList())
        {
            var isAdministrator = item.Traits.HasFlag(InventoryTraits.Administrator);
            if (known.TryGetValue(item.LookerId, out var row))
            {
                row.IsAdministrator = isAdministrator;
            }
            else if (!managed.Contains(item.LookerId))
            {
                rows.Add(new ReviewedAccess
                {
                    LookerId = item.LookerId, Display = item.Name, UserName = item.Email ?? item.LookerId, Address = item.Email, Groups = "", Roles = "",
                    Source = ReviewedSource.Unknown, IsAdministrator = isAdministrator,
                });
            }
        }

        return review.Scope == ReviewScope.Administrators ? rows.FindAll(row => row.IsAdministrator) : rows;
    }

    private static void AddLastDecisions(ScimifyContext db, AccessReview review, List<ReviewedAccess> rows)
    {
        var last = db.ReviewedAccess
            .Join(db.AccessReviews.Where(r => r.IntegrationKey == review.IntegrationKey && r.State == ReviewState.Closed), row => row.ReviewKey, r => r.Key, (row, r) => row)
            .Where(row => row.Decision == ReviewDecision.Keep || row.Decision == ReviewDecision.Remove)
            .Select(row => new { row.UserKey, row.GroupKey, row.LookerId, row.Decision, row.DecidedAt }).ToList()
            .GroupBy(row => Subject(row.UserKey, row.GroupKey, row.LookerId)).ToDictionary(g => g.Key, g => g.MaxBy(row => row.DecidedAt)!);
        foreach (var row in rows)
        {
            if (last.TryGetValue(Subject(row.UserKey, row.GroupKey, row.LookerId), out var before))
            {
                (row.LastDecision, row.LastDecidedAt) = (before.Decision, before.DecidedAt);
            }
        }
    }

    private static (long?, long?, string?) Subject(long? user, long? group, string? lookerId) => (user, group, user is null ? lookerId : null);

    private static List<long> Groups(ScimifyContext db, AccessReview review, IReadOnlyList<string> targets)
    {
        var ids = targets.Select(t => Guid.TryParse(t, out var id) ? id : Guid.Empty).Distinct().ToList();
        var groups = db.ScimGroups.Where(g => g.IntegrationKey == review.IntegrationKey && g.DeletedAt == null && ids.Contains(g.Id)).OrderBy(g => g.DisplayName).Select(g => new { g.Key, g.DisplayName }).ToList();
        if (groups.Count < ids.Count)
        {
            throw ValidationFailedException.Of("targets", "must be the SCIM IDs of groups of this integration.");
        }

        review.ScopeNames = string.Join(Separator, groups.Select(g => g.DisplayName));
        return groups.ConvertAll(g => g.Key);
    }

    private static List<long> GroupsOfRoles(ScimifyContext db, AccessReview review, IReadOnlyList<string> targets)
    {
        var ids = targets.Distinct().ToList();
        var roles = db.LookerRoles.Where(r => r.IntegrationKey == review.IntegrationKey && ids.Contains(r.RoleId)).OrderBy(r => r.Name).Select(r => r.Name).ToList();
        if (roles.Count < ids.Count)
        {
            throw ValidationFailedException.Of("targets", "must be Looker's IDs of roles that groups of this integration are mapped to.");
        }

        review.ScopeNames = string.Join(Separator, roles);
        return [.. db.GroupRoles.Where(r => r.IntegrationKey == review.IntegrationKey && ids.Contains(r.RoleId)).Select(r => r.GroupKey).Distinct()];
    }

    private static Dictionary<long, AccessName> NamesOfGroups(ScimifyContext db, IReadOnlyList<long> groups) =>
        db.AccessNames.Where(n => n.IsGroup && n.UntilAt == null && groups.Contains(n.SubjectKey)).ToDictionary(n => n.SubjectKey);

    private static ILookup<long, string> RolesOfGroups(ScimifyContext db, int integrationKey) => db.GroupRoles.Where(r => r.IntegrationKey == integrationKey)
        .Join(db.LookerRoles.Where(r => r.IntegrationKey == integrationKey), g => g.RoleId, r => r.RoleId, (g, r) => new { g.GroupKey, r.Name })
        .ToList().ToLookup(r => r.GroupKey, r => r.Name);
}
