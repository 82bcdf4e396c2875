using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Scimify.Core.Scim.Querying;

/// <summary>Where a page by cursor ended (RFC 9865).</summary>
/// <param name="SortKey">The last resource's value of the sort attribute, as the store compares it; null if there is none.</param>
/// <param name="LastId">The ID of the last resource on the page.</param>
/// <param name="IssuedAt">Precise to the second.</param>
public sealed record CursorPosition(string? SortKey, string LastId, DateTimeOffset IssuedAt);

/// <summary>
/// Cursors that a client can keep but not forge: they are signed, and tied to the query that they continue.
/// Their text has only unreserved characters of RFC 3986.
/// </summary>
/// <param name="key">Secret, and the same on every node.</param>
/// <param name="lifetime">What <c>cursorTimeout</c> promises.</param>
public sealed class CursorToken(ReadOnlyMemory<byte> key, TimeSpan lifetime)
{
    private const int SignatureLength = 16;

    /// <param name="position">Where the next page begins.</param>
    /// <param name="query">What must not change between pages, as one text: token, path, filter, sort.</param>
    public string Encode(CursorPosition position, string query)
    {
        var text = Encoding.UTF8.GetBytes((position.SortKey is null ? "-" : "+" + position.SortKey) + "\0" + position.LastId);
        var token = new byte[SignatureLength + 8 + text.Length];
        BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(SignatureLength), position.IssuedAt.ToUnixTimeSeconds());
        text.CopyTo(token, SignatureLength + 8);
        Sign(token.AsSpan(SignatureLength), query).CopyTo(token, 0);
        return Base64Url.EncodeToString(token);
    }

    /// <exception cref="ScimException">400 <c>invalidCursor</c>: not ours, or from another query; 400 <c>expiredCursor</c>.</exception>
    public CursorPosition Decode(string cursor, string query, DateTimeOffset now)
    {
        if (!Base64Url.IsValid(cursor.AsSpan(), out var length) || length <= SignatureLength + 8)
        {
            throw Invalid();
        }

        var token = Base64Url.DecodeFromChars(cursor);
        var signed = token.AsSpan(SignatureLength);
        if (!CryptographicOperations.FixedTimeEquals(token.AsSpan(0, SignatureLength), Sign(signed, query)))
        {
            throw Invalid();
        }

        var issuedAt = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(signed));
        if (now - issuedAt > lifetime)
        {
            throw ScimException.ExpiredCursor("The cursor has expired. Start again with an empty cursor.");
        }

        var text = Encoding.UTF8.GetString(signed[8..]);
        var end = text.LastIndexOf('\0');
        return new CursorPosition(text[0] == '+' ? text[1..end] : null, text[(end + 1)..], issuedAt);
    }

    private byte[] Sign(ReadOnlySpan<byte> signed, string query)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key.Span);
        hash.AppendData(signed);
        hash.AppendData(Encoding.UTF8.GetBytes(query));
        return hash.GetHashAndReset()[..SignatureLength];
    }

    private static ScimException Invalid() =>
        ScimException.InvalidCursor("The cursor does not belong to this query. Start again with an empty cursor.");
}
