using System.Globalization;
using System.Linq.Expressions;

namespace Scimify.Portal.Shared.Tables;

/// <summary>Makes orders of the types of values that columns have.</summary>
public static class TableOrders
{
    // The end of the year 9999.
    private const long LatestUnixMs = 253402300800000;

    public static TableOrder<TRow> ByText<TRow>(Expression<Func<TRow, string>> value, Expression<Func<TRow, long>> key) =>
        new ValueOrder<TRow, string>(value, key, text => text, text => text);

    /// <summary>By the numbers of an enumeration.</summary>
    public static TableOrder<TRow> ByState<TRow, TState>(Expression<Func<TRow, TState>> value, Expression<Func<TRow, long>> key)
        where TState : struct, Enum => new ValueOrder<TRow, TState>(
        value, key, state => state.ToString("D"), text => Enum.TryParse<TState>(text, out var state) ? state : default);

    public static TableOrder<TRow> ByTime<TRow>(Expression<Func<TRow, DateTimeOffset>> value, Expression<Func<TRow, long>> key) => new ValueOrder<TRow, DateTimeOffset>(
        value,
        key,
        time => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        text => long.TryParse(text, CultureInfo.InvariantCulture, out var ms) && ms is >= 0 and < LatestUnixMs ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : DateTimeOffset.UnixEpoch);
}
