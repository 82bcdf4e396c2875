using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Erasure;
using Scimify.Core.Requests;

namespace Scimify.Portal.Features.Evidence;

/// <summary>What the history tells of one person, in all of the organization's integrations, newest first.</summary>
public sealed class PersonAccessQuery(IDbContextFactory<ScimifyContext> contexts)
{
    private const int Most = 500;

    /// <exception cref="NotFoundException">The history tells of no such person.</exception>
    public async Task<PersonAccess> RunAsync(Actor actor, Guid scimId, CancellationToken ct)
    {
        actor.Require(Permission.ReadLogs);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var key = await db.AccessNames.Where(n => n.OrganizationKey == actor.OrganizationKey && !n.IsGroup && n.ScimId == scimId).Select(n => (long?)n.SubjectKey).FirstOrDefaultAsync(ct)
            ?? throw new NotFoundException("The access history tells of no such person.");
        var names = await db.AccessNames.Where(n => !n.IsGroup && n.SubjectKey == key).OrderByDescending(n => n.FromAt).ToListAsync(ct);
        var intervals = await db.AccessIntervals.Where(i => i.UserKey == key).OrderByDescending(i => i.FromAt).ThenBy(i => i.GroupKey).Take(Most + 1).ToListAsync(ct);
        var groups = await AccessNames.ReadAsync(db, ofGroups: true, [.. intervals.Select(i => i.GroupKey).Where(g => g > 0).Distinct()], DateTimeOffset.MaxValue, ct);
        var details = await DetailsAsync(db, key, intervals, groups, ct);
        var integration = (await IntegrationName.AllAsync(db, actor, null, ct))[names[0].IntegrationKey];
        var requests = intervals.Select(i => i.RequestId).OfType<Guid>().Distinct().ToList();
        var logged = (await db.ProvisioningLog.Where(e => requests.Contains(e.RequestId)).Select(e => e.RequestId).ToListAsync(ct)).ToHashSet();
        return new PersonAccess(
            integration, names, await db.ScimUsers.AnyAsync(u => u.Id == scimId && u.DeletedAt == null && u.OrganizationKey == actor.OrganizationKey, ct),
            [.. intervals.Take(Most).Select(i => new AccessSpan(i, i.GroupKey == 0 ? null : groups.Find(i.GroupKey)?.Name ?? "", i.RequestId is { } id && logged.Contains(id)))],
            details, intervals.Count > Most);
    }

    /// <summary>Own roles and attributes, and the roles of each group for as long as the person was in it.</summary>
    private static async Task<IReadOnlyList<AccessDetailSpan>> DetailsAsync(ScimifyContext db, long key, List<AccessInterval> intervals, AccessNames groups, CancellationToken ct)
    {
        var own = await db.AccessDetails.Where(d => d.SubjectKey == key && (d.Kind == AccessDetailKind.PersonRole || d.Kind == AccessDetailKind.Attribute)).ToListAsync(ct);
        var memberships = intervals.Where(i => i.GroupKey > 0 && (i.Had || i.Asked)).ToList();
        var keys = memberships.Select(m => m.GroupKey).Distinct().ToList();
        var roles = (await db.AccessDetails.Where(d => d.Kind == AccessDetailKind.GroupRole && keys.Contains(d.SubjectKey)).ToListAsync(ct)).ToLookup(d => d.SubjectKey);
        var through = from membership in memberships
                      from role in roles[membership.GroupKey]
                      let had = membership.Had && role.Had is not null
                      let asked = membership.Asked && role.Asked is not null
                      let since = role.FromAt > membership.FromAt ? role.FromAt : membership.FromAt
                      let until = role.UntilAt is null || membership.UntilAt < role.UntilAt ? membership.UntilAt : role.UntilAt
                      where (had || asked) && (until is null || since < until)
                      select new AccessDetailSpan(
                          $"Role {role.Name} through {groups.Find(membership.GroupKey)?.Name}", since, until, had ? "Yes" : "No", asked ? "Yes" : "No", AccessWords.Of(role.Source));
        return
        [
            .. through.Concat(own.Where(d => (d.Had ?? d.Asked) is not null).Select(d => d.Kind == AccessDetailKind.PersonRole
                ? new AccessDetailSpan($"Role {d.Name}, its own", d.FromAt, d.UntilAt, d.Had is null ? "No" : "Yes", "No", AccessWords.Of(d.Source))
                : new AccessDetailSpan(d.Name, d.FromAt, d.UntilAt, d.Had ?? "none", d.Asked ?? "none", AccessWords.Of(d.Source))))
                .OrderByDescending(d => d.FromAt).ThenBy(d => d.What, StringComparer.Ordinal).Take(Most),
        ];
    }
}

/// <param name="Names">The last one first.</param>
/// <param name="IsThere">Whether SCIM still has the person.</param>
/// <param name="HasMore">There are earlier spans than these.</param>
public sealed record PersonAccess(IntegrationName Integration, IReadOnlyList<AccessName> Names, bool IsThere, IReadOnlyList<AccessSpan> Spans, IReadOnlyList<AccessDetailSpan> Details, bool HasMore)
{
    public bool IsErased => Names[0].Name == FormerPerson.PseudonymOf(Names[0].SubjectKey);
}

/// <param name="Group">Null for the access itself.</param>
/// <param name="IsLogged">Whether the log still has the request.</param>
public sealed record AccessSpan(AccessInterval Interval, string? Group, bool IsLogged);

/// <summary>A role or a mapped attribute over a time.</summary>
/// <param name="What">For people.</param>
/// <param name="Had">What Looker had.</param>
/// <param name="Asked">What was asked for.</param>
/// <param name="Source">As in <see cref="AccessLine"/>.</param>
public sealed record AccessDetailSpan(string What, DateTimeOffset FromAt, DateTimeOffset? UntilAt, string Had, string Asked, string Source);
