using System.Buffers.Binary;
using System.Buffers.Text;
using Scimify.Core.Requests;

namespace Scimify.Portal.Shared;

/// <summary>Where the next part of a list by falling keys begins. Entries that are added meanwhile move nothing.</summary>
public static class KeyCursor
{
    /// <summary>The start: all keys are below it.</summary>
    public const long Start = long.MaxValue;

    private const int LongestText = 16;

    public static string Below(long key)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, key);
        return Base64Url.EncodeToString(bytes);
    }

    /// <returns>The entries must have keys below this; <see cref="Start"/> without a cursor; null if it is not a cursor of ours.</returns>
    public static long? Parse(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor))
        {
            return Start;
        }

        Span<byte> bytes = stackalloc byte[sizeof(long)];
        return cursor.Length <= LongestText && Base64Url.IsValid(cursor, out var length) && length == sizeof(long) && Base64Url.TryDecodeFromChars(cursor, bytes, out _)
            ? BinaryPrimitives.ReadInt64BigEndian(bytes)
            : null;
    }

    /// <exception cref="ValidationFailedException">It is not a cursor of ours.</exception>
    public static long Require(string? cursor) => Parse(cursor) ?? throw ValidationFailedException.Of("cursor", "must be the nextCursor of the previous answer.");
}

/// <summary>The requested part of a list by falling keys.</summary>
/// <param name="Below">The key of the last entry of the previous part.</param>
public readonly record struct CursorRequest(long Below, int Size)
{
    /// <summary>From the address of a console page. An invalid cursor counts as the start.</summary>
    public static CursorRequest Of(string? cursor, int size = PageRequest.DefaultSize) => new(KeyCursor.Parse(cursor) ?? KeyCursor.Start, size);

    /// <param name="rows">One more than requested, if there are that many.</param>
    public CursorPage<T> Cut<T>(IReadOnlyList<T> rows, Func<T, long> keyOf) => rows.Count > Size
        ? new([.. rows.Take(Size)], KeyCursor.Below(keyOf(rows[Size - 1])))
        : new(rows, null);
}

/// <summary>A part of a list, newest first.</summary>
/// <param name="NextCursor">Pass it as <c>cursor</c> for the entries before these; null if there are none.</param>
public sealed record CursorPage<T>(IReadOnlyList<T> Items, string? NextCursor)
{
    public CursorPage<TOther> Select<TOther>(Func<T, TOther> shown) => new([.. Items.Select(shown)], NextCursor);
}
