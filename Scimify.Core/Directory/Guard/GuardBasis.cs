namespace Scimify.Core.Directory.Guard;

/// <summary>
/// What was there before the request: percentages of the deletion guard are of that. The operations of one Bulk request
/// share it.
/// </summary>
public sealed class GuardBasis
{
    private readonly Dictionary<(Guid Operation, long GroupKey), int> _removed = [];

    /// <summary>Null until the first removal is weighed.</summary>
    internal long? ActiveUsers { get; set; }

    /// <summary>Members that other operations of this request took out of the group.</summary>
    internal int RemovedByOthers(Guid operation, long groupKey) =>
        _removed.Where(r => r.Key.GroupKey == groupKey && r.Key.Operation != operation).Sum(r => r.Value);

    /// <summary>Overwrites what this operation said before: a transaction may be run again.</summary>
    internal void Removed(Guid operation, long groupKey, int count) => _removed[(operation, groupKey)] = count;
}
