using System.Text.Json.Nodes;
using System.Xml.Linq;
using Scimify.Core.Requests;

namespace Scimify.Core.Saml;

/// <summary>What an identity provider says about itself (SAML 2.0 Metadata, section 2.4.3).</summary>
/// <param name="Certificates">For signing, as bare Base64, in the document's order.</param>
public sealed record SamlMetadata(string Issuer, string Url, IReadOnlyList<string> Certificates)
{
    /// <summary>Null if Looker read the metadata: it does not report a signature.</summary>
    public SamlMetadataSignature? Signature { get; init; }

    private const int MostCertificates = 20;
    private static readonly XNamespace Md = "urn:oasis:names:tc:SAML:2.0:metadata";
    private static readonly XNamespace Ds = "http://www.w3.org/2000/09/xmldsig#";

    /// <summary>Parses the metadata offline: no DTD, no entities, nothing is fetched.</summary>
    /// <exception cref="ValidationFailedException">Field <c>xml</c>.</exception>
    public static SamlMetadata Parse(string xml)
    {
        var document = Load(xml);
        var providers = document.ToXDocument().Descendants(Md + "IDPSSODescriptor").ToList();
        var provider = providers switch
        {
            [var one] => one,
            [] => throw Wrong("must describe an identity provider, in an IDPSSODescriptor."),
            _ => throw Wrong("must describe one identity provider, and has several: give the part of the one that is meant."),
        };
        var services = provider.Elements(Md + "SingleSignOnService").ToList();
        var service = services.Find(s => Is(s, "HTTP-Redirect")) ?? services.Find(s => Is(s, "HTTP-POST")) ?? throw Wrong("must have a sign-in address for a browser.");
        var certificates = provider.Elements(Md + "KeyDescriptor")
            .Where(k => k.Attribute("use")?.Value is null or "signing")
            .SelectMany(k => k.Descendants(Ds + "X509Certificate"))
            .Select(c => SamlCertificate.Bare(c.Value))
            .Distinct()
            .Take(MostCertificates)
            .ToList();
        return certificates.Count == 0 ? throw Wrong("must have a signing certificate.")
            : certificates.Exists(c => SamlCertificate.Parse(c) is null) ? throw Wrong("must have X.509 certificates only.")
            : new(Required(provider.Parent, "entityID"), Required(service, "Location"), certificates) { Signature = SamlMetadataSignature.Verify(document) };
    }

    /// <summary>From Looker's answer.</summary>
    public static SamlMetadata Read(JsonNode answer)
    {
        var several = (answer["idp_cert_multi"]?["signing"] as JsonArray ?? []).OfType<JsonNode>().Select(c => SamlCertificate.Bare(c.ToString())).ToList();
        return new(
            answer["idp_issuer"]?.ToString() ?? "",
            answer["idp_url"]?.ToString() ?? "",
            several.Count > 0 ? several : answer["idp_cert"]?.ToString() is { Length: > 0 } one ? [SamlCertificate.Bare(one)] : []);
    }

    /// <summary>Looker's names of the members that the two read differently.</summary>
    public IReadOnlyList<string> DifferencesTo(SamlMetadata other) =>
    [
        .. new[]
        {
            Issuer == other.Issuer ? null : "idp_issuer",
            Url == other.Url ? null : "idp_url",
            Certificates.Order(StringComparer.Ordinal).SequenceEqual(other.Certificates.Order(StringComparer.Ordinal)) ? null : SamlFields.IdpCert,
        }.OfType<string>(),
    ];

    /// <summary>The changes that bring the metadata into the settings.</summary>
    /// <param name="current">What Looker has.</param>
    /// <param name="keepCertificates">Keeps the present certificates beside the new ones, for the time of the identity provider's rollover.</param>
    public JsonObject ChangesTo(SamlSettings current, bool keepCertificates)
    {
        var changes = new JsonObject { ["idp_issuer"] = Issuer, ["idp_url"] = Url };
        var certificates = (keepCertificates ? current.Certificates.Select(SamlCertificate.Bare) : []).Concat(Certificates).Distinct().ToList();
        if (certificates.Count == 1 && !current.Flag(SamlFields.MultiCertsSupported))
        {
            changes[SamlFields.IdpCert] = certificates[0];
        }
        else
        {
            changes[SamlFields.IdpCertMulti] = new JsonObject { ["signing"] = new JsonArray([.. certificates.Select(c => (JsonNode)c)]) };
            changes[SamlFields.MultiCertsSupported] = true;
        }

        return current.Reduce(changes);
    }

    private static SamlXml Load(string xml)
    {
        try
        {
            return SamlXml.Read(xml);
        }
        catch (SamlXmlException e)
        {
            throw Wrong(e.Message);
        }
    }

    private static bool Is(XElement service, string binding) => service.Attribute("Binding")?.Value == $"urn:oasis:names:tc:SAML:2.0:bindings:{binding}";

    private static string Required(XElement? element, string name) =>
        element?.Attribute(name)?.Value.Trim() is { Length: > 0 } value ? value : throw Wrong($"must have the attribute {name}.");

    private static ValidationFailedException Wrong(string rule) => ValidationFailedException.Of("xml", rule);
}

/// <summary>Metadata, compared with what Looker has.</summary>
/// <param name="Disagreements">Looker's names of the members that Looker and Scimify read differently. Also empty if only Looker could read the metadata.</param>
/// <param name="Changes">The changes that bring the metadata into the settings.</param>
public sealed record SamlMetadataView(SamlMetadata Metadata, IReadOnlyList<string> Disagreements, JsonObject Changes, IReadOnlyList<SamlFieldChange> Differences);
