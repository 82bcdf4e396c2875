namespace Scimify.Portal.Shared.Tables;

/// <summary>How many rows of a list a person can have on one page.</summary>
public static class PageSizes
{
    public static readonly IReadOnlyList<int> All = [25, 50, 100];

    /// <param name="size">From the address. Anything else counts as <see cref="PageRequest.DefaultSize"/>.</param>
    public static int Of(int? size) => size is { } wanted && All.Contains(wanted) ? wanted : PageRequest.DefaultSize;
}
