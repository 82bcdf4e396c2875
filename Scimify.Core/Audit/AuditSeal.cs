using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Scimify.Core.Audit;

/// <summary>
/// Seals entries and chains of the audit log with the installation's key (HMAC-SHA256, lower-case hex). Whoever can write to the
/// database, but does not have the key ring, cannot make an entry or a chain that fits.
/// </summary>
/// <remarks>The input is every value in turn: its length in bytes of UTF-8 (four bytes, highest first; -1 for none), then the bytes. So no two inputs are the same.</remarks>
public sealed class AuditSeal(byte[] key)
{
    /// <summary>
    /// The hash of an entry. It covers the previous hash, and through it all earlier entries. It covers the values that may name somebody
    /// by their salted hashes, so that they can be erased and the chain stays whole.
    /// </summary>
    /// <param name="before">The hash of the previous entry; empty for the first.</param>
    /// <param name="entry">Must have its <see cref="AuditEntry.Sequence"/>.</param>
    public string Of(string before, AuditEntry entry) => Of(
    [
        before, $"{entry.Sequence}", $"{entry.OrganizationKey}", entry.Id.ToString("D"), $"{entry.At.ToUnixTimeMilliseconds()}", entry.ActorKind,
        entry.ActorId?.ToString("D"), entry.ActorName, entry.SourceAddress, entry.Action, entry.SubjectKind, entry.SubjectId,
        AuditValues.HashesOf(entry),
    ]);

    /// <summary>The seal of what stands in an entry in place of values that were erased.</summary>
    /// <param name="entry">Has its <see cref="AuditEntry.Hash"/>, and the new values.</param>
    public string OfErased(AuditEntry entry) => Of(["erased", entry.Hash, entry.SubjectName, entry.Before, entry.After]);

    /// <summary>The seal of what the chain says about its end, and about what retention deleted.</summary>
    public string Of(AuditChain chain) => Of(
        ["chain", $"{chain.OrganizationKey}", $"{chain.Entries}", chain.Hash, $"{chain.ForgottenEntries}", chain.ForgottenHash, $"{chain.ForgottenUntil}"]);

    private string Of(ReadOnlySpan<string?> values)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
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
