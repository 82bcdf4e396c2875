using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Scimify.Core.Notifications;

/// <summary>Signs messages with the webhook's secret. The time is signed, so that a receiver can refuse old messages.</summary>
public static class WebhookSignature
{
    private const string Prefix = "whsec_";
    private const int SecretBytes = 24;

    /// <summary>A new secret, as Standard Webhooks writes it: the prefix <c>whsec_</c>, then 24 random bytes in Base64.</summary>
    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>
    /// The header <c>Scimify-Signature</c>, <c>t=UNIX SECONDS,v1=HEX</c>: HMAC-SHA256 over the time, a point and the body, keyed
    /// with the text of the secret.
    /// </summary>
    public static string Of(string secret, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var time = Seconds(at);
        return $"t={time},v1={Convert.ToHexStringLower(Hash(Encoding.UTF8.GetBytes(secret), time + ".", body))}";
    }

    /// <summary>
    /// The header <c>webhook-signature</c> of Standard Webhooks, <c>v1,BASE64</c>: HMAC-SHA256 over the message's ID, a point, the
    /// time, a point and the body, keyed with the bytes of the secret.
    /// </summary>
    /// <param name="id">The header <c>webhook-id</c>; without a point.</param>
    public static string Standard(string secret, string id, DateTimeOffset at, ReadOnlySpan<byte> body) =>
        "v1," + Convert.ToBase64String(Hash(Convert.FromBase64String(secret[Prefix.Length..]), $"{id}.{Seconds(at)}.", body));

    /// <summary>Unix seconds, as in the header <c>webhook-timestamp</c>.</summary>
    public static string Seconds(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static byte[] Hash(byte[] key, string start, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes(start));
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }
}
