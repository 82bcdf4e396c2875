namespace Scimify.Portal.Shared.Api;

/// <summary>Which part of a list is asked for (docs/contracts.md, "REST conventions").</summary>
/// <param name="Page">From 1.</param>
/// <param name="Size">1 to <see cref="MaxSize"/>.</param>
internal readonly record struct PageRequest(int Page, int Size)
{
    public const int DefaultSize = 50;
    public const int MaxSize = 500;
    public const int MaxPage = 1_000_000;

    public int Skip => (Page - 1) * Size;

    public static PageRequest Of(QueryInput query) => new(query.WholeNumber("page") ?? 1, query.WholeNumber("pageSize") ?? DefaultSize);
}
