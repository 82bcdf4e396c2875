using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Scimify.Core.Tokens;

internal static class StoredHash
{
    /// <summary>Takes constant time for texts of the same length. The index found the row; this proves that it is the right one.</summary>
    public static bool Equal(string left, string right) => CryptographicOperations.FixedTimeEquals(
        MemoryMarshal.AsBytes(left.AsSpan()), MemoryMarshal.AsBytes(right.AsSpan()));
}
