using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Scimify.Core.Primitives;

namespace Scimify.Core.Saml;

/// <summary>An identity provider's signing certificate. It is public: every login carries it.</summary>
/// <param name="Fingerprint">SHA-256, hexadecimal.</param>
public sealed record SamlCertificate(string Subject, string Fingerprint, DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    private const int LongestText = 65_536;

    /// <summary>The Base64 alone, without PEM lines and white space.</summary>
    public static string Bare(string text) => string.Concat(text
        .Replace("-----BEGIN CERTIFICATE-----", "", StringComparison.Ordinal)
        .Replace("-----END CERTIFICATE-----", "", StringComparison.Ordinal)
        .Where(c => !char.IsWhiteSpace(c)));

    /// <returns>Null unless the text is exactly one X.509 certificate.</returns>
    public static SamlCertificate? Parse(string text)
    {
        if (text.Length > LongestText)
        {
            return null;
        }

        try
        {
            var bytes = Convert.FromBase64String(Bare(text));
            using var certificate = X509CertificateLoader.LoadCertificate(bytes);
            return certificate.RawData.Length != bytes.Length ? null : new(certificate.Subject, LetterCase.Lower(certificate.GetCertHashString(HashAlgorithmName.SHA256)),
                new DateTimeOffset(certificate.NotBefore.ToUniversalTime()), new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return null;
        }
    }
}
