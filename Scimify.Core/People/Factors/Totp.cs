using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Scimify.Core.People.Factors;

/// <summary>The codes of an authenticator app: six digits, new ones every 30 seconds (RFC 6238 with HMAC-SHA-1, which is what the apps compute).</summary>
public static class Totp
{
    public const int Digits = 6;

    /// <summary>160 bits, as RFC 4226 section 4 recommends; without padding in base32.</summary>
    private const int KeyBytes = 20;

    private const int StepSeconds = 30;

    /// <summary>How many steps the app's clock may be ahead or behind (RFC 6238 section 5.2).</summary>
    private const int Drift = 1;

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int BitsPerLetter = 5;

    /// <returns>Base32, in the form in which people type it into an app.</returns>
    public static string NewKey() => RandomNumberGenerator.GetString(Alphabet, KeyBytes * 8 / BitsPerLetter);

    public static bool IsKey(string? text) => text?.Length == KeyBytes * 8 / BitsPerLetter && text.All(Alphabet.Contains);

    /// <param name="code">As it was typed; blanks do not count.</param>
    /// <param name="key">As of <see cref="NewKey"/>.</param>
    /// <param name="now">The server's time.</param>
    /// <returns>The step to which the code belongs; null if it is not a code of these minutes. Whoever accepts it remembers the step, so that nobody uses it again.</returns>
    public static long? StepOf(string code, string key, DateTimeOffset now)
    {
        var given = Encoding.ASCII.GetBytes(string.Concat(code.Where(c => !char.IsWhiteSpace(c))));
        var secret = Decode(key);
        long? found = null;
        for (var step = StepAt(now) - Drift; step <= StepAt(now) + Drift; step++)
        {
            // All of them, so that the time does not tell which one it was.
            found = CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(Code(secret, step))) ? step : found;
        }

        return found;
    }

    /// <summary>What the app shows at that time.</summary>
    public static string CodeAt(string key, DateTimeOffset at) => Code(Decode(key), StepAt(at));

    /// <summary>What the QR code says (the apps' Key Uri Format).</summary>
    /// <param name="issuer">Shown above the account.</param>
    /// <param name="account">The person's address.</param>
    /// <param name="key">As of <see cref="NewKey"/>.</param>
    public static string Address(string issuer, string account, string key) =>
        $"otpauth://totp/{Uri.EscapeDataString(issuer)}:{Uri.EscapeDataString(account)}?secret={key}&issuer={Uri.EscapeDataString(issuer)}&digits={Digits}&period={StepSeconds}";

    private static long StepAt(DateTimeOffset at) => at.ToUnixTimeSeconds() / StepSeconds;

    private static string Code(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The apps know no other algorithm, and an HMAC does not need a hash without collisions (RFC 6194 section 3.3).
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xf)..]) & 0x7fffffff;    // RFC 4226 section 5.3
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    private static byte[] Decode(string key)
    {
        var bytes = new byte[key.Length * BitsPerLetter / 8];
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var isSet = (Alphabet.IndexOf(key[bit / BitsPerLetter], StringComparison.Ordinal) >> (BitsPerLetter - 1 - (bit % BitsPerLetter)) & 1) == 1;
            bytes[bit / 8] |= (byte)(isSet ? 0x80 >> (bit % 8) : 0);
        }

        return bytes;
    }
}
