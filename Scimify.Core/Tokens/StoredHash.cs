using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Scimify.Core.Tokens;

internal static class StoredHash
{
    /// <summary>Constant time in the length of the texts: the index has found the row, this proves that it is the one.</summary>
    public static bool Equal(string left, string right) => CryptographicOperations.FixedTimeEquals(
        MemoryMarshal.AsBytes(left.AsSpan()), MemoryMarshal.AsBytes(right.AsSpan()));
}
