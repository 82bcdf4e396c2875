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
internal sealed class ListQueryRunner<T>(DbSession session, ListSource source, string select, Func<DbDataReader, T> map)
    where T : class
{
    private readonly List<object?> _arguments = [];

    public ListPage<T> Run(int integrationKey, ListRequest request)
    {
        source.RequireSortable(request.SortBy);
        var integration = Argument(integrationKey);
        var scope = $"{source.Alias}.integration_key = {integration} AND {source.Alias}.deleted_at IS NULL";
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
        if (request.Count > 0)
        {
            var order = Order(sort, request.Descending);
            var after = request.After is { } key ? $" AND {source.Alias}.key > {Argument(key)}" : "";
            var limit = Argument(request.After is null ? request.Count : request.Count + 1);
            var offset = request.After is null && request.StartIndex > 1 ? $" OFFSET {Argument(request.StartIndex - 1)}" : "";
            var keys = new List<long>();
            var page = $"WHERE {where}{after} ORDER BY {order} LIMIT {limit}{offset}";
            items = session.All(
                request.Filter is not null && source.FindsFew(request.Filter)
                    ? $"{select} {page}"
                    : $"{select} WHERE {source.Alias}.key IN (SELECT {source.Alias}.key FROM {source.Table} {source.Alias} {page}) ORDER BY {order}",
                reader =>
                {
                    keys.Add(reader.GetInt64(0));
                    return map(reader);
                },
                [.. _arguments]);
            if (request.After is not null && items.Count > request.Count)
            {
                items.RemoveAt(items.Count - 1);
                next = keys[request.Count - 1];
            }
        }

        return new(items, Total(integrationKey, request, where, items.Count, filterArguments), next);
    }

    private long Total(int integrationKey, ListRequest request, string where, int found, int filterArguments)
    {
        if (request.Filter is null)
        {
            return session.Count($"SELECT {source.CounterColumn} FROM integration_counters WHERE integration_key = @p0", integrationKey);
        }

        var isWhole = request is { After: null, StartIndex: <= 1 } && found < request.Count;
        return isWhole
            ? found
            : session.Count($"SELECT count(*) FROM {source.Table} {source.Alias} WHERE {where}", [.. _arguments.Take(filterArguments)]);
    }

    private ListPage<T> ByLooking(int integrationKey, ListRequest request, string where, bool filterIsExact)
    {
        var filter = filterIsExact ? null : new CandidateFilter(request.Filter!, source, new SqlFilter(source, session.Dialect, _arguments, integrationKey));
        var matches = new List<(long Key, ScimObject? Sort)>();
        var order = request.SortBy is null ? null : new ResourceOrder(request.SortBy, request.Descending);
        session.Each(
            $"""
            SELECT {Candidate.Columns(source)}, b.json{filter?.Columns}
            FROM {source.Table} {source.Alias} JOIN {source.Bodies} b ON b.{source.BodyKey} = {source.Alias}.key WHERE {where} ORDER BY {source.Alias}.key
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
        long? next = request.After is not null && page.Count > 0 && from + page.Count < matches.Count ? page[^1] : null;
        return new(Fetch(page), matches.Count, next);
    }

    private List<T> Fetch(List<long> keys)
    {
        if (keys.Count == 0)
        {
            return [];
        }

        var byKey = session.All(
            $"{select} WHERE {source.Alias}.key IN ({string.Format(session.Dialect.JsonIntegers, "@p0")})",
            reader => (Key: reader.GetInt64(0), Item: map(reader)),
            JsonSerializer.Serialize(keys)).ToDictionary(row => row.Key, row => row.Item);
        return [.. keys.Where(byKey.ContainsKey).Select(key => byKey[key])];
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
