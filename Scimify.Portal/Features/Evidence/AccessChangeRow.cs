using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;

namespace Scimify.Portal.Features.Evidence;

/// <summary>What a change is of. The numbers order changes of the same moment.</summary>
internal enum ChangedPart
{
    Account = AccessKind.Account,
    Membership = AccessKind.Membership,

    /// <summary>An account's own role, or one that its group got or lost.</summary>
    Role = 3,

    /// <summary>A role that came or went with the membership.</summary>
    RoleOfMember = 4,
}

/// <summary>One thing that somebody had at one of two moments and not at the other, as the database finds it.</summary>
internal sealed class AccessChangeRow
{
    /// <summary>When the interval at the second moment began.</summary>
    public DateTimeOffset At { get; init; }

    public long UserKey { get; init; }

    public ChangedPart Part { get; init; }

    /// <summary>Of a membership, or of a role that comes through a group; otherwise 0.</summary>
    public long GroupKey { get; init; }

    /// <summary>Of a role; otherwise empty.</summary>
    public required string LookerId { get; init; }

    /// <summary>What Looker calls the role; otherwise empty.</summary>
    public required string Role { get; init; }

    public int IntegrationKey { get; init; }

    /// <summary>1 if Looker had it at the second moment; 0 if at the first.</summary>
    public int Now { get; init; }

    public AccessSource Source { get; init; }

    /// <summary>The rows of a view.</summary>
    /// <param name="people">The keys of the organization's people to look at; null for everybody.</param>
    public static IQueryable<AccessChangeRow> Of(ScimifyContext db, Actor actor, AccessChangeFilter filter, List<int> integrations, List<long>? people = null) =>
        Parts(db, actor, filter, integrations, people).Aggregate(Queryable.Concat);

    /// <summary>The rows of a view by the index that finds them, each of which can be read from its newest end.</summary>
    public static IReadOnlyList<IQueryable<AccessChangeRow>> Parts(ScimifyContext db, Actor actor, AccessChangeFilter filter, List<int> integrations, List<long>? people = null)
    {
        IEnumerable<IQueryable<AccessChangeRow>> parts = filter.View switch
        {
            AccessChangeView.Gained or AccessChangeView.Lost or AccessChangeView.Groups => [OfIntervals(db, actor, filter, people)],
            AccessChangeView.Roles => OfRoles(db, actor, filter, people),
            _ => [OfIntervals(db, actor, filter, people), .. OfRoles(db, actor, filter, people)],
        };
        return [.. parts.Select(rows => View(filter, integrations, rows))];
    }

    /// <summary>The organization's history, or that of some of its people, which is then looked for by their keys alone: with the organization as a second condition, SQLite would take its index.</summary>
    public static IQueryable<AccessInterval> Intervals(ScimifyContext db, Actor actor, List<long>? people) =>
        people is null ? db.AccessIntervals.Where(i => i.OrganizationKey == actor.OrganizationKey) : db.AccessIntervals.Where(i => people.Contains(i.UserKey));

    private static IQueryable<AccessChangeRow> OfIntervals(ScimifyContext db, Actor actor, AccessChangeFilter filter, List<long>? people)
    {
        var changes = AccessChangeQuery.Changes(db, actor, filter, people);
        changes = filter.View switch
        {
            AccessChangeView.Gained => changes.Where(c => c.Kind == AccessKind.Account && c.Had),
            AccessChangeView.Lost => changes.Where(c => c.Kind == AccessKind.Account && !c.Had),
            AccessChangeView.Groups => changes.Where(c => c.Kind == AccessKind.Membership),
            _ => changes,
        };
        return changes.Select(i => new AccessChangeRow
        {
            At = i.FromAt, UserKey = i.UserKey, Part = (ChangedPart)(int)i.Kind, GroupKey = i.GroupKey, LookerId = "", Role = "", IntegrationKey = i.IntegrationKey, Now = i.Had ? 1 : 0,
            Source = i.Source,
        });
    }

    private static IReadOnlyList<IQueryable<AccessChangeRow>> OfRoles(ScimifyContext db, Actor actor, AccessChangeFilter filter, List<long>? people)
    {
        var (from, to, organization) = (filter.From, filter.To, actor.OrganizationKey);
        var details = people is null ? db.AccessDetails.Where(d => d.OrganizationKey == organization) : db.AccessDetails.Where(d => people.Contains(d.SubjectKey));
        var own = details.Where(d => d.Kind == AccessDetailKind.PersonRole && d.FromAt > from && d.FromAt <= to && (d.UntilAt == null || d.UntilAt > to)
            && ((d.Had != null && !db.AccessDetails.Any(b => b.Kind == d.Kind && b.SubjectKey == d.SubjectKey && b.LookerId == d.LookerId && b.FromAt <= from && b.UntilAt > from && b.Had != null))
                || (d.Had == null && db.AccessDetails.Any(b => b.Kind == d.Kind && b.SubjectKey == d.SubjectKey && b.LookerId == d.LookerId && b.FromAt <= from && b.UntilAt > from && b.Had != null))));
        var members = Intervals(db, actor, people).Where(m => m.Kind == AccessKind.Membership && m.GroupKey > 0 && m.FromAt <= to && (m.UntilAt == null || m.UntilAt > to));
        var roles = db.AccessDetails.Where(r => r.OrganizationKey == organization && r.Kind == AccessDetailKind.GroupRole && r.FromAt <= to && (r.UntilAt == null || r.UntilAt > to));

        // Somebody has a role of a group while both are there. Each of these begins with the few that changed: memberships, and roles of groups.
        var (moved, changed) = (members.Where(m => m.FromAt > from), roles.Where(r => r.FromAt > from));
        var ofPeople = own.Select(d => new AccessChangeRow
        {
            At = d.FromAt, UserKey = d.SubjectKey, Part = ChangedPart.Role, GroupKey = 0, LookerId = d.LookerId, Role = d.Name, IntegrationKey = d.IntegrationKey, Now = d.Had != null ? 1 : 0, Source = d.Source,
        });
        return [ofPeople, Joined(db, from, moved, roles), Left(db, from, moved, roles), Given(db, from, members, changed), Taken(db, from, members, changed)];
    }

