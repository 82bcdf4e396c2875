using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace Scimify.Portal.Shared.Tables;

/// <summary>An order by a value of one type.</summary>
/// <remarks>
/// A condition on value and key together would need an OR, behind which no database uses the index for both. So the rows that
/// share the value of the place are read first, and then, if there are too few, the rows beyond that value.
/// </remarks>
internal sealed class ValueOrder<TRow, TValue>(
    Expression<Func<TRow, TValue>> value, Expression<Func<TRow, long>> key, Func<TValue, string> write, Func<string, TValue> read) : TableOrder<TRow>
{
    private static readonly MethodInfo CompareTexts = typeof(string).GetMethod(nameof(string.Compare), [typeof(string), typeof(string)])!;

    private readonly Expression<Func<TRow, Placed<TValue>>> _placed = Project(value, key);

    public override async Task<SortedPage<long>> PageAsync(IQueryable<TRow> rows, SortedRequest part, long total, CancellationToken ct)
    {
        var found = await ReadAsync(rows, part.Sort.Descending != part.Backwards, part.Place, part.Size + 1, ct);
        if (part.Backwards && found.Count <= part.Size)
        {
            // The start is nearer than a page, so it is the first page, and a whole one.
            return await PageAsync(rows, part with { Place = null, Backwards = false }, total, ct);
        }

        var isMore = found.Count > part.Size;
        var shown = found.Take(part.Size).ToList();
        if (part.Backwards)
        {
            shown.Reverse();
        }

        return new(
            shown.ConvertAll(row => row.Key),
            part.Place is null || shown.Count == 0 ? null : PlaceOf(shown[0], part.Sort),
            shown.Count > 0 && (isMore || part.Backwards) ? PlaceOf(shown[^1], part.Sort) : null,
            total);
    }

    private static Expression<Func<TRow, Placed<TValue>>> Project(Expression<Func<TRow, TValue>> value, Expression<Func<TRow, long>> key)
    {
        var row = value.Parameters[0];
        var constructor = typeof(Placed<TValue>).GetConstructor([typeof(TValue), typeof(long)])!;
        return Expression.Lambda<Func<TRow, Placed<TValue>>>(
            Expression.New(constructor, [value.Body, Over(key, row)], typeof(Placed<TValue>).GetProperty(nameof(Placed<>.Value))!, typeof(Placed<TValue>).GetProperty(nameof(Placed<>.Key))!),
            row);
    }

    private static Expression Over<TResult>(Expression<Func<TRow, TResult>> of, ParameterExpression row) => new ParameterReplacement(of.Parameters[0], row).Visit(of.Body);

    private async Task<List<Placed<TValue>>> ReadAsync(IQueryable<TRow> rows, bool descending, SortCursor? place, int count, CancellationToken ct)
    {
        if (place is null)
        {
            return await Sorted(rows, descending).Take(count).Select(_placed).ToListAsync(ct);
        }

        var bound = QueryParameter.Of(read(place.Value));
        var sharing = rows.Where(Where(Expression.Equal(value.Body, bound))).Where(Where(Beyond(Over(key, value.Parameters[0]), QueryParameter.Of(place.Key), descending)));
        var found = await (descending ? sharing.OrderByDescending(key) : sharing.OrderBy(key)).Take(count).Select(_placed).ToListAsync(ct);
        if (found.Count < count)
        {
            found.AddRange(await Sorted(rows.Where(Where(Beyond(value.Body, bound, descending))), descending).Take(count - found.Count).Select(_placed).ToListAsync(ct));
        }

        return found;
    }

    private IQueryable<TRow> Sorted(IQueryable<TRow> rows, bool descending) => descending
        ? rows.OrderByDescending(value).ThenByDescending(key)
        : rows.OrderBy(value).ThenBy(key);

    private static BinaryExpression Beyond(Expression of, Expression bound, bool descending)
    {
        var (left, right) = of.Type == typeof(string) ? (Expression.Call(CompareTexts, of, bound), Expression.Constant(0))
            : of.Type.IsEnum ? (Expression.Convert(of, typeof(int)), Expression.Convert(bound, typeof(int)))
            : (of, bound);
        return descending ? Expression.LessThan(left, right) : Expression.GreaterThan(left, right);
    }

    private Expression<Func<TRow, bool>> Where(Expression condition) => Expression.Lambda<Func<TRow, bool>>(condition, value.Parameters[0]);

    private SortCursor PlaceOf(Placed<TValue> row, TableSort sort) => new(sort.ToString(), write(row.Value), row.Key);

    private sealed class ParameterReplacement(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}

/// <summary>What a row is sorted by, and its key.</summary>
internal sealed record Placed<TValue>(TValue Value, long Key);
