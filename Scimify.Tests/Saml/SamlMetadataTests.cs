using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using Scimify.Core.Requests;
using Scimify.Core.Saml;
using Scimify.Portal.Sandbox;

namespace Scimify.Tests.Saml;

/// <summary>Metadata is read offline and by Looker, and reading changes nothing.</summary>
public sealed class SamlMetadataTests
{
    private static readonly string Next = SamlWorld.MakeCertificate("CN=next", TimeSpan.FromDays(-1), TimeSpan.FromDays(700));

    [Fact]
    public void Issuer_address_and_signing_certificates_are_read()
    {
        var metadata = SamlMetadata.Parse(Xml([SamlWorld.Certificate, Next]));
        Assert.Equal(("https://idp.example.com", "https://idp.example.com/sso"), (metadata.Issuer, metadata.Url));
        Assert.Equal([SamlWorld.Certificate, Next], metadata.Certificates);
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "metadata", "must be well-formed XML" },
        { """<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>""", "without a DTD" },
        { "<a/>", "must describe an identity provider" },
        { Xml([]), "must have a signing certificate" },
        { Xml(["AAAA"]), "must have X.509 certificates only" },
        { Xml([Next]).Replace("entityID", "id", StringComparison.Ordinal), "must have the attribute entityID" },
        { Xml([Next]).Replace("HTTP-Redirect", "SOAP", StringComparison.Ordinal), "must have a sign-in address" },
        { $"<all>{Xml([Next])}{Xml([Next])}</all>", "must describe one identity provider" },
        { new string(' ', 1024 * 1024) + "<a/>", "larger than 1 MB" },
        { Deep(65), "nest elements more than 64 deep" },
        { Deep(70_000), "nest elements more than 64 deep" },
        { Deep(100_000, "</a>"), "nest elements more than 64 deep" },
        { $"<a>{Many(50_000, _ => "<b/>")}</a>", "more than 50000 nodes" },
        { $"<a>{Many(25_000, _ => "<b/> ")}</a>", "more than 50000 nodes" },
        { $"<a {Many(65, i => $"b{i}='' ")}/>", "more than 64 attributes on an element" },
        { $"<a>{Many(9, i => $"<b {Many(60, j => $"b{i}_{j}='' ")}/>")}<b {Many(30_000, i => $"b{i}='' ")}/></a>", "more than 64 attributes on an element" },
        { $"<a {Many(40, i => $"xmlns:b{i}='u:{i}' ")}><c {Many(25, i => $"xmlns:c{i}='u:{i}' ")}/></a>", "more than 64 namespaces around an element" },
        { InSignature(9, "<Reference/>"), "more than 8 references" },
        { InSignature(17, "<Transform/>"), "more than 16 transforms" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_no_metadata_is_refused_with_the_reason(string xml, string reason) =>
        Assert.Contains(reason, Assert.Throws<ValidationFailedException>(() => SamlMetadata.Parse(xml)).Fields["xml"][0], StringComparison.Ordinal);

    public static TheoryData<string> Ordinary =>
    [
        Within("<Extensions>" + Deep(62) + "</Extensions>"),
        Within($"<Extensions>{Many(9_000, _ => "<b> </b>")}</Extensions>"),
        Within($"<Extensions {Many(64, i => $"b{i}='' ")}/>"),
        Within(Many(1_000, i => $"<c {Many(50, j => $"xmlns:c{j}='u:{j}' ")}/>")),
        Within(InSignature(8, "<Reference/>")),
        Within(InSignature(16, "<Transform/>")),
        "\uFEFF \r\n" + Xml([Next]),
    ];

    [Theory]
    [MemberData(nameof(Ordinary))]
    public void What_is_within_the_limits_is_read(string xml) => Assert.Equal("https://idp.example.com", SamlMetadata.Parse(xml).Issuer);

    [Fact]
    public void The_sandbox_has_the_same_limits() =>
        Assert.Contains("nest elements more than 64 deep", Assert.Throws<SandboxRefusal>(() => SandboxMetadata.Parse(Deep(70_000))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_signature_fits_until_a_letter_is_changed()
    {
        var xml = Signed();
        var metadata = SamlMetadata.Parse(xml);
        Assert.Equal((SamlSignatureState.Fits, "CN=federation"), (metadata.Signature!.State, metadata.Signature.Certificate!.Subject));
        var forged = SamlMetadata.Parse(xml.Replace("/sso", "/sos", StringComparison.Ordinal));
        Assert.Equal((SamlSignatureState.DoesNotFit, "https://idp.example.com/sos"), (forged.Signature!.State, forged.Url));
        Assert.Equal(SamlSignatureState.None, SamlMetadata.Parse(Xml([Next])).Signature!.State);
    }

    public static TheoryData<string, Func<string, string>> Odd => new()
    {
        { "covers something else", xml => xml.Replace("URI=\"#_1\"", "URI=\"#_2\"", StringComparison.Ordinal) },
        { "transforms by XSLT", xml => xml.Replace("http://www.w3.org/2001/10/xml-exc-c14n#\" /></Transforms>", "http://www.w3.org/TR/1999/REC-xslt-19991116\" /></Transforms>", StringComparison.Ordinal) },
        { "has no certificate", xml => System.Text.RegularExpressions.Regex.Replace(xml, "<KeyInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><X509Data><X509Certificate>[^<]*</X509Certificate></X509Data></KeyInfo></Signature>|<KeyInfo><X509Data><X509Certificate>[^<]*</X509Certificate></X509Data></KeyInfo></Signature>", "</Signature>") },
        { "is damaged", xml => xml.Replace("<SignatureValue>", "<SignatureValue>?", StringComparison.Ordinal) },
        { "stands there twice", xml => System.Text.RegularExpressions.Regex.Replace(xml, "(<Signature .*</Signature>)", "$1$1", System.Text.RegularExpressions.RegexOptions.Singleline) },
    };

    [Theory]
    [MemberData(nameof(Odd))]
    public void A_signature_that_cannot_be_checked_is_not_called_good(string what, Func<string, string> change)
    {
        _ = what;
        var signed = Signed();
        var xml = change(signed);
        Assert.NotEqual(signed, xml);
        Assert.Equal(SamlSignatureState.NotChecked, SamlMetadata.Parse(xml).Signature!.State);
    }

    [Fact]
    public async Task A_second_certificate_is_put_beside_the_first_and_the_first_removed_later()
    {
        await using var world = await SamlWorld.StartAsync();
        var both = await ReadAsync(world, new() { ["xml"] = Xml([Next]), ["keepCertificates"] = true });
        Assert.Equal(["idp_cert_multi", "multi_certs_supported"], Changes(both).Select(c => c.Key).Order());
        Assert.Equal([SamlWorld.Certificate, Next], Signing(both));
        world.InLooker(Changes(both));
        Assert.Equal(2, (await world.ConfigAsync()).Settings.Certificates.Count);

        var last = await ReadAsync(world, new() { ["xml"] = Xml([Next]) });
        Assert.Equal([Next], Signing(last));
        world.InLooker(Changes(last));
        Assert.Empty(Changes(await ReadAsync(world, new() { ["xml"] = Xml([Next]) })));
    }

    [Fact]
    public async Task One_certificate_stays_one_and_what_Looker_has_is_no_change()
    {
        await using var world = await SamlWorld.StartAsync();
        Assert.Empty(Changes(await ReadAsync(world, new() { ["xml"] = Xml([SamlWorld.Certificate]) })));
        var answer = await ReadAsync(world, new() { ["xml"] = Xml([Next]) });
        Assert.Equal($$"""{"idp_cert":"{{Next}}"}""", Changes(answer).ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Equal("CN=next", answer.GetProperty("certificates")[0].GetProperty("subject").GetString());
        Assert.Empty(answer.GetProperty("disagreements").EnumerateArray());
        Assert.Equal("none", answer.GetProperty("signature").GetProperty("state").GetString());
        Assert.Equal("fits", (await ReadAsync(world, new() { ["xml"] = Signed() })).GetProperty("signature").GetProperty("state").GetString());
    }

    [Fact]
    public async Task What_Looker_reads_otherwise_is_told()
    {
        await using var world = await SamlWorld.StartAsync();
        world.Bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "parse_saml_idp_metadata", Status: 200,
            Body: """{"idp_issuer":"https://evil.example.com","idp_url":"https://idp.example.com/sso","idp_cert":null}"""));
        var answer = await ReadAsync(world, new() { ["xml"] = Xml([Next]) });
        Assert.Equal(["idp_issuer", "idp_cert"], answer.GetProperty("disagreements").EnumerateArray().Select(d => d.GetString()!));
        Assert.Equal("https://idp.example.com", answer.GetProperty("issuer").GetString());
    }

    [Theory]
    [InlineData("{}", "xml")]
    [InlineData("""{"xml":"<a/>","url":"https://idp.example.com"}""", "xml")]
    [InlineData("""{"url":"http://idp.example.com"}""", "url")]
    [InlineData("""{"url":"file:///etc/passwd"}""", "url")]
    [InlineData("""{"url":"https://idp.example.com/metadata"}""", "url")]
    public async Task What_cannot_be_read_is_said_of_its_field(string body, string field)
    {
        await using var world = await SamlWorld.StartAsync();
        var answer = await world.Owner.PostAsync($"{world.Path}/saml-metadata", body);
        Assert.Equal((422, field), (answer.Status, Assert.Single(answer.Fields)));
    }

    internal static string Xml(string[] certificates) => $"""
        <EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com">
          <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
            {string.Concat(certificates.Select(c => $"""<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{c}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>"""))}
            <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.com/sso"/>
          </IDPSSODescriptor>
        </EntityDescriptor>
        """;

    private static string Within(string part) => Xml([Next]).Replace("</EntityDescriptor>", part + "</EntityDescriptor>", StringComparison.Ordinal);

    private static string Deep(int levels, string end = "") => Many(levels, _ => "<a>") + (end.Length > 0 ? end : Many(levels, _ => "</a>"));

    private static string InSignature(int count, string element) =>
        $"<Signature xmlns='{SignedXml.XmlDsigNamespaceUrl}'>{Many(count, _ => element)}</Signature>";

    private static string Many(int count, Func<int, string> part) => string.Concat(Enumerable.Range(0, count).Select(part));

    /// <summary>Signed as federations and identity providers do it: the root element by its ID.</summary>
    private static string Signed()
    {
        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=federation", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddDays(9));
        var document = new XmlDocument { PreserveWhitespace = true };
        document.LoadXml(Xml([Next]).Replace("entityID", "ID=\"_1\" entityID", StringComparison.Ordinal));
        var reference = new Reference("#_1");
        reference.AddTransform(new XmlDsigEnvelopedSignatureTransform());
        reference.AddTransform(new XmlDsigExcC14NTransform());
        var signed = new SignedXml(document) { SigningKey = key, KeyInfo = new KeyInfo() };
        signed.SignedInfo!.CanonicalizationMethod = SignedXml.XmlDsigExcC14NTransformUrl;
        signed.AddReference(reference);
        signed.KeyInfo.AddClause(new KeyInfoX509Data(certificate));
        signed.ComputeSignature();
        document.DocumentElement!.PrependChild(signed.GetXml());
        return document.OuterXml;
    }

    private static async Task<JsonElement> ReadAsync(SamlWorld world, JsonObject body)
    {
        var answer = await world.Owner.PostAsync($"{world.Path}/saml-metadata", body.ToJsonString());
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Results;
    }

    private static JsonObject Changes(JsonElement answer) => (JsonObject)JsonNode.Parse(answer.GetProperty("changes").GetRawText())!;

    private static IEnumerable<string> Signing(JsonElement answer) =>
        answer.GetProperty("changes").GetProperty("idp_cert_multi").GetProperty("signing").EnumerateArray().Select(c => c.GetString()!);
}
