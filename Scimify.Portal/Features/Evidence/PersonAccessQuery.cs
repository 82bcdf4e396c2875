using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
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
        var integration = (await IntegrationName.AllAsync(db, actor, null, ct))[names[0].IntegrationKey];
        var requests = intervals.Select(i => i.RequestId).OfType<Guid>().Distinct().ToList();
        var logged = (await db.ProvisioningLog.Where(e => requests.Contains(e.RequestId)).Select(e => e.RequestId).ToListAsync(ct)).ToHashSet();
        return new PersonAccess(
            integration, names, await db.ScimUsers.AnyAsync(u => u.Id == scimId && u.DeletedAt == null && u.OrganizationKey == actor.OrganizationKey, ct),
            [.. intervals.Take(Most).Select(i => new AccessSpan(i, i.GroupKey == 0 ? null : groups.Find(i.GroupKey)?.Name ?? "", i.RequestId is { } id && logged.Contains(id)))],
            intervals.Count > Most);
    }
}

/// <param name="Names">The last one first.</param>
/// <param name="IsThere">Whether SCIM still has the person.</param>
/// <param name="HasMore">There are earlier spans than these.</param>
public sealed record PersonAccess(IntegrationName Integration, IReadOnlyList<AccessName> Names, bool IsThere, IReadOnlyList<AccessSpan> Spans, bool HasMore);

/// <param name="Group">Null for the access itself.</param>
/// <param name="IsLogged">Whether the log still has the request.</param>
public sealed record AccessSpan(AccessInterval Interval, string? Group, bool IsLogged);
