using System.Text.Json.Nodes;
using Scimify.Core.Requests;
using Scimify.Core.Saml;

namespace Scimify.Tests.Saml;

/// <summary>A certificate is added beside the others, and the last valid one stays.</summary>
public sealed class SamlRolloverTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly string Old = SamlWorld.MakeCertificate("CN=old", TimeSpan.FromDays(-300), TimeSpan.FromDays(9));
    private static readonly string Next = SamlWorld.MakeCertificate("CN=next", TimeSpan.FromDays(-1), TimeSpan.FromDays(365));
    private static readonly string Whole = Enumerable.Range(0, 100).Select(_ => SamlWorld.MakeCertificate("CN=whole", TimeSpan.FromDays(-1), TimeSpan.FromDays(365)))
        .First(certificate => !certificate.EndsWith('='));

    private static readonly string Gone = SamlWorld.MakeCertificate("CN=gone", TimeSpan.FromDays(-300), TimeSpan.FromDays(-1));

    [Fact]
    public void The_next_certificate_comes_beside_the_single_one()
    {
        var changes = SamlRollover.Add(Single(Old), $"-----BEGIN CERTIFICATE-----\n{Next}\n-----END CERTIFICATE-----\n", Now);
        Assert.Equal([Old, Next], Single(Old).With(changes).Certificates);
        Assert.Equal(["CN=next", "CN=old"], SamlRollover.Accepted(Single(Old).With(changes)).Select(a => a.Certificate!.Subject));
    }

    [Fact]
    public void A_third_one_comes_beside_two() => Assert.Equal([Gone, Old, Next], Several(Gone, Old).With(SamlRollover.Add(Several(Gone, Old), Next, Now)).Certificates);

    [Fact]
    public void Removing_what_was_added_leaves_what_was_there()
    {
        var both = Single(Old).With(SamlRollover.Add(Single(Old), Next, Now));
        Assert.Equal([Old], both.With(SamlRollover.Remove(both, Next, Now)).Certificates);
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_would_not_help_is_refused_with_the_reason(string what, Func<JsonObject> step, string reason)
    {
        _ = what;
        Assert.Contains(reason, Assert.Throws<ValidationFailedException>(step).Fields["certificate"].Single(), StringComparison.Ordinal);
    }

    public static TheoryData<string, Func<JsonObject>, string> Wrong() => new()
    {
        { "no certificate", () => SamlRollover.Add(Single(Old), "no certificate", Now), "must be one X.509 certificate" },
        { "two at once", () => SamlRollover.Add(Single(Old), $"-----BEGIN CERTIFICATE-----\n{Next}\n-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\n{Gone}\n-----END CERTIFICATE-----", Now), "must be one X.509 certificate" },
        { "two that read on as one Base64", () => SamlRollover.Add(Single(Old), Whole + Next, Now), "must be one X.509 certificate" },
        { "an expired one", () => SamlRollover.Add(Single(Old), Gone, Now), "expired" },
        { "one that is there", () => SamlRollover.Add(Single(Old), Old, Now), "already" },
        { "the only one goes", () => SamlRollover.Remove(Single(Old), Old, Now), "every SAML login would fail" },
        { "the only valid one goes", () => SamlRollover.Remove(Several(Old, Gone), Old, Now), "every SAML login would fail" },
        { "one that is not there goes", () => SamlRollover.Remove(Several(Old, Next), Gone, Now), "must be one that Looker has" },
    };

    private static SamlSettings Single(string certificate) => SamlSettings.Read(new JsonObject { ["idp_cert"] = certificate });

    private static SamlSettings Several(params string[] certificates) => SamlSettings.Read(new JsonObject
    {
        ["multi_certs_supported"] = true,
        ["idp_cert_multi"] = new JsonObject { ["signing"] = new JsonArray([.. certificates.Select(c => (JsonNode)c)]) },
    });
}
