using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Persistence.Schema;

namespace Scimify.Portal.Features.Evidence;

/// <summary>What some people or groups were called at a moment.</summary>
internal sealed class AccessNames(IEnumerable<AccessName> names, DateTimeOffset at)
{
    private readonly Dictionary<long, AccessName> _names = names.GroupBy(n => n.SubjectKey).ToDictionary(
        n => n.Key, n => n.Where(name => name.FromAt <= at).MaxBy(name => name.FromAt) ?? n.MinBy(name => name.FromAt)!);

    public static async Task<AccessNames> ReadAsync(ScimifyContext db, bool ofGroups, IReadOnlyCollection<long> keys, DateTimeOffset at, CancellationToken ct) =>
        new(keys.Count == 0 ? [] : await db.AccessNames.Where(n => n.IsGroup == ofGroups && keys.Contains(n.SubjectKey)).ToListAsync(ct), at);

    /// <returns>Null if retention has deleted the name.</returns>
    public AccessName? Find(long key) => _names.GetValueOrDefault(key);
}
