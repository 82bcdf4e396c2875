using Scimify.Core.Scim.Filtering;
using Scimify.Core.Scim.Schemas;

namespace Scimify.Core.Directory;

/// <summary>The request for a page of a list, parsed and bound.</summary>
/// <param name="Filter">Bound to the resource type; null for all.</param>
/// <param name="SortBy">Null for the order of creation.</param>
/// <param name="Descending">The direction of <paramref name="SortBy"/>.</param>
/// <param name="StartIndex">From 1; not used with <paramref name="After"/>.</param>
/// <param name="Count">The maximum number of resources; 0 asks only for the total.</param>
/// <param name="After">Cursor paging: the key after which the page starts; null for index paging.</param>
/// <param name="Served">For filters and sorts by what only answers have.</param>
public sealed record ListRequest(
    Filter? Filter, AttributePath? SortBy, bool Descending, int StartIndex, int Count, long? After, ServedAs? Served = null);

/// <summary>What every answer has but no row has. Clients can filter and sort by it all the same.</summary>
/// <param name="BaseUrl">The base of meta.location.</param>
/// <param name="GroupDescription">The integration's description of groups.</param>
public sealed record ServedAs(string BaseUrl, string GroupDescription);

/// <param name="Items">The page.</param>
/// <param name="Total">How many resources match in total.</param>
/// <param name="Next">Cursor paging: where the next page starts; null at the end.</param>
public sealed record ListPage<T>(IReadOnlyList<T> Items, long Total, long? Next);
