using System.Buffers.Binary;
using System.Buffers.Text;
using Scimify.Core.Requests;

namespace Scimify.Portal.Shared;

/// <summary>Where the next part of a list begins that is read by falling keys. Entries that come meanwhile move nothing.</summary>
public static class KeyCursor
{
    /// <summary>The beginning: below it are all keys.</summary>
    public const long Start = long.MaxValue;

    private const int LongestText = 16;

    public static string Below(long key)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, key);
        return Base64Url.EncodeToString(bytes);
    }

    /// <returns>The key that the entries are to be below; <see cref="Start"/> without a cursor; null where it is none of ours.</returns>
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

    /// <exception cref="ValidationFailedException">Not a cursor of ours.</exception>
    public static long Require(string? cursor) => Parse(cursor) ?? throw ValidationFailedException.Of("cursor", "must be the nextCursor of the answer before.");
}

/// <summary>Which part of a list is asked for that is read by falling keys.</summary>
/// <param name="Below">Key of the last entry of the part before.</param>
public readonly record struct CursorRequest(long Below, int Size)
{
    /// <summary>What the address of a page of the console says; a cursor that is none is the beginning.</summary>
    public static CursorRequest Of(string? cursor, int size = PageRequest.DefaultSize) => new(KeyCursor.Parse(cursor) ?? KeyCursor.Start, size);
}

/// <summary>A part of a list, newest first.</summary>
/// <param name="NextCursor">Give it as <c>cursor</c> for the entries before these; null: there are none.</param>
public sealed record CursorPage<T>(IReadOnlyList<T> Items, string? NextCursor)
{
    /// <param name="rows">One more than asked for, where there are as many.</param>
    public static CursorPage<T> Of(IReadOnlyList<T> rows, CursorRequest request, Func<T, long> keyOf) => rows.Count > request.Size
        ? new([.. rows.Take(request.Size)], KeyCursor.Below(keyOf(rows[request.Size - 1])))
        : new(rows, null);

    public CursorPage<TOther> Select<TOther>(Func<T, TOther> shown) => new([.. Items.Select(shown)], NextCursor);
}
