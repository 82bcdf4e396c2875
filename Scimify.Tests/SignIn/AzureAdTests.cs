using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.SignIn;
using Scimify.Portal.Host.Settings;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.SignIn;

/// <summary>Entra ID from the settings section <c>AzureAd</c>, against an issuer that speaks as Entra does.</summary>
public sealed class AzureAdTests
{
    private const string Tenant = "7c1f40b2-90aa-4e0e-8d51-1f0e2b7716e2";
    private const string In = "/integrations";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_section_is_one_more_provider_with_app_roles_called_as_the_roles_here()
    {
        await using var issuer = await IssuerAsync();
        await using var app = await StartAsync(issuer);
        using var browser = NewBrowser(app);
        Assert.Contains("Sign in with Microsoft", await browser.GetStringAsync("/sign-in", Ct), StringComparison.Ordinal);
        issuer.Claims["roles"] = new[] { "Operator" };

        Assert.Equal(In, await SignInAsync(browser));

        await using var db = app.NewContext();
        Assert.Equal(PortalRole.Operator, (await db.People.SingleAsync(p => p.Email == "ada@example.com", Ct)).Role);
        var login = Assert.Single(db.ProviderLogins);
        Assert.Equal((issuer.Address, "object-1", ConfiguredProvider.AzureAd), (login.Issuer, login.Subject, login.ProviderId));
        Assert.Equal(("code", "S256"), (issuer.Asked!["response_type"].ToString(), issuer.Asked["code_challenge_method"].ToString()));
        issuer.Claims["roles"] = "None";
        Assert.Equal("/sign-in/problem?why=noRole", await SignInAsync(browser));
    }

    [Fact]
    public async Task The_client_may_authenticate_with_a_certificate()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=scimify", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        await using var issuer = await IssuerAsync();
        issuer.ClientCertificate = certificate;
        issuer.Claims["roles"] = "Auditor";
        await using var app = await StartAsync(issuer, new()
        {
            ["AzureAd:ClientSecret"] = null,
            ["AzureAd:ClientCredentials:0:SourceType"] = "Base64Encoded",
            ["AzureAd:ClientCredentials:0:Base64EncodedValue"] = Convert.ToBase64String(certificate.Export(X509ContentType.Pfx)),
        });
        using var browser = NewBrowser(app);

        Assert.Equal(In, await SignInAsync(browser));
    }

    /// <summary>As Kubernetes does for a workload, whose token it renews in the file.</summary>
    [Fact]
    public async Task The_client_may_authenticate_with_a_federated_token_from_a_file()
    {
        var file = Path.Combine(Path.GetTempPath(), $"scimify-{Guid.NewGuid():N}.jwt");
        await using var workload = await FakeIssuer.StartAsync();
        await using var issuer = await IssuerAsync();
        issuer.ClientAssertion = workload.Assertion(TimeProvider.System.GetUtcNow(), "system:serviceaccount:scimify", "api://AzureADTokenExchange");
        issuer.Claims["roles"] = "Auditor";
        await File.WriteAllTextAsync(file, issuer.ClientAssertion, Ct);
        try
        {
            await using var app = await StartAsync(issuer, new()
            {
                ["AzureAd:ClientSecret"] = null,
                ["AzureAd:ClientCredentials:0:SourceType"] = "SignedAssertionFilePath",
                ["AzureAd:ClientCredentials:0:SignedAssertionFileDiskPath"] = file,
            });
            using var browser = NewBrowser(app);
            Assert.Equal(In, await SignInAsync(browser));

            issuer.ClientAssertion = "another";
            Assert.Equal("/sign-in/problem?why=secret", await SignInAsync(browser));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_wrong_secret_and_another_issuer_are_pages()
    {
        await using var issuer = await IssuerAsync();
        await using var app = await StartAsync(issuer);
        using var browser = NewBrowser(app);
        issuer.Claims["roles"] = "Auditor";
        issuer.Forge = body => body["iss"] = issuer.Root + "/another/v2.0";
        Assert.Equal("/sign-in/problem?why=token", await SignInAsync(browser));
        (issuer.Forge, issuer.ClientSecret) = (null, "another");
        Assert.Equal("/sign-in/problem?why=secret", await SignInAsync(browser));
    }

    [Theory]
    [InlineData("AzureAd:TenantId", "", "AzureAd:TenantId must be")]
    [InlineData("AzureAd:ClientSecret", "", "AzureAd:ClientCredentials must say")]
    [InlineData("AzureAd:ClientCredentials:0:SourceType", "SignedAssertionFromManagedIdentity", "AzureAd:ClientCredentials must say")]
    [InlineData("AzureAd:TenantId", "organizations", "Scimify:SignIn:Entra:Tenants must list")]
    [InlineData("AzureAd:Instance", "http://login.example.com", "AzureAd:Instance must be")]
    [InlineData("Scimify:SignIn:Entra:Tenants", "contoso", "Scimify:SignIn:Entra:Tenants must list")]
    [InlineData("Scimify:SignIn:Entra:Domains", "gmail.com", "Scimify:SignIn:Entra:Domains must list")]
    [InlineData("Scimify:SignIn:Entra:DefaultRole", "King", "Scimify:SignIn:Entra:DefaultRole must be")]
    public void A_wrong_setting_stops_the_start_and_is_named(string key, string value, string problem)
    {
        var settings = Settings("https://login.microsoftonline.com");
        settings[key] = value;
        var wrong = Assert.Throws<SettingsException>(() => SettingsParser.Parse(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Add(
            new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = settings }).Build()));
        Assert.Contains(problem, wrong.Message, StringComparison.Ordinal);
    }

    private static async Task<FakeIssuer> IssuerAsync()
    {
        var issuer = await FakeIssuer.StartAsync($"/{Tenant}/v2.0");
        issuer.Claims.Clear();
        (issuer.Claims["sub"], issuer.Claims["tid"], issuer.Claims["oid"], issuer.Claims["preferred_username"]) = ("pairwise", Tenant, "object-1", "ada@example.com");
        return issuer;
    }

    private static Dictionary<string, string?> Settings(string instance) => new()
    {
        ["AzureAd:Instance"] = instance,
        ["AzureAd:TenantId"] = Tenant,
        ["AzureAd:ClientId"] = FakeIssuer.ClientId,
        ["AzureAd:ClientSecret"] = "the secret of the client",
        ["Scimify:SignIn:Entra:Domains"] = "example.com",
        ["Scimify:SignIn:AllowInsecureHttp"] = "true",
    };

    private static async Task<ScimifyApp> StartAsync(FakeIssuer issuer, Dictionary<string, string?>? more = null)
    {
        var settings = Settings(issuer.Root);
        foreach (var (key, value) in more ?? [])
        {
            settings[key] = value;
        }

        var app = await ScimifyApp.StartAsync(settings);
        await app.PersonAsync();
        return app;
    }

    private static HttpClient NewBrowser(ScimifyApp app) => new(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = app.BaseAddress };

    private static async Task<string> SignInAsync(HttpClient browser)
    {
        using var answer = await browser.GetAsync($"/sign-in/with/{ConfiguredProvider.AzureAd}?returnUrl=%2Fintegrations", Ct);
        return ProviderWorld.PlaceOf(answer);
    }
}
