using System.Runtime.CompilerServices;

namespace Scimify.Portal.Shared.Exports;

/// <summary>Reads a whole list, a part at a time, so that memory does not grow with it and no connection waits for a slow reader.</summary>
public static class ExportParts
{
    /// <summary>Rows in memory at a time.</summary>
    public const int AtOnce = 500;

    /// <param name="read">Reads the part of a list by falling keys.</param>
    public static async IAsyncEnumerable<IReadOnlyList<T>> ByCursorAsync<T>(
        Func<CursorRequest, CancellationToken, Task<CursorPage<T>>> read, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var part = new CursorRequest(KeyCursor.Start, AtOnce);
        string? next;
        do
        {
            var page = await read(part, ct);
            yield return page.Items;
            next = page.NextCursor;
            part = CursorRequest.Of(next, AtOnce);
        }
        while (next is not null);
    }

    /// <param name="read">Reads at most <see cref="AtOnce"/> rows whose keys are above the given one, in the order of keys.</param>
    /// <param name="keyOf">Every key is above the default.</param>
    public static async IAsyncEnumerable<List<T>> ByKeyAsync<T, TKey>(
        Func<TKey, CancellationToken, Task<List<T>>> read, Func<T, TKey> keyOf, [EnumeratorCancellation] CancellationToken ct = default)
        where TKey : struct
    {
        var above = default(TKey);
        List<T> rows;
        do
        {
            rows = await read(above, ct);
            yield return rows;
            above = rows.Count > 0 ? keyOf(rows[^1]) : above;
        }
        while (rows.Count == AtOnce);
    }

    public static async IAsyncEnumerable<IReadOnlyList<TOther>> Select<T, TOther>(
        this IAsyncEnumerable<IEnumerable<T>> parts, Func<T, TOther> shown, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await foreach (var part in parts.WithCancellation(ct))
        {
            yield return [.. part.Select(shown)];
        }
    }
}
