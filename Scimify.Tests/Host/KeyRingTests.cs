using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Portal.Host.Settings;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Host;

public sealed class KeyRingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_certificate_encrypts_the_key_ring_and_opens_it_after_a_restart()
    {
        using var folder = new TempFolder();
        var settings = WithCertificate(folder, "right");
        string protectedText;
        await using (var app = await ScimifyApp.StartAsync(settings, dataDirectory: folder.Path))
        {
            protectedText = app.Services.GetRequiredService<ISecretProtector>().Protect("canary-4711");
        }

        var key = await File.ReadAllTextAsync(Assert.Single(Directory.EnumerateFiles(Path.Combine(folder.Path, "keys"))), Ct);
        Assert.Contains("<EncryptedData", key, StringComparison.Ordinal);
        Assert.DoesNotContain("<masterKey", key, StringComparison.Ordinal);
        await using var again = await ScimifyApp.StartAsync(settings, dataDirectory: folder.Path);
        Assert.Equal("canary-4711", again.Services.GetRequiredService<ISecretProtector>().Unprotect(protectedText));
    }

    [Fact]
    public async Task A_certificate_that_does_not_open_stops_the_start_and_the_password_is_not_told()
    {
        using var folder = new TempFolder();
        var settings = WithCertificate(folder, "right");
        settings["Scimify:KeyRing:CertificatePassword"] = "canary-wrong";

        var refused = await Assert.ThrowsAsync<SettingsException>(() => ScimifyApp.StartAsync(settings, dataDirectory: folder.Path));

        Assert.StartsWith("Scimify:KeyRing:CertificateFile must be a PKCS#12 file", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary-wrong", refused.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> WithCertificate(TempFolder folder, string password)
    {
        using var rsa = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=scimify", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var file = Path.Combine(folder.Path, "ring.pfx");
        File.WriteAllBytes(file, certificate.Export(X509ContentType.Pfx, password));
        return new() { ["Scimify:KeyRing:CertificateFile"] = file, ["Scimify:KeyRing:CertificatePassword"] = password };
    }
}
