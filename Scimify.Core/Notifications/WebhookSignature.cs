using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Scimify.Core.Notifications;

/// <summary>
/// The header <c>Scimify-Signature</c>, <c>t=UNIX SECONDS,v1=HEX</c>: HMAC-SHA256 over the time, a point and the body, keyed
/// with the webhook's secret. The time is signed, so that a receiver can refuse old messages.
/// </summary>
public static class WebhookSignature
{
    public static string Of(string secret, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes(time + "."));
        hmac.AppendData(body);
        return $"t={time},v1={Convert.ToHexStringLower(hmac.GetHashAndReset())}";
    }
}
