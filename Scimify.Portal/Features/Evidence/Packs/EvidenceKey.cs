using System.Numerics;
using System.Security.Cryptography;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Features.Evidence.Packs;

/// <summary>The installation's key that signs evidence packs: ECDSA on P-256 with SHA-256.</summary>
/// <remarks>
/// Only random bits are kept, protected by the key ring. The private key follows from them (FIPS 186-5, A.2.1: 64 bits more than the
/// order of the curve has, reduced).
/// </remarks>
public sealed class EvidenceKey(IServerKeyStore keys)
{
    public const string Algorithm = "ECDSA P-256 with SHA-256";

    private const string Name = "evidence-packs";
    private const int ScalarBytes = 32;
    private const int SeedBytes = ScalarBytes + 8;

    private static readonly BigInteger Order = BigInteger.Parse(
        "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);

    /// <exception cref="CryptographicException">The key ring that protected the key is missing.</exception>
    public async Task<ECDsa> OpenAsync(CancellationToken ct)
    {
        var seed = new BigInteger(await keys.GetOrCreateAsync(Name, SeedBytes, ct), isUnsigned: true, isBigEndian: true);
        var scalar = (seed % (Order - 1)) + 1;
        var bytes = scalar.ToByteArray(isUnsigned: true, isBigEndian: true);
        return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = [.. new byte[ScalarBytes - bytes.Length], .. bytes] });
    }

    /// <summary>The public key in PEM.</summary>
    /// <exception cref="CryptographicException">The key ring that protected the key is missing.</exception>
    public async Task<string> PublicPemAsync(CancellationToken ct)
    {
        using var key = await OpenAsync(ct);
        return PemOf(key);
    }

    public static string PemOf(ECDsa key) => key.ExportSubjectPublicKeyInfoPem() + "\n";

    /// <summary>Names a key: the SHA-256 of its public part in DER, in lower-case hex.</summary>
    public static string FingerprintOf(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
}
