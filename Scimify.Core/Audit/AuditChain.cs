using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Scimify.Core.Audit;

/// <summary>Where the chain of an organization's audit log stands. What retention forgot still counts.</summary>
public sealed class AuditChain
{
    public int OrganizationKey { get; set; }

    /// <summary>How many entries were ever chained; the number of the last.</summary>
    public long Entries { get; set; }

    /// <summary>Of the last entry; empty while there is none.</summary>
    public string Hash { get; set; } = "";

    /// <summary>The last entry that retention deleted; 0: none yet.</summary>
    public long ForgottenEntries { get; set; }

    /// <summary>Of the last entry that retention deleted; empty: none yet.</summary>
    public string ForgottenHash { get; set; } = "";

    /// <summary>
    /// SHA-256 in lower-case hex over the hash before it and every value of the entry. Each value is its length in bytes of
    /// UTF-8 (four bytes, the highest first; -1 for none) and the bytes, so that no two entries read the same.
    /// </summary>
    /// <param name="before">Hash of the entry before; empty for the first.</param>
    /// <param name="entry">With its <see cref="AuditEntry.Sequence"/>.</param>
    public static string HashOf(string before, AuditEntry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        ReadOnlySpan<string?> values =
        [
            before, $"{entry.Sequence}", $"{entry.OrganizationKey}", entry.Id.ToString("D"), $"{entry.At.ToUnixTimeMilliseconds()}", entry.ActorKind,
            entry.ActorId?.ToString("D"), entry.ActorName, entry.SourceAddress, entry.Action, entry.SubjectKind, entry.SubjectId, entry.SubjectName,
            entry.Before, entry.After,
        ];
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var value in values)
        {
            var bytes = value is null ? null : Encoding.UTF8.GetBytes(value);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes?.Length ?? -1);
            hash.AppendData(length);
            hash.AppendData(bytes ?? []);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
