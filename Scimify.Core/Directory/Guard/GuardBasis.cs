namespace Scimify.Core.Directory.Guard;

/// <summary>
/// What was there before the request: the deletion guard's percentages refer to it. The operations of one Bulk request share
/// it.
/// </summary>
public sealed class GuardBasis
{
    private readonly Dictionary<(Guid Operation, long GroupKey), int> _removed = [];

    /// <summary>Null until the first removal is checked.</summary>
    internal long? ActiveUsers { get; set; }

    /// <summary>How many members other operations of this request removed from the group.</summary>
    internal int RemovedByOthers(Guid operation, long groupKey) =>
        _removed.Where(r => r.Key.GroupKey == groupKey && r.Key.Operation != operation).Sum(r => r.Value);

    /// <summary>Replaces what this operation noted before, because a transaction may run again.</summary>
    internal void Removed(Guid operation, long groupKey, int count) => _removed[(operation, groupKey)] = count;
}
