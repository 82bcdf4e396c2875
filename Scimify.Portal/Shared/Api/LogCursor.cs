using System.Buffers.Binary;
using System.Buffers.Text;
using Scimify.Core.Requests;

namespace Scimify.Portal.Shared.Api;

/// <summary>Where the next part of a log begins. Entries that come meanwhile move nothing.</summary>
internal static class LogCursor
{
    public static string Before(long key)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, key);
        return Base64Url.EncodeToString(bytes);
    }

    /// <returns>The key that the entries are to be below; the greatest number without a cursor.</returns>
    /// <exception cref="ValidationFailedException">Not a cursor of ours.</exception>
    public static long Parse(string? cursor)
    {
        if (cursor is null)
        {
            return long.MaxValue;
        }

        Span<byte> bytes = stackalloc byte[sizeof(long)];
        return cursor.Length <= 16 && Base64Url.IsValid(cursor, out var length) && length == sizeof(long)
            && Base64Url.TryDecodeFromChars(cursor, bytes, out _)
            ? BinaryPrimitives.ReadInt64BigEndian(bytes)
            : throw ValidationFailedException.Of("cursor", "Must be the nextCursor of the answer before.");
    }
}
