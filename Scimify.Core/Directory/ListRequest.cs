using Scimify.Core.Scim.Filtering;
using Scimify.Core.Scim.Schemas;

namespace Scimify.Core.Directory;

/// <summary>A page of a list, after parsing and binding.</summary>
/// <param name="Filter">Bound to the resource type; null for all.</param>
/// <param name="SortBy">Null: in the order of creation.</param>
/// <param name="Descending">Order of <paramref name="SortBy"/>.</param>
/// <param name="StartIndex">From 1; not used with <paramref name="After"/>.</param>
/// <param name="Count">At most this many resources; 0 asks for the total only.</param>
/// <param name="After">Cursor paging: the key after which the page begins; null for index paging.</param>
/// <param name="Served">For filters and sorts by what only answers have.</param>
public sealed record ListRequest(
    Filter? Filter, AttributePath? SortBy, bool Descending, int StartIndex, int Count, long? After, ServedAs? Served = null);

/// <summary>What every answer has and no row: it can be filtered and sorted by all the same.</summary>
/// <param name="BaseUrl">Of meta.location.</param>
/// <param name="GroupDescription">The text that the integration gives its groups.</param>
public sealed record ServedAs(string BaseUrl, string GroupDescription);

/// <param name="Items">The page.</param>
/// <param name="Total">How many match in all.</param>
/// <param name="Next">Cursor paging: where the next page begins; null at the end.</param>
public sealed record ListPage<T>(IReadOnlyList<T> Items, long Total, long? Next);
