using System.Text.Json.Nodes;
using System.Xml.Linq;
using Scimify.Core.Saml;

namespace Scimify.Portal.Sandbox;

/// <summary>Reads an identity provider's metadata (SAML 2.0 Metadata, section 2.4.3), without DTDs and within limits.</summary>
internal static class SandboxMetadata
{
    private static readonly XNamespace Md = "urn:oasis:names:tc:SAML:2.0:metadata";
    private static readonly XNamespace Ds = "http://www.w3.org/2000/09/xmldsig#";

    /// <summary>Fetches metadata for the sandbox. Only this machine itself is asked: what runs here is a trial, not a way into a network.</summary>
    /// <exception cref="SandboxRefusal">400.</exception>
    public static async Task<string> FetchAsync(HttpClient http, string url, CancellationToken ct)
    {
        if (!Uri.TryCreate(url.Trim(), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || !address.IsLoopback)
        {
            throw SandboxRefusal.BadRequest("The sandbox fetches metadata from this machine only, such as from http://127.0.0.1:8080/metadata.");
        }

        try
        {
            return await http.GetStringAsync(address, ct);
        }
        catch (HttpRequestException)
        {
            throw SandboxRefusal.BadRequest("The metadata could not be fetched.");
        }
    }

    /// <exception cref="SandboxRefusal">400: the text is not an identity provider's metadata.</exception>
    public static JsonObject Parse(string xml)
    {
        var provider = Load(xml).Descendants(Md + "IDPSSODescriptor").FirstOrDefault()
            ?? throw SandboxRefusal.BadRequest("The metadata has no IDPSSODescriptor.");
        var services = provider.Elements(Md + "SingleSignOnService").ToList();
        var service = services.Find(s => s.Attribute("Binding")?.Value.EndsWith("HTTP-Redirect", StringComparison.Ordinal) == true) ?? services.FirstOrDefault();
        var certificates = provider.Elements(Md + "KeyDescriptor")
            .Where(k => k.Attribute("use")?.Value is null or "signing")
            .SelectMany(k => k.Descendants(Ds + "X509Certificate"))
            .Select(c => string.Concat(c.Value.Where(ch => !char.IsWhiteSpace(ch))))
            .Distinct()
            .ToList();
        return new JsonObject
        {
            ["can"] = new JsonObject(),
            ["idp_issuer"] = provider.Parent?.Attribute("entityID")?.Value,
            ["idp_url"] = service?.Attribute("Location")?.Value,
            ["idp_cert"] = certificates.FirstOrDefault(),
            ["idp_cert_multi"] = new JsonObject { ["signing"] = SandboxShapes.Strings(certificates) },
        };
    }

    private static XDocument Load(string xml)
    {
        try
        {
            return SamlXml.Read(xml).ToXDocument();
        }
        catch (SamlXmlException e)
        {
            throw SandboxRefusal.BadRequest($"The metadata {e.Message}");
        }
    }
}
