using Scimify.Core.Persistence.Database;

namespace Scimify.Core.Persistence.Directory;

/// <summary>
/// Remembers rows of one table as they were when this transaction locked them. An update writes only the columns that changed, so
/// that the other indexes are left alone. A row that was not locked is written completely.
/// </summary>
/// <param name="session">The transaction's session.</param>
/// <param name="table">A table whose primary key is <c>key</c>.</param>
/// <param name="columns">All columns but the key.</param>
/// <param name="unique">Those of unique indexes. Whoever changes one of them has to hear at once if it is refused.</param>
/// <param name="values">A row's values in the order of the columns. Called only if the row is written, because most rows are only read.</param>
/// <param name="copy">Copies a row, because its reader may change it.</param>
internal sealed class LockedRows<TRow>(
    DbSession session, string table, IReadOnlyList<string> columns, IReadOnlySet<string> unique, Func<TRow, object?[]> values, Func<TRow, TRow> copy)
    where TRow : class
{
    private readonly Dictionary<long, TRow> _rows = [];

    /// <param name="key">The row's key.</param>
    /// <param name="row">The row as it was just read.</param>
    public void Note(long key, TRow row) => _rows[key] = copy(row);

    /// <returns>The row as it was locked; null if it was not.</returns>
    public TRow? Find(long key) => _rows.GetValueOrDefault(key);

    /// <summary>Call it when another statement has changed rows and nobody knows which.</summary>
    public void Forget() => _rows.Clear();

    public void Update(long key, TRow row)
    {
        var known = _rows.TryGetValue(key, out var before) ? values(before) : null;
        var wanted = values(row);
        var changed = Enumerable.Range(0, columns.Count).Where(i => known is null || !Equals(known[i], wanted[i])).ToList();
        if (changed.Count == 0)
        {
            return;
        }

        var update = $"UPDATE {table} SET {SyncColumnMap.Assignments(changed.Select(i => columns[i]))} WHERE key = {ParameterNames.Of(changed.Count)}";
        object?[] arguments = [.. changed.Select(i => wanted[i]), key];
        if (changed.Any(i => unique.Contains(columns[i])))
        {
            session.Execute(update, arguments);
        }
        else
        {
            session.Run(update, arguments);
        }

        Note(key, row);
    }
}
