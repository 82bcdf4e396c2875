using System.Security.Cryptography;
using System.Text;

namespace Scimify.Core.Audit;

/// <summary>
/// The values of an audit entry that may name somebody: the name of the subject, and the states before and after. Each is hashed with the
/// salt of the entry. Without the salt, nobody can find a value by trying names.
/// </summary>
public static class AuditValues
{
    private const int SaltBytes = 16;

    /// <summary>In place of the hash of a value that is null.</summary>
    private const string Absent = "-";

    public static string NewSalt() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SaltBytes));

    /// <summary>The hashes that the chain covers: those of the values, or those that were kept when the values were erased.</summary>
    /// <returns>HMAC-SHA256 in lower-case hex, or a dash, for each value in turn, with spaces between.</returns>
    public static string HashesOf(AuditEntry entry) => entry.Salt is { } salt
        ? $"{Hash(salt, 0, entry.SubjectName)} {Hash(salt, 1, entry.Before)} {Hash(salt, 2, entry.After)}"
        : entry.ValueHashes ?? "";

    /// <param name="place">So that equal values of an entry have different hashes.</param>
    private static string Hash(string salt, byte place, string? value) =>
        value is null ? Absent : Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(salt), (byte[])[place, .. Encoding.UTF8.GetBytes(value)]));
}
