using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Persistence.Schema;

namespace Scimify.Portal.Features.Evidence;

/// <summary>The roles and mapped attributes of some people and groups at a moment.</summary>
internal sealed class AccessDetails
{
    private readonly DateTimeOffset _at;
    private readonly ILookup<(AccessDetailKind, long), IGrouping<string, AccessDetail>> _details;

    /// <param name="details">From the beginning until the moment.</param>
    /// <param name="at">The moment.</param>
    private AccessDetails(IEnumerable<AccessDetail> details, DateTimeOffset at)
    {
        _at = at;
        _details = details.GroupBy(d => (d.Kind, d.SubjectKey)).SelectMany(g => g.GroupBy(d => d.LookerId).Select(part => (g.Key, Part: part))).ToLookup(p => p.Key, p => p.Part);
    }

    public static async Task<AccessDetails> ReadAsync(ScimifyContext db, IReadOnlyCollection<long> users, IReadOnlyCollection<long> groups, DateTimeOffset at, CancellationToken ct)
    {
        var details = new List<AccessDetail>();
        foreach (var (kind, keys) in new[] { (AccessDetailKind.GroupRole, groups), (AccessDetailKind.PersonRole, users), (AccessDetailKind.Attribute, users) })
        {
            if (keys.Count > 0)
            {
                details.AddRange(await db.AccessDetails.Where(d => d.Kind == kind && keys.Contains(d.SubjectKey) && d.FromAt <= at).ToListAsync(ct));
            }
        }

        return new(details, at);
    }

    /// <param name="user">Whose.</param>
    /// <param name="groups">What the person was in or should have been in, with its name, and since when.</param>
    public IReadOnlyList<AccessRole> RolesOf(long user, IEnumerable<(AccessInterval Membership, string Name, DateTimeOffset Since)> groups) =>
    [
        .. At(AccessDetailKind.PersonRole, user).Select(r => new AccessRole(r.Now.Name, null, r.Now.Had is not null, r.Now.Asked is not null, AccessWords.Of(r.Now.Source), r.Since))
            .Concat(groups.SelectMany(g => At(AccessDetailKind.GroupRole, g.Membership.GroupKey).Select(r => new AccessRole(
                r.Now.Name, g.Name, g.Membership.Had && r.Now.Had is not null, g.Membership.Asked && r.Now.Asked is not null, AccessWords.Of(r.Now.Source),
                r.Since > g.Since ? r.Since : g.Since))))
            .Where(r => r.Had || r.Asked).OrderBy(r => r.Name, StringComparer.Ordinal).ThenBy(r => r.Group, StringComparer.Ordinal),
    ];

    public IReadOnlyList<AccessAttribute> AttributesOf(long user) =>
    [
        .. At(AccessDetailKind.Attribute, user).Select(a => new AccessAttribute(a.Now.Name, a.Now.Had, a.Now.Asked, AccessWords.Of(a.Now.Source), a.Since)).OrderBy(a => a.Name, StringComparer.Ordinal),
    ];

    /// <summary>What was so, and since when Looker had it.</summary>
    private IEnumerable<(AccessDetail Now, DateTimeOffset Since)> At(AccessDetailKind kind, long subject)
    {
        foreach (var part in _details[(kind, subject)])
        {
            var newest = part.OrderByDescending(d => d.FromAt).ToList();
            if (newest[0] is var now && (now.UntilAt is null || now.UntilAt > _at) && (now.Had ?? now.Asked) is not null)
            {
                yield return (now, newest.TakeWhile(d => d.Had == now.Had).Last().FromAt);
            }
        }
    }
}