    private static IQueryable<AccessChangeRow> View(AccessChangeFilter filter, List<int> integrations, IQueryable<AccessChangeRow> rows)
    {
        rows = filter.View == AccessChangeView.ByHand ? rows.Where(c => c.Source == AccessSource.ByHand) : rows;
        return filter.IntegrationId is null ? rows : rows.Where(c => integrations.Contains(c.IntegrationKey));
    }

    private static IQueryable<AccessChangeRow> Joined(ScimifyContext db, DateTimeOffset first, IQueryable<AccessInterval> members, IQueryable<AccessDetail> roles) =>
        from m in members.Where(m => m.Had && !db.AccessIntervals.Any(b => b.UserKey == m.UserKey && b.Kind == m.Kind && b.GroupKey == m.GroupKey && b.FromAt <= first && b.UntilAt > first && b.Had))
        join r in roles.Where(r => r.Had != null) on m.GroupKey equals r.SubjectKey
        where r.FromAt <= first || m.FromAt >= r.FromAt
            || db.AccessDetails.Any(b => b.Kind == r.Kind && b.SubjectKey == r.SubjectKey && b.LookerId == r.LookerId && b.FromAt <= first && b.UntilAt > first && b.Had != null)
        select new AccessChangeRow
        {
            At = m.FromAt, UserKey = m.UserKey, Part = ChangedPart.RoleOfMember, GroupKey = m.GroupKey, LookerId = r.LookerId, Role = r.Name, IntegrationKey = m.IntegrationKey, Now = 1, Source = m.Source,
        };

    private static IQueryable<AccessChangeRow> Left(ScimifyContext db, DateTimeOffset first, IQueryable<AccessInterval> members, IQueryable<AccessDetail> roles) =>
        from m in members.Where(m => !m.Had && db.AccessIntervals.Any(b => b.UserKey == m.UserKey && b.Kind == m.Kind && b.GroupKey == m.GroupKey && b.FromAt <= first && b.UntilAt > first && b.Had))
        join r in roles on m.GroupKey equals r.SubjectKey
        where (r.Had != null || m.FromAt <= r.FromAt) && ((r.FromAt <= first && r.Had != null)
            || db.AccessDetails.Any(b => b.Kind == r.Kind && b.SubjectKey == r.SubjectKey && b.LookerId == r.LookerId && b.FromAt <= first && b.UntilAt > first && b.Had != null))
        select new AccessChangeRow
        {
            At = m.FromAt, UserKey = m.UserKey, Part = ChangedPart.RoleOfMember, GroupKey = m.GroupKey, LookerId = r.LookerId, Role = r.Name, IntegrationKey = m.IntegrationKey, Now = 0, Source = m.Source,
        };

    private static IQueryable<AccessChangeRow> Given(ScimifyContext db, DateTimeOffset first, IQueryable<AccessInterval> members, IQueryable<AccessDetail> roles) =>
        from r in roles.Where(r => r.Had != null
            && !db.AccessDetails.Any(b => b.Kind == r.Kind && b.SubjectKey == r.SubjectKey && b.LookerId == r.LookerId && b.FromAt <= first && b.UntilAt > first && b.Had != null))
        join m in members.Where(m => m.Had) on r.SubjectKey equals m.GroupKey
        where m.FromAt <= first || r.FromAt > m.FromAt
            || db.AccessIntervals.Any(b => b.UserKey == m.UserKey && b.Kind == m.Kind && b.GroupKey == m.GroupKey && b.FromAt <= first && b.UntilAt > first && b.Had)
        select new AccessChangeRow
        {
            At = r.FromAt, UserKey = m.UserKey, Part = ChangedPart.Role, GroupKey = m.GroupKey, LookerId = r.LookerId, Role = r.Name, IntegrationKey = m.IntegrationKey, Now = 1, Source = r.Source,
        };

    private static IQueryable<AccessChangeRow> Taken(ScimifyContext db, DateTimeOffset first, IQueryable<AccessInterval> members, IQueryable<AccessDetail> roles) =>
        from r in roles.Where(r => r.Had == null
            && db.AccessDetails.Any(b => b.Kind == r.Kind && b.SubjectKey == r.SubjectKey && b.LookerId == r.LookerId && b.FromAt <= first && b.UntilAt > first && b.Had != null))
        join m in members on r.SubjectKey equals m.GroupKey
        where (m.Had || r.FromAt < m.FromAt) && ((m.FromAt <= first && m.Had)
            || db.AccessIntervals.Any(b => b.UserKey == m.UserKey && b.Kind == m.Kind && b.GroupKey == m.GroupKey && b.FromAt <= first && b.UntilAt > first && b.Had))
        select new AccessChangeRow
        {
            At = r.FromAt, UserKey = m.UserKey, Part = ChangedPart.Role, GroupKey = m.GroupKey, LookerId = r.LookerId, Role = r.Name, IntegrationKey = m.IntegrationKey, Now = 0, Source = r.Source,
        };
}
