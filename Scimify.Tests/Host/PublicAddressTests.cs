using System.Net;
using System.Text.RegularExpressions;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Host;

/// <summary>What a browser, a proxy or an attacker says about the address, beside what the settings say.</summary>
public sealed partial class PublicAddressTests
{
    private const string Password = "correct horse battery";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST", "/_blazor/negotiate?negotiateVersion=1")]
    [InlineData("GET", "/_blazor?id=x")]
    [InlineData("POST", "/sign-in")]
    [InlineData("POST", "/sign-out")]
    [InlineData("POST", "/setup")]
    public async Task A_page_of_another_origin_gets_nothing_that_goes_with_a_cookie(string method, string path)
    {
        await using var app = await ScimifyApp.StartAsync();
        var own = app.BaseAddress.GetLeftPart(UriPartial.Authority);

        foreach (var origin in new[] { "https://evil.example", $"http://127.0.0.1:{app.BaseAddress.Port + 1}", own.Replace("http:", "https:", StringComparison.Ordinal), "null" })
        {
            Assert.True(await StatusAsync(app, method, path, origin) == HttpStatusCode.Forbidden, origin);
        }

        Assert.NotEqual(HttpStatusCode.Forbidden, await StatusAsync(app, method, path, own));
        Assert.NotEqual(HttpStatusCode.Forbidden, await StatusAsync(app, method, path, null));
    }

    [Theory]
    [InlineData("/scim/v2/Users", HttpStatusCode.Unauthorized)]
    [InlineData("/api/v1/integrations", HttpStatusCode.Unauthorized)]
    public async Task What_takes_tokens_only_does_not_ask_for_the_origin(string path, HttpStatusCode status)
    {
        await using var app = await ScimifyApp.StartAsync();
        Assert.Equal(status, await StatusAsync(app, "POST", path, "https://evil.example"));
    }

