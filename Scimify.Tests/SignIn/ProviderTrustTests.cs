using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.SignIn;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.SignIn;

/// <summary>What a provider, a network or an attacker can answer, and what comes of it: a page that says what to do, and nobody signed in.</summary>
public sealed class ProviderTrustTests
{
    private const string In = "/integrations";

    private static readonly ProviderInput Guests = new(Domains: ["example.com"], DefaultRole: PortalRole.Auditor);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Problem(string why) => $"/sign-in/problem?why={why}";

    public static TheoryData<string> Forgeries => ["issuer", "audience", "nonce", "no nonce", "expired", "not yet", "no subject", "unsigned", "other key", "unknown key", "symmetric"];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_token_that_is_not_the_providers_own_for_this_sign_in_signs_nobody_in(string forgery)
    {
        await using var world = await ProviderWorld.StartAsync(Guests);
        using var browser = world.NewBrowser();
        Assert.Equal(In, await world.SignInAsync(browser));
        var now = TimeProvider.System.GetUtcNow();
        world.Issuer.Forge = body => _ = forgery switch
        {
            "issuer" => body["iss"] = "https://evil.example",
            "audience" => body["aud"] = "another client",
            "nonce" => body["nonce"] = "the nonce of another sign-in",
            "no nonce" => body.Remove("nonce"),
            "expired" => body["exp"] = now.AddMinutes(-10).ToUnixTimeSeconds(),
            "not yet" => body["nbf"] = now.AddMinutes(10).ToUnixTimeSeconds(),
            "no subject" => body.Remove("sub"),
            _ => null,
        };
        world.Issuer.IsUnsigned = forgery == "unsigned";
        world.Issuer.IsImpostor = forgery is "other key" or "unknown key";
        world.Issuer.ForgeHeader = header => _ = forgery switch
        {
            "unknown key" => header["kid"] = "a key that is not published",
            "symmetric" => header["alg"] = "HS256",
            _ => null,
        };
        using var other = world.NewBrowser();

        Assert.Equal(Problem("token"), await world.SignInAsync(other));
        using var page = await other.GetAsync(In, Ct);
        Assert.StartsWith("/sign-in?", ProviderWorld.PlaceOf(page), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-120)]
    [InlineData(120)]
    public async Task Clocks_may_differ_by_two_minutes(int seconds)
    {
        await using var world = await ProviderWorld.StartAsync(Guests);
        world.Issuer.Forge = body =>
        {
            var then = TimeProvider.System.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds();
            (body["iat"], body["nbf"], body["exp"]) = (then, then, then + 60);
        };
        using var browser = world.NewBrowser();

        Assert.Equal(In, await world.SignInAsync(browser));
    }

    [Fact]
    public async Task A_key_that_was_rolled_over_is_found_without_a_restart()
    {
        await using var world = await ProviderWorld.StartAsync(Guests);
        using var browser = world.NewBrowser();
        await world.SignInAsync(browser);

        world.Issuer.RollKeyOver();

        await Eventually.TrueAsync(async () => await world.SignInAsync(browser) == In);
    }

    [Theory]
    [InlineData("code=x&state=forged")]
    [InlineData("code=x")]
    [InlineData("error=access_denied&state=forged")]
    [InlineData("")]
    public async Task A_callback_that_nobody_asked_for_leads_to_a_page(string query)
    {
        await using var world = await ProviderWorld.StartAsync(Guests);
        using var browser = world.NewBrowser();

        using var answer = await browser.GetAsync($"/sign-in/callback/{world.Provider}?{query}", Ct);

        Assert.StartsWith("/sign-in/problem?why=", ProviderWorld.PlaceOf(answer), StringComparison.Ordinal);
        Assert.True((int)answer.StatusCode is >= 400 and < 500 or 502, $"{answer.StatusCode}");
    }

    [Fact]
    public async Task The_answer_to_one_browser_signs_no_other_browser_in()
    {
        await using var world = await ProviderWorld.StartAsync(Guests);
        using var attacker = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = world.App.BaseAddress };
        using var begun = await attacker.GetAsync($"/sign-in/with/{world.Provider}", Ct);
        using var atTheProvider = await attacker.GetAsync(begun.Headers.Location, Ct);
        using var victim = world.NewBrowser();

        using var answer = await victim.GetAsync(atTheProvider.Headers.Location, Ct);

