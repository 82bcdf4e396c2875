using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;

namespace Scimify.Core.Saml;

public enum SamlSignatureState
{
    /// <summary>The metadata is not signed.</summary>
    None,

    /// <summary>Nothing has changed since the owner of the certificate signed it.</summary>
    Fits,

    /// <summary>It has changed since it was signed, or the signature is damaged.</summary>
    DoesNotFit,

    /// <summary>It lacks the certificate, or is signed in a way that Scimify does not check.</summary>
    NotChecked,
}

/// <summary>The signature of an identity provider's metadata (SAML 2.0 Metadata, section 3).</summary>
/// <param name="Certificate">The certificate that the signature itself names; null if it names none. Only a comparison of the fingerprint makes it trustworthy.</param>
public sealed record SamlMetadataSignature(SamlSignatureState State, SamlCertificate? Certificate)
{
    /// <summary>The only ones allowed. With others, a signature could cover something else than what is read.</summary>
    private static readonly string[] Transforms =
        [SignedXml.XmlDsigEnvelopedSignatureTransformUrl, SignedXml.XmlDsigExcC14NTransformUrl, SignedXml.XmlDsigExcC14NWithCommentsTransformUrl, SignedXml.XmlDsigC14NTransformUrl];

    public static SamlMetadataSignature Verify(SamlXml xml)
    {
        var root = xml.ToXmlDocument().DocumentElement!;
        var signatures = root.ChildNodes.OfType<XmlElement>().Where(e => e.LocalName == "Signature" && e.NamespaceURI == SignedXml.XmlDsigNamespaceUrl).ToList();
        if (signatures is not [var signature])
        {
            return new(signatures.Count == 0 ? SamlSignatureState.None : SamlSignatureState.NotChecked, null);
        }

        try
        {
            var signed = new SignedXml(root);
            signed.LoadXml(signature);
            using var certificate = signed.KeyInfo.OfType<KeyInfoX509Data>().SelectMany(data => data.Certificates?.OfType<X509Certificate2>() ?? []).FirstOrDefault();
            if (certificate is null || !CoversAll(signed, root))
            {
                return new(SamlSignatureState.NotChecked, Shown(certificate));
            }

            return new(signed.CheckSignature(certificate, verifySignatureOnly: true) ? SamlSignatureState.Fits : SamlSignatureState.DoesNotFit, Shown(certificate));
        }
        catch (Exception e) when (e is CryptographicException or FormatException or XmlException)
        {
            return new(SamlSignatureState.NotChecked, null);
        }
    }

    private static bool CoversAll(SignedXml signed, XmlElement root) =>
        signed.SignedInfo is { References: [Reference reference] }
        && (reference.Uri is "" || (root.GetAttribute("ID") is { Length: > 0 } id && reference.Uri == $"#{id}"))
        && Enumerable.Range(0, reference.TransformChain.Count).All(i => Transforms.Contains(reference.TransformChain[i].Algorithm));

    private static SamlCertificate? Shown(X509Certificate2? certificate) => certificate is null ? null : SamlCertificate.Parse(Convert.ToBase64String(certificate.RawData));
}
