using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Host;

/// <summary>The console's cookie, from the sign-in form to its end.</summary>
public sealed partial class SessionTests
{
    private const string Password = "correct horse battery";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_session_a_page_leads_to_the_sign_in_form()
    {
        await using var app = await ScimifyApp.StartAsync();
        await app.PersonAsync();

        using var answer = await app.Client.GetAsync("/integrations", Ct);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal("/sign-in", answer.Headers.Location?.AbsolutePath);
    }

    [Fact]
    public async Task Signing_in_gives_a_cookie_that_scripts_cannot_read_and_opens_the_console()
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync(password: Password);
        using var browser = NewBrowser(app);

        using var signedIn = await SignInAsync(browser, owner.Name, Password);
        using var page = await browser.GetAsync("/integrations", Ct);

        Assert.Equal(HttpStatusCode.Found, signedIn.StatusCode);
        var cookie = Assert.Single(signedIn.Headers.GetValues("Set-Cookie"), c => c.StartsWith("scimify.session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    /// <summary>Also where the proxy does not say that the request came over https.</summary>
    [Fact]
    public async Task Behind_https_cookies_are_bound_to_the_host_and_to_https()
    {
        await using var app = await ScimifyApp.StartAsync(new Dictionary<string, string?> { ["Scimify:PublicUrl"] = "https://scimify.example.com" });
        var owner = await app.PersonAsync(password: Password);
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = app.BaseAddress };
        using var page = await browser.GetAsync("/sign-in", Ct);
        var antiforgery = Assert.Single(page.Headers.GetValues("Set-Cookie"));
        browser.DefaultRequestHeaders.Add("Cookie", antiforgery.Split(';')[0]);

        using var signedIn = await SignInAsync(browser, owner.Name, Password);

        var session = Assert.Single(signedIn.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-scimify.antiforgery=", antiforgery, StringComparison.Ordinal);
        Assert.StartsWith("__Host-scimify.session=", session, StringComparison.Ordinal);
        foreach (var cookie in new[] { antiforgery, session })
        {
            Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; path=/;", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
        }

        Assert.StartsWith("max-age=", page.Headers.GetValues("Strict-Transport-Security").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host", "evil.example.com")]
    [InlineData("X-Forwarded-Host", "evil.example.com")]
    public async Task Behind_https_a_redirect_leads_to_the_public_address_whatever_a_request_says(string header, string value)
    {
        await using var app = await ScimifyApp.StartAsync(new Dictionary<string, string?>
        {
            ["Scimify:PublicUrl"] = "https://scimify.example.com",
            ["Scimify:ForwardedHeaders:Enabled"] = "true",
        });
        await app.PersonAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/integrations");
        request.Headers.TryAddWithoutValidation(header, value);

        using var answer = await app.Client.SendAsync(request, Ct);

        Assert.Equal("https://scimify.example.com/sign-in", answer.Headers.Location!.GetLeftPart(UriPartial.Path));
    }

    [Theory]
    [InlineData("lock")]
    [InlineData("remove")]
    [InlineData("role")]
    public async Task A_person_who_is_locked_removed_or_given_another_role_is_out_with_the_next_request(string change)
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync();
        var ada = await app.PersonAsync(PortalRole.Operator, password: Password);
        using var browser = NewBrowser(app);
        using var signedIn = await SignInAsync(browser, ada.Name, Password);
        using var before = await browser.GetAsync("/integrations", Ct);
        var people = app.Services.GetRequiredService<PeopleService>();

        await (change switch
        {
            "lock" => people.LockAsync(owner, ada.Id!.Value, Ct),
            "remove" => people.RemoveAsync(owner, ada.Id!.Value, Ct),
            _ => people.ChangeRoleAsync(owner, ada.Id!.Value, PortalRole.Auditor, Ct),
        });
        using var after = await browser.GetAsync("/integrations", Ct);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Found), (before.StatusCode, after.StatusCode));
        Assert.Equal("/sign-in", after.Headers.Location?.AbsolutePath);
    }

    [Fact]
    public async Task Five_wrong_passwords_stop_signing_in_for_a_while_but_not_the_tokens()
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync(password: Password);
        var token = await app.PersonalAccessTokenAsync(owner);
        using var browser = NewBrowser(app);
        for (var i = 0; i < 5; i++)
        {
            using var wrong = await SignInAsync(browser, owner.Name, "not the password");
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using var refused = await SignInAsync(browser, owner.Name, Password);
        using var api = app.NewClient(apiKey: token);
        using var answer = await api.GetAsync("/api/v1/integrations", Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_session_does_not_open_the_api()
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync(password: Password);
        using var browser = NewBrowser(app);
        using var signedIn = await SignInAsync(browser, owner.Name, Password);

        using var answer = await browser.GetAsync("/api/v1/integrations", Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_form_without_its_antiforgery_token_is_refused()
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync(password: Password);

        using var form = new FormUrlEncodedContent([new("_handler", "sign-in"), new("Form.Email", owner.Name), new("Form.Password", Password)]);
        using var answer = await app.Client.PostAsync("/sign-in", form, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("/sign-in", "sign-in", "Form.Email")]
    [InlineData("/sign-in", "sign-in", "Form.Password")]
    [InlineData("/sign-in", "sign-in", "Form.Email", "Form.Password")]
    [InlineData("/setup", "setup", "Form.Code")]
    [InlineData("/setup", "setup", "Form.Email")]
    [InlineData("/setup", "setup", "Form.Password")]
    public async Task A_form_without_a_field_is_refused_like_one_with_an_empty_field(string path, string handler, params string[] missing)
    {
        await using var app = await ScimifyApp.StartAsync();
        if (path == "/sign-in")
        {
            await app.PersonAsync(password: Password);
        }

        using var browser = NewBrowser(app);
        var page = await browser.GetStringAsync(path, Ct);
        Dictionary<string, string> fields = new() { ["Form.Code"] = "x", ["Form.Email"] = "ada@example.com", ["Form.Password"] = "x" };
        var empty = await StatusAsync(fields.ToDictionary(f => f.Key, f => missing.Contains(f.Key) ? "" : f.Value));
        var without = await StatusAsync(fields.Where(f => !missing.Contains(f.Key)));

        Assert.Equal(empty, without);
        Assert.InRange((int)without, 200, 499);

        async Task<HttpStatusCode> StatusAsync(IEnumerable<KeyValuePair<string, string>> values)
        {
            using var form = new FormUrlEncodedContent(
                [new("__RequestVerificationToken", WebUtility.HtmlDecode(AntiforgeryField().Match(page).Groups[1].Value)), new("_handler", handler), .. values]);
            using var answer = await browser.PostAsync(path, form, Ct);
            return answer.StatusCode;
        }
    }

    [Theory]
    [InlineData("/f%C3%BCr")]
    [InlineData("/für")]
    [InlineData("//other.example.com")]
    public async Task An_address_to_return_to_never_breaks_signing_in(string returnUrl)
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync(password: Password);
        using var browser = NewBrowser(app);
        using var signedIn = await SignInAsync(browser, owner.Name, Password, $"?ReturnUrl={Uri.EscapeDataString(returnUrl)}");

        Assert.Equal(HttpStatusCode.Found, signedIn.StatusCode);
        Assert.Equal(app.BaseAddress.Authority, new Uri(app.BaseAddress, signedIn.Headers.Location!).Authority);
    }

    private static HttpClient NewBrowser(ScimifyApp app) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = app.BaseAddress };

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string email, string password, string query = "")
    {
        var page = await browser.GetStringAsync("/sign-in", Ct);
        var antiforgery = WebUtility.HtmlDecode(AntiforgeryField().Match(page).Groups[1].Value);
        using var form = new FormUrlEncodedContent(
        [
            new("__RequestVerificationToken", antiforgery), new("_handler", "sign-in"), new("Form.Email", email), new("Form.Password", password),
        ]);
        return await browser.PostAsync("/sign-in" + query, form, Ct);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex AntiforgeryField();
}