        Assert.Equal(Problem("lost"), ProviderWorld.PlaceOf(answer));
    }

    [Fact]
    public async Task A_callback_of_another_or_no_provider_is_no_page()
    {
        await using var world = await ProviderWorld.StartAsync(Guests);
        foreach (var path in new[] { $"/sign-in/callback/{Guid.NewGuid()}?code=x&state=y", "/sign-in/callback", "/sign-in/callback/x" })
        {
            using var answer = await world.App.Client.GetAsync(path, Ct);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("access_denied", "declined")]
    [InlineData("login_required", "declined")]
    [InlineData("invalid_scope", "request")]
    [InlineData("server_error", "request")]
    public async Task What_the_provider_refuses_is_said(string error, string why)
    {
        await using var world = await ProviderWorld.StartAsync(Guests);
        world.Issuer.Error = error;
        using var browser = world.NewBrowser();

        Assert.Equal(Problem(why), await world.SignInAsync(browser));
    }

    [Theory]
    [InlineData("access_denied", "declined")]
    [InlineData("invalid_scope", "invalid_scope")]
    public async Task The_log_names_the_error_and_the_request_and_no_person_of_whom_the_provider_speaks(string error, string word)
    {
        await using var world = await ProviderWorld.StartAsync(Guests);
        (world.Issuer.Error, world.Issuer.ErrorDescription) = (error, "The user canary-4711@example.com is not assigned.");
        using var browser = world.NewBrowser();
        using var answer = await browser.GetAsync($"/sign-in/with/{world.Provider}", Ct);
        var request = System.Web.HttpUtility.ParseQueryString(answer.RequestMessage!.RequestUri!.Query)["request"]!;
        var folder = Path.Combine(world.App.DataDirectory, "logs");

        var log = await Eventually.ReadAsync(() => Task.FromResult(string.Concat(Directory.EnumerateFiles(folder).Select(Shared))), text => text.Contains(request, StringComparison.Ordinal));

        Assert.Contains(word, log, StringComparison.Ordinal);
        Assert.DoesNotContain("canary-4711", log, StringComparison.Ordinal);
        Assert.Contains(request, await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    private static string Shared(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wrong_secret_is_a_page_whether_it_shows_in_the_challenge_or_in_the_callback(bool isPushed)
    {
        await using var world = await ProviderWorld.StartAsync(Guests);
        (world.Issuer.TakesPushedRequests, world.Issuer.ClientSecret) = (isPushed, "a new one");
        using var browser = world.NewBrowser();

        Assert.Equal(Problem("secret"), await world.SignInAsync(browser));
        Assert.Equal(isPushed, world.Issuer.Asked is null);
    }

    [Fact]
    public async Task Pushed_requests_work()
    {
        await using var world = await ProviderWorld.StartAsync(Guests);
        world.Issuer.TakesPushedRequests = true;
        using var browser = world.NewBrowser();

        Assert.Equal(In, await world.SignInAsync(browser));
        Assert.Equal("S256", world.Issuer.Asked!["code_challenge_method"]);
    }

    [Fact]
    public async Task A_provider_that_is_down_is_a_page_and_works_again_when_it_is_back()
    {
        await using var world = await ProviderWorld.StartAsync(Guests);
        world.Issuer.IsDown = true;
        using var browser = world.NewBrowser();
        using var answer = await browser.GetAsync($"/sign-in/with/{world.Provider}", Ct);

        Assert.Equal((Problem("down"), HttpStatusCode.ServiceUnavailable), (ProviderWorld.PlaceOf(answer), answer.StatusCode));
        world.Issuer.IsDown = false;
        Assert.Equal(In, await world.SignInAsync(browser));
        world.Issuer.IsDown = true;
        using var other = world.NewBrowser();
        Assert.Contains(await world.SignInAsync(other), new[] { Problem("down"), Problem("token") });
    }

    [Fact]
    public async Task A_provider_that_is_changed_while_somebody_signs_in_ends_on_a_page_or_in_the_console_never_in_an_error()
    {
        await using var world = await ProviderWorld.StartAsync(Guests);
        var cookies = new CookieContainer();
        using var still = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = world.App.BaseAddress };
        using var browser = world.NewBrowser(cookies: cookies);
        using var begun = await still.GetAsync($"/sign-in/with/{world.Provider}", Ct);

        await world.Providers.UpdateAsync(world.App.Fresh(world.Owner), world.Provider, new ProviderInput(ClientSecret: "wrong", Scopes: "openid email"), Ct);
        using var changed = await browser.GetAsync(begun.Headers.Location, Ct);
        await world.Providers.UpdateAsync(world.App.Fresh(world.Owner), world.Provider, new ProviderInput(ClientSecret: world.Issuer.ClientSecret), Ct);
        await world.SwitchOnAsync(world.Provider);

        Assert.Equal(Problem("secret"), ProviderWorld.PlaceOf(changed));
        Assert.Equal(In, await world.SignInAsync(browser));
        Assert.Equal("openid email", world.Issuer.Asked!["scope"]);
    }

    [Fact]
    public async Task A_change_on_one_server_holds_on_the_other_and_a_sign_in_may_end_on_another_than_it_began()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Postgres);
        var settings = new Dictionary<string, string?> { ["Scimify:Database:Provider"] = "Postgres", ["ConnectionStrings:Scimify"] = database.PostgresConnectionString };
        await using var world = await ProviderWorld.StartAsync(Guests, settings);
        settings["Scimify:SignIn:AllowInsecureHttp"] = "true";
        settings["Scimify:PublicUrl"] = world.App.BaseAddress.AbsoluteUri.TrimEnd('/');
        await using var second = await ScimifyApp.StartAsync(settings);
        var cookies = new CookieContainer();
        using var still = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = world.App.BaseAddress };
        using var begun = await still.GetAsync($"/sign-in/with/{world.Provider}", Ct);
        using var atTheProvider = await still.GetAsync(begun.Headers.Location, Ct);

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(second.BaseAddress, atTheProvider.Headers.Location!.PathAndQuery)) { Headers = { Host = world.App.BaseAddress.Authority } };
        using var ended = await still.SendAsync(request, Ct);
        Assert.True(ended.Headers.TryGetValues("Set-Cookie", out var set) && set.Any(cookie => cookie.StartsWith("scimify.session=", StringComparison.Ordinal)), ended.Headers.ToString());

        await world.Providers.UpdateAsync(world.App.Fresh(world.Owner), world.Provider, new ProviderInput(IsEnabled: false), Ct);
        await Eventually.TrueAsync(async () =>
        {
            using var answer = await second.Client.GetAsync($"/sign-in/with/{world.Provider}", Ct);
            return answer.Headers.Location?.OriginalString.Contains("why=off", StringComparison.Ordinal) == true;
        });
    }

    [Fact]
    public async Task Behind_a_proxy_that_ends_TLS_addresses_and_cookies_are_those_of_the_public_address()
    {
        await using var world = await ProviderWorld.StartAsync(Guests, new() { ["Scimify:PublicUrl"] = "https://scimify.example.com/tools" });
        using var proxy = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = world.App.BaseAddress };
        proxy.DefaultRequestHeaders.Host = "scimify.example.com";
        using var begun = await proxy.GetAsync($"/tools/sign-in/with/{world.Provider}?returnUrl=%2Ftools%2Fpeople", Ct);
        using var provider = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var atTheProvider = await provider.GetAsync(begun.Headers.Location, Ct);
        var callback = atTheProvider.Headers.Location!;
        var cookies = begun.Headers.GetValues("Set-Cookie").ToList();

        using var request = new HttpRequestMessage(HttpMethod.Get, callback.PathAndQuery);
        request.Headers.Add("Cookie", string.Join("; ", cookies.Select(cookie => cookie.Split(';')[0])));
        using var ended = await proxy.SendAsync(request, Ct);

        Assert.StartsWith($"https://scimify.example.com/tools/sign-in/callback/{world.Provider}?", callback.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal("https://scimify.example.com/tools/people", ended.Headers.Location?.AbsoluteUri);
        Assert.All([.. cookies, .. ended.Headers.GetValues("Set-Cookie").Where(cookie => !cookie.Contains("expires=Thu, 01 Jan 1970", StringComparison.Ordinal))], cookie =>
        {
            Assert.StartsWith("__Host-scimify.", cookie, StringComparison.Ordinal);
            Assert.Contains("; path=/; secure", cookie, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Theory]
    [InlineData("11111111-1111-4111-8111-111111111111", "11111111-1111-4111-8111-111111111111", "/integrations")]
    [InlineData("22222222-2222-4222-8222-222222222222", "22222222-2222-4222-8222-222222222222", "/sign-in/problem?why=otherTenant")]
    [InlineData("11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222", "/sign-in/problem?why=token")]
    public async Task Of_several_Entra_tenants_only_the_listed_ones_come_in_and_the_issuer_is_that_of_the_tenant(string tenant, string issuer, string place)
    {
        await using var world = await ProviderWorld.StartAsync(
            Guests with { Kind = ProviderKind.Entra, Tenants = ["11111111-1111-4111-8111-111111111111"] }, path: "/organizations/v2.0");
        world.Issuer.NameOfIssuer = world.Issuer.Root + "/{tenantid}/v2.0";
        (world.Issuer.Claims["tid"], world.Issuer.Claims["oid"], world.Issuer.Claims["preferred_username"]) = (tenant, "object-1", "ada@example.com");
        world.Issuer.Forge = body => body["iss"] = $"{world.Issuer.Root}/{issuer}/v2.0";
        using var browser = world.NewBrowser();

        Assert.Equal(place, await world.SignInAsync(browser));
    }

    [Fact]
    public async Task Requests_that_ask_for_no_callback_never_look_at_providers()
    {
        await using var world = await ProviderWorld.StartAsync(Guests);
        using var answer = await world.App.Client.GetAsync("/sign-in", Ct);

        Assert.Equal((HttpStatusCode.OK, 0), (answer.StatusCode, world.Issuer.Discoveries));
    }

    [Fact]
    public async Task Nobody_is_led_to_another_site_after_a_sign_in()
    {
        await using var world = await ProviderWorld.StartAsync(Guests);
        using var browser = world.NewBrowser();
        foreach (var address in new[] { "https://evil.example/", "//evil.example/", "/\\evil.example" })
        {
            Assert.Equal("/", await world.SignInAsync(browser, $"returnUrl={Uri.EscapeDataString(address)}"));
        }
    }
}