    [Theory]
    [InlineData("/", "scimify.example.com", HttpStatusCode.Found)]
    [InlineData("/", "SCIMIFY.example.com:443", HttpStatusCode.Found)]
    [InlineData("/", "scimify.example.com:8443", HttpStatusCode.MisdirectedRequest)]
    [InlineData("/", "evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("/", "127.0.0.1", HttpStatusCode.MisdirectedRequest)]
    [InlineData("/scim/v2/ServiceProviderConfig", "evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("/healthz", "127.0.0.1", HttpStatusCode.OK)]
    [InlineData("/readyz", "localhost:5080", HttpStatusCode.OK)]
    public async Task With_a_public_address_over_https_the_server_answers_for_no_other_host(string path, string host, HttpStatusCode status)
    {
        await using var app = await ScimifyApp.StartAsync(new Dictionary<string, string?> { ["Scimify:PublicUrl"] = "https://scimify.example.com" });
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
        using var answer = await app.Client.SendAsync(request, Ct);

        Assert.Equal(status, answer.StatusCode);
        Assert.DoesNotContain("evil.example", answer.Headers.ToString() + await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://scimify.example.com", "", false)]
    [InlineData("https://scimify.example.com/tools/scimify", "/tools/scimify", false)]
    [InlineData("https://scimify.example.com/tools/scimify", "/tools/scimify", true)]
    public async Task Everything_follows_the_public_address_though_the_proxy_speaks_http(string publicUrl, string root, bool proxyTakesThePathAway)
    {
        await using var app = await ScimifyApp.StartAsync(new Dictionary<string, string?> { ["Scimify:PublicUrl"] = publicUrl });
        var owner = await app.PersonAsync(password: Password);
        await app.IntegrationRowAsync(owner);
        var token = await app.ScimTokenAsync(owner);
        var asked = proxyTakesThePathAway ? "" : root;
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        using var browser = new HttpClient(handler) { BaseAddress = app.BaseAddress };
        browser.DefaultRequestHeaders.Host = "scimify.example.com";

        using var closed = await browser.GetAsync($"{asked}/integrations", Ct);
        Assert.Equal($"{publicUrl}/sign-in?ReturnUrl={Uri.EscapeDataString(root + "/integrations")}", closed.Headers.Location?.AbsoluteUri);
        Assert.True(closed.Headers.Contains("Strict-Transport-Security"));

        using var form = await browser.GetAsync($"{asked}/sign-in", Ct);
        var html = await form.Content.ReadAsStringAsync(Ct);
        Assert.Contains($"<base href=\"{root}/\"", html, StringComparison.Ordinal);
        AssertLinksStayBelow(root, html);
        var antiforgery = Assert.Single(form.Headers.GetValues("Set-Cookie"));
        AssertBound(antiforgery, "__Host-scimify.antiforgery=");

        using var asset = await browser.GetAsync($"{asked}/{Script().Match(html).Groups[1].Value}", Ct);
        Assert.Equal(HttpStatusCode.OK, asset.StatusCode);

        using var post = new HttpRequestMessage(HttpMethod.Post, $"{asked}/sign-in")
        {
            Content = new FormUrlEncodedContent(
            [
                new("__RequestVerificationToken", WebUtility.HtmlDecode(AntiforgeryField().Match(html).Groups[1].Value)),
                new("_handler", "sign-in"), new("Form.Email", owner.Name), new("Form.Password", Password),
            ]),
        };
        post.Headers.Add("Cookie", antiforgery.Split(';')[0]);
        post.Headers.Add("Origin", "https://scimify.example.com");
        using var signedIn = await browser.SendAsync(post, Ct);
        Assert.Equal((HttpStatusCode.Found, publicUrl + "/"), (signedIn.StatusCode, signedIn.Headers.Location?.AbsoluteUri));
        var session = Assert.Single(signedIn.Headers.GetValues("Set-Cookie"), c => c.Contains("session", StringComparison.Ordinal));
        AssertBound(session, "__Host-scimify.session=");

        using var page = new HttpRequestMessage(HttpMethod.Get, $"{asked}/integrations");
        page.Headers.Add("Cookie", session.Split(';')[0]);
        using var shown = await browser.SendAsync(page, Ct);
        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
        AssertLinksStayBelow(root, await shown.Content.ReadAsStringAsync(Ct));

        using var write = new HttpRequestMessage(HttpMethod.Post, $"{asked}/scim/v2/Users") { Content = new StringContent("""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada@example.com"}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/scim+json")) };
        write.Headers.Authorization = new("Bearer", token.Secret);
        using var made = await browser.SendAsync(write, Ct);
        Assert.StartsWith($"{publicUrl}/scim/v2/Users/", made.Headers.Location?.AbsoluteUri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.1.2.3", 1, "127.0.0.1")]
    [InlineData("127.0.0.1", 1, "10.9.9.9")]
    [InlineData("127.0.0.1,10.9.9.9", 2, "203.0.113.7")]
    [InlineData("127.0.0.1", 2, "10.9.9.9")]
    public async Task Only_the_proxies_of_the_setting_are_trusted_and_as_many_as_it_says(string known, int chain, string seen)
    {
        await using var app = await ScimifyApp.StartAsync(new Dictionary<string, string?>
        {
            ["Scimify:ForwardedHeaders:Enabled"] = "true",
            ["Scimify:ForwardedHeaders:KnownProxies"] = known,
            ["Scimify:ForwardedHeaders:ProxiesInChain"] = $"{chain}",
        });
        var owner = await app.PersonAsync();
        using var api = app.NewClient(apiKey: await app.PersonalAccessTokenAsync(owner));
        api.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7, 10.9.9.9");
        using var body = new StringContent("""{"name":"Production","instanceName":"mycompany","clientId":"client","clientSecret":"secret"}""");
        using var made = await api.PostAsync("/api/v1/integrations", body, Ct);

        await using var db = app.NewContext();
        Assert.Equal(seen, db.AuditLog.Single(e => e.Action == "integration.create").SourceAddress);
    }

    private static void AssertLinksStayBelow(string root, string html) =>
        Assert.All(RootLink().Matches(html), link => Assert.StartsWith($"{root}/", link.Groups[1].Value, StringComparison.Ordinal));

    private static void AssertBound(string cookie, string name)
    {
        Assert.StartsWith(name, cookie, StringComparison.Ordinal);
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; path=/;", cookie + ";", StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<HttpStatusCode> StatusAsync(ScimifyApp app, string method, string path, string? origin)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var answer = await app.Client.SendAsync(request, Ct);
        return answer.StatusCode;
    }

    [GeneratedRegex("<[^>]*(?:href|src|action)=\"(/[^\"]*)\"")]
    private static partial Regex RootLink();

    [GeneratedRegex("<script src=\"(_framework/blazor\\.web[^\"]*)\"")]
    private static partial Regex Script();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex AntiforgeryField();
}
