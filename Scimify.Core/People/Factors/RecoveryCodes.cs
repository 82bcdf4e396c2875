using System.Security.Cryptography;
using System.Text;

namespace Scimify.Core.People.Factors;

/// <summary>What lets somebody in who has lost the phone: each code once, together with the password.</summary>
public static class RecoveryCodes
{
    public const int Count = 10;

    // Without letters and digits that look alike: 49 bits in a code.
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int Half = 5;

    /// <returns>Such as <c>7kq2m-9xdp4</c>. Shown once; only their hashes are kept.</returns>
    public static IReadOnlyList<string> Generate() =>
        [.. Enumerable.Range(0, Count).Select(_ => $"{RandomNumberGenerator.GetString(Alphabet, Half)}-{RandomNumberGenerator.GetString(Alphabet, Half)}")];

    /// <summary>The same for a code that was typed in another case, or without its hyphen.</summary>
    public static string Hash(string code) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(code.Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant)))));
}
