namespace Scimify.Portal.Shared.Tables;

/// <summary>An order of the rows of a database table: by a value, and by the key among rows with the same value.</summary>
/// <typeparam name="TRow">An entity.</typeparam>
public abstract class TableOrder<TRow>
{
    private protected TableOrder()
    {
    }

    /// <summary>
    /// The keys of a part, in order, and the places before and after it. An index of the value and the key finds it where it
    /// begins, however far that is from the start of the list.
    /// </summary>
    public abstract Task<SortedPage<long>> PageAsync(IQueryable<TRow> rows, SortedRequest part, long total, CancellationToken ct);
}
