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
    public async Task A_change_on_one_server_holds_on_the_other()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Postgres);
        var settings = new Dictionary<string, string?> { ["Scimify:Database:Provider"] = "Postgres", ["ConnectionStrings:Scimify"] = database.PostgresConnectionString };
        await using var world = await ProviderWorld.StartAsync(Guests, settings);
        settings["Scimify:SignIn:AllowInsecureHttp"] = "true";
        await using var second = await ScimifyApp.StartAsync(settings);

        await world.Providers.UpdateAsync(world.App.Fresh(world.Owner), world.Provider, new ProviderInput(IsEnabled: false), Ct);
        await Eventually.TrueAsync(async () =>
        {
            using var answer = await second.Client.GetAsync($"/sign-in/with/{world.Provider}", Ct);
            return answer.Headers.Location?.OriginalString.Contains("why=off", StringComparison.Ordinal) == true;
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
