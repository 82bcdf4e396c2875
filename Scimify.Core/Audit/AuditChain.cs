using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Scimify.Core.Audit;

/// <summary>The state of an organization's audit chain. Entries that retention deleted still count.</summary>
public sealed class AuditChain
{
    public int OrganizationKey { get; set; }

    /// <summary>How many entries were ever chained, which is the number of the last.</summary>
    public long Entries { get; set; }

    /// <summary>The hash of the last entry; empty if there is none.</summary>
    public string Hash { get; set; } = "";

    /// <summary>The number of the last entry that retention deleted; 0 for none.</summary>
    public long ForgottenEntries { get; set; }

    /// <summary>The hash of the last entry that retention deleted; empty for none.</summary>
    public string ForgottenHash { get; set; } = "";

    /// <summary>
    /// SHA-256, in lower-case hex, of the previous hash and every value of the entry. Each value is its length in bytes of UTF-8
    /// (four bytes, highest first; -1 for none), then the bytes, so that no two entries have the same input.
    /// </summary>
    /// <param name="before">The hash of the previous entry; empty for the first.</param>
    /// <param name="entry">Must have its <see cref="AuditEntry.Sequence"/>.</param>
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
