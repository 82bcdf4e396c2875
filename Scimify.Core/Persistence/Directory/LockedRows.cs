using Scimify.Core.Persistence.Database;

namespace Scimify.Core.Persistence.Directory;

/// <summary>
/// Rows of one table as they stand since this transaction locked them: an update writes the columns that differ, so that
/// indexes of the others are left alone. A row that was not locked is written whole.
/// </summary>
/// <param name="session">Of the transaction.</param>
/// <param name="table">With a primary key <c>key</c>.</param>
/// <param name="columns">All but the key.</param>
/// <param name="values">Of a row, in the order of the columns; asked for only where a row is written, since most are locked to be looked at.</param>
/// <param name="copy">Of a row, which its reader may change.</param>
internal sealed class LockedRows<TRow>(
    DbSession session, string table, IReadOnlyList<string> columns, Func<TRow, object?[]> values, Func<TRow, TRow> copy)
    where TRow : class
{
    private readonly Dictionary<long, TRow> _rows = [];

    /// <param name="key">Of the row.</param>
    /// <param name="row">As it was just read.</param>
    public void Note(long key, TRow row) => _rows[key] = copy(row);

    /// <summary>Another statement has changed rows, nobody knows which.</summary>
    public void Forget() => _rows.Clear();

    /// <returns>The number of rows changed.</returns>
    public int Update(long key, TRow row)
    {
        var known = _rows.TryGetValue(key, out var before) ? values(before) : null;
        var wanted = values(row);
        var changed = Enumerable.Range(0, columns.Count).Where(i => known is null || !Equals(known[i], wanted[i])).ToList();
        if (changed.Count == 0)
        {
            return 0;
        }

        var rows = session.Execute(
            $"UPDATE {table} SET {SyncColumnMap.Assignments(changed.Select(i => columns[i]))} WHERE key = {ParameterNames.Of(changed.Count)}",
            [.. changed.Select(i => wanted[i]), key]);
        Note(key, row);
        return rows;
    }
}
