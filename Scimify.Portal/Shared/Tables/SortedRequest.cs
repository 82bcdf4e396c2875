namespace Scimify.Portal.Shared.Tables;

/// <summary>The requested part of a sorted list: its start, or what follows a place, or what comes before one.</summary>
/// <param name="Place">Null for the start of the list.</param>
/// <param name="Backwards">Whether the part ends at the place.</param>
public sealed record SortedRequest(TableSort Sort, SortCursor? Place, bool Backwards, int Size)
{
    /// <summary>From the address of a page. What makes no sense there counts as the start, in the ordinary order.</summary>
    public static SortedRequest Of(string? sort, IReadOnlyList<string> known, string? after, string? before, int? size)
    {
        var order = TableSort.Of(sort, known);
        var follows = SortCursor.Parse(after, order.ToString());
        var precedes = follows is null ? SortCursor.Parse(before, order.ToString()) : null;
        return new(order, follows ?? precedes, precedes is not null, PageSizes.Of(size));
    }
}

/// <summary>A part of a sorted list with a total.</summary>
/// <param name="Previous">The place that the part before this one ends at; null if this is the start.</param>
/// <param name="Next">The place that the part after this one begins at; null if this is the end.</param>
/// <param name="Total">Items of the whole list.</param>
public sealed record SortedPage<T>(IReadOnlyList<T> Items, SortCursor? Previous, SortCursor? Next, long Total);
