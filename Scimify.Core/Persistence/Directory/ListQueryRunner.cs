using System.Data.Common;
using System.Text.Json;
using Scimify.Core.Directory;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Scim.Querying;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Persistence.Directory;

/// <summary>
/// Finds a page of resources: by index if the filter's attributes have columns, otherwise by checking each candidate. Pages are
/// cut on the narrow table, and bodies are read only for the page. Every page has a total order.
/// </summary>
/// <param name="session">Reads it.</param>
/// <param name="source">The type of the resources.</param>
/// <param name="select">The columns of a resource.</param>
/// <param name="map">One row of them.</param>
/// <param name="sizeOf">The bytes of a resource.</param>
internal sealed class ListQueryRunner<T>(DbSession session, ListSource source, string select, Func<DbDataReader, T> map, Func<T, int> sizeOf)
    where T : class
{
    /// <summary>A page with more bytes ends early, as RFC 7644 section 3.4.2.4 allows. It has at least one resource.</summary>
    public const int MaxPageBytes = 4 * 1024 * 1024;

    private const int ReadAtOnce = 100;

    private long _pageBytes;
    private readonly List<object?> _arguments = [];

    public ListPage<T> Run(int integrationKey, ListRequest request)
    {
        source.RequireSortable(request.SortBy);
        var scope = source.Scope(Argument(integrationKey));
        var filter = request.Filter is null
            ? SqlPredicate.Anything
            : new SqlFilter(source, session.Dialect, _arguments, integrationKey).TranslateAll(request.Filter);
        var where = filter.Sql is null ? scope : $"{scope} AND {filter.Sql}";
        var sort = request.SortBy is null ? null : source.SortColumn(request.SortBy);
        return filter.IsExact && (request.SortBy is null || sort is not null)
            ? ByIndex(integrationKey, request, where, sort)
            : ByLooking(integrationKey, request, where, filter.IsExact);
    }

    private ListPage<T> ByIndex(int integrationKey, ListRequest request, string where, (string Column, bool Nullable)? sort)
    {
        var filterArguments = _arguments.Count;
        List<T> items = [];
        long? next = null;
        long last = 0;
        var isCut = false;
        if (request.Count > 0)
        {
            var order = Order(sort, request.Descending);
            var after = request.After is { } key ? $" AND {source.Alias}.key > {Argument(key)}" : "";
            var limit = Argument(request.After is null ? request.Count : request.Count + 1);
            var offset = request.After is null && request.StartIndex > 1 ? $" OFFSET {Argument(request.StartIndex - 1)}" : "";
            var page = $"WHERE {where}{after} ORDER BY {order} LIMIT {limit}{offset}";
            session.Each(
                request.Filter is not null && source.FindsFew(request.Filter)
                    ? $"{select} {page}"
                    : $"{select} WHERE {source.Alias}.key IN (SELECT {source.Alias}.key FROM {source.Table} {source.Alias} {page}) ORDER BY {order}",
                reader =>
                {
                    var item = map(reader);
                    if (items.Count == request.Count || !Fits(item, items.Count))
                    {
                        isCut = true;
                        return false;
                    }

                    last = reader.GetInt64(0);
                    items.Add(item);
                    return true;
                },
                [.. _arguments]);
            next = isCut && request.After is not null ? last : null;
        }

        return new(items, Total(integrationKey, request, where, isCut ? null : items.Count, filterArguments), next);
    }

    private long Total(int integrationKey, ListRequest request, string where, int? found, int filterArguments)
    {
        if (request.Filter is null && source.CounterColumn is { } counter)
        {
            return session.Count($"SELECT {counter} FROM integration_counters WHERE integration_key = @p0", integrationKey);
        }

        return found is { } all && all < request.Count && request is { After: null, StartIndex: <= 1 }
            ? all
            : session.Count($"SELECT count(*) FROM {source.Table} {source.Alias} WHERE {where}", [.. _arguments.Take(filterArguments)]);
    }

    private ListPage<T> ByLooking(int integrationKey, ListRequest request, string where, bool filterIsExact)
    {
        var filter = filterIsExact ? null : new CandidateFilter(request.Filter!, source, new SqlFilter(source, session.Dialect, _arguments, integrationKey));
        var matches = new List<(long Key, ScimObject? Sort)>();
        var order = request.SortBy is null ? null : new ResourceOrder(request.SortBy, request.Descending);
        session.Each(
            $"""
            SELECT {Candidate.Columns(source)}, {source.Body.Column}{filter?.Columns}
            FROM {source.Table} {source.Alias} {source.Body.Join} WHERE {where} ORDER BY {source.Alias}.key
            """,
            reader =>
            {
                var resource = Candidate.Read(reader, source, request.Served);
                if (filter is null || filter.Matches(resource, reader, Candidate.Next))
                {
                    matches.Add((reader.GetInt64(0), request.SortBy is null ? null : Only(request.SortBy, resource)));
                }

                return true;
            },
            [.. _arguments]);

        if (order is not null)
        {
            matches.Sort((a, b) => order.Compare(a.Sort, b.Sort) is var sorted && sorted != 0 ? sorted : a.Key.CompareTo(b.Key));
        }

        var from = request.After is { } after ? matches.TakeWhile(m => m.Key <= after).Count() : request.StartIndex - 1;
        var page = matches.Skip(from).Take(request.Count).Select(m => m.Key).ToList();
        var items = Fetch(page);
        long? next = request.After is not null && items.Count > 0 && from + items.Count < matches.Count ? page[items.Count - 1] : null;
        return new(items, matches.Count, next);
    }

    /// <returns>In the order of the keys, as far as the page has room.</returns>
    private List<T> Fetch(List<long> keys)
    {
        var items = new List<T>(keys.Count);
        foreach (var part in keys.Chunk(ReadAtOnce))
        {
            var byKey = session.All(
                $"{select} WHERE {source.Alias}.key IN ({string.Format(session.Dialect.JsonIntegers, "@p0")})",
                reader => (Key: reader.GetInt64(0), Item: map(reader)),
                JsonSerializer.Serialize(part)).ToDictionary(row => row.Key, row => row.Item);
            foreach (var item in part.Where(byKey.ContainsKey).Select(key => byKey[key]))
            {
                if (!Fits(item, items.Count))
                {
                    return items;
                }

                items.Add(item);
            }
        }

        return items;
    }

    private bool Fits(T item, int before)
    {
        _pageBytes += sizeOf(item);
        return before == 0 || _pageBytes <= MaxPageBytes;
    }

    private string Order((string Column, bool Nullable)? sort, bool descending)
    {
        var direction = descending ? " DESC" : "";
        return sort switch
        {
            null => $"{source.Alias}.key",
            // RFC 7644 section 3.4.2.3: resources without a value come last when ascending, first when descending.
            { Nullable: true } => $"CASE WHEN {sort.Value.Column} IS NULL THEN 1 ELSE 0 END{direction}, {sort.Value.Column}{direction}, {source.Alias}.key",
            _ => $"{sort.Value.Column}{direction}, {source.Alias}.key",
        };
    }

    private string Argument(object? value)
    {
        _arguments.Add(value);
        return ParameterNames.Of(_arguments.Count - 1);
    }

    /// <summary>Keeps only the attribute to sort by, because a whole directory of them has to fit into memory.</summary>
    private static ScimObject Only(AttributePath path, ScimObject resource)
    {
        var container = path.Extension is null ? resource : resource.GetObject(path.Extension.Id);
        var only = container?[path.Name] is { } value ? ScimObject.Of((path.Name, value)) : ScimObject.Empty;
        return path.Extension is null ? only : ScimObject.Of((path.Extension.Id, only));
    }
}
