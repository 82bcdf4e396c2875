using System.Data.Common;
using Scimify.Core.Scim.Filtering;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Persistence.Directory;

/// <summary>
/// A filter for candidates that are checked one by one. The document answers what it can. The database answers, in a column
/// each, what only membership rows know.
/// </summary>
internal sealed class CandidateFilter
{
    private readonly Filter _filter;
    private readonly List<Filter> _parts = [];
    private readonly List<string> _columns = [];

    public CandidateFilter(Filter filter, ListSource source, SqlFilter sql)
    {
        _filter = filter;
        Collect(filter, source, sql);
    }

    /// <summary>To append to the columns of the statement.</summary>
    public string Columns => string.Concat(_columns.Select(column => $", {column}"));

    /// <param name="resource">The document, with meta.</param>
    /// <param name="reader">Positioned on the candidate's row.</param>
    /// <param name="firstColumn">The position of the first of the <see cref="Columns"/>.</param>
    public bool Matches(ScimObject resource, DbDataReader reader, int firstColumn) => Matches(_filter, resource, reader, firstColumn);

    private bool Matches(Filter filter, ScimObject resource, DbDataReader reader, int firstColumn)
    {
        if (_parts.Count == 0)
        {
            return FilterEvaluator.Matches(filter, resource);
        }

        return filter switch
        {
            And and => and.Terms.All(term => Matches(term, resource, reader, firstColumn)),
            Or or => or.Terms.Any(term => Matches(term, resource, reader, firstColumn)),
            Not not => !Matches(not.Term, resource, reader, firstColumn),
            _ when _parts.FindIndex(part => ReferenceEquals(part, filter)) is var column and >= 0 =>
                Convert.ToBoolean(reader.GetValue(firstColumn + column)),
            _ => FilterEvaluator.Matches(filter, resource),
        };
    }

    private void Collect(Filter filter, ListSource source, SqlFilter sql)
    {
        switch (filter)
        {
            case And and:
                Each(and.Terms, source, sql);
                break;
            case Or or:
                Each(or.Terms, source, sql);
                break;
            case Not not:
                Collect(not.Term, source, sql);
                break;
            default:
                if (source.IsInRowsOnly(filter) && sql.Translate(filter).Sql is { } column)
                {
                    _parts.Add(filter);
                    _columns.Add(column);
                }

                break;
        }
    }

    private void Each(IReadOnlyList<Filter> terms, ListSource source, SqlFilter sql)
    {
        foreach (var term in terms)
        {
            Collect(term, source, sql);
        }
    }
}
