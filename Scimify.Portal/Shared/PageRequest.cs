namespace Scimify.Portal.Shared;

/// <summary>The requested page of a list, in the console and the REST API.</summary>
/// <param name="Page">From 1.</param>
/// <param name="Size">1 to <see cref="MaxSize"/>.</param>
public readonly record struct PageRequest(int Page, int Size)
{
    public const int DefaultSize = 50;
    public const int MaxSize = 500;
    public const int MaxPage = 1_000_000;

    public int Skip => (Page - 1) * Size;

    /// <summary>From the address of a console page. Nonsense becomes the nearest sense.</summary>
    public static PageRequest Of(int? page, int size = DefaultSize) => new(Math.Clamp(page ?? 1, 1, MaxPage), size);
}

/// <summary>One page of a list with a total.</summary>
/// <param name="Page">From 1.</param>
/// <param name="Total">Items on all pages.</param>
public sealed record ResultPage<T>(IReadOnlyList<T> Items, int Page, int PageSize, long Total)
{
    public ResultPage(IReadOnlyList<T> items, PageRequest request, long total)
        : this(items, request.Page, request.Size, total)
    {
    }

    public ResultPage<TOther> Select<TOther>(Func<T, TOther> shown) => new([.. Items.Select(shown)], Page, PageSize, Total);
}
