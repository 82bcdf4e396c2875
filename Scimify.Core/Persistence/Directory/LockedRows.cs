namespace Scimify.Core.Persistence.Directory;

/// <summary>
/// Rows of one table as they stand since this transaction locked them: an update writes the columns that differ, so that
/// indexes of the others are left alone. A row that was not locked is written whole.
/// </summary>
/// <param name="session">Of the transaction.</param>
/// <param name="table">With a primary key <c>key</c>.</param>
/// <param name="columns">All but the key.</param>
internal sealed class LockedRows(DbSession session, string table, IReadOnlyList<string> columns)
{
    private readonly Dictionary<long, object?[]> _rows = [];

    /// <param name="key">Of the row.</param>
    /// <param name="values">In the order of the columns, as they were just read.</param>
    public void Note(long key, object?[] values) => _rows[key] = values;

    /// <summary>Another statement has changed rows, nobody knows which.</summary>
    public void Forget() => _rows.Clear();

    /// <returns>The number of rows changed.</returns>
    public int Update(long key, object?[] values)
    {
        var known = _rows.GetValueOrDefault(key);
        var changed = Enumerable.Range(0, columns.Count).Where(i => known is null || !Equals(known[i], values[i])).ToList();
        if (changed.Count == 0)
        {
            return 0;
        }

        var rows = session.Execute(
            $"UPDATE {table} SET {SyncColumnMap.Assignments(changed.Select(i => columns[i]))} WHERE key = {ParameterNames.Of(changed.Count)}",
            [.. changed.Select(i => values[i]), key]);
        _rows[key] = values;
        return rows;
    }
}
