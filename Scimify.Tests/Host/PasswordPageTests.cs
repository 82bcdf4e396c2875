using System.Buffers.Binary;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.People.Passwords;
using Scimify.Core.People.SignIns;
using Scimify.Portal.Host.Authentication;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Host;

/// <summary>A person's own password, from the first sign-in on.</summary>
public sealed class PasswordPageTests
{
    private const string Password = "correct horse battery";
    private const string Next = "quiet otters swim far";
    private const string Page = "/account/password";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_changed_password_ends_every_other_session_and_renews_ones_own()
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync(password: Password);
        using var here = app.NewBrowser();
        using var elsewhere = app.NewBrowser();
        (await here.SignInAsync(owner.Name, Password)).Dispose();
        (await elsewhere.SignInAsync(owner.Name, Password)).Dispose();
        var token = await app.PersonalAccessTokenAsync(owner);

        using var changed = await ChangeAsync(here, Password, Next);

        Assert.Equal(HttpStatusCode.Found, changed.StatusCode);
        Assert.Contains("signed out everywhere else", await here.GetStringAsync(changed.Headers.Location, Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(here, "/people"));
        Assert.Equal(HttpStatusCode.Found, await StatusAsync(elsewhere, "/people"));
        using var api = app.NewClient(apiKey: token);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(api, "/api/v1/people"));
        using var old = await elsewhere.SignInAsync(owner.Name, Password);
        using var signedIn = await elsewhere.SignInAsync(owner.Name, Next);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Found), (old.StatusCode, signedIn.StatusCode));
        Assert.Single(await ActionsAsync(app, "password.change"));
    }

    [Theory]
    [InlineData("not my password", Next, Next, "Is not your present password.")]
    [InlineData(null, Next, Next, "Is not your present password.")]
    [InlineData(Password, Next, "something else", "Is not the same as the new password.")]
    [InlineData(Password, Next, null, "Is not the same as the new password.")]
    [InlineData(Password, "short", "short", "Must have at least 12 characters.")]
    [InlineData(Password, null, null, "Must have at least 12 characters.")]
    [InlineData(Password, "Password-2026!", "Password-2026!", "Must not be made of common passwords")]
    [InlineData(Password, Password, Password, "Must be another one than the present one.")]
    public async Task What_is_wrong_is_said_at_its_field_and_nothing_changes(string? current, string? next, string? repeated, string message)
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync(password: Password);
        using var browser = app.NewBrowser();
        (await browser.SignInAsync(owner.Name, Password)).Dispose();

        using var refused = await browser.SubmitAsync(Page, "password", null, ("Form.Current", current), ("Form.Password", next), ("Form.Repeated", repeated));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains(message, await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Empty(await ActionsAsync(app, "password.change"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(browser, "/people"));
    }

    [Fact]
    public async Task Whoever_finds_a_session_open_cannot_guess_the_present_password_without_end()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await ScimifyApp.StartAsync(clock: clock);
        var owner = await app.PersonAsync(password: Password);
        using var browser = app.NewBrowser();
        (await browser.SignInAsync(owner.Name, Password)).Dispose();
        for (var i = 0; i < SlowDown.FreeFailures; i++)
        {
            using var wrong = await ChangeAsync(browser, $"guess number {i}", Next);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        }

        using var refused = await ChangeAsync(browser, Password, Next);
        clock.Advance(SlowDown.FirstWait);
        using var later = await ChangeAsync(browser, Password, Next);

        Assert.Equal((HttpStatusCode.TooManyRequests, "30"), (refused.StatusCode, refused.Headers.RetryAfter?.ToString()));
        Assert.Equal(HttpStatusCode.Found, later.StatusCode);
    }

    [Fact]
    public async Task Nobody_reaches_the_page_without_a_session()
    {
        await using var app = await ScimifyApp.StartAsync();
        await app.PersonAsync();

        using var answer = await app.Client.GetAsync(Page, Ct);

        Assert.Equal("/sign-in", answer.Headers.Location?.AbsolutePath);
    }

    [Fact]
    public async Task A_password_manager_finds_the_page()
    {
        await using var app = await ScimifyApp.StartAsync();
        await app.PersonAsync();

        using var answer = await app.Client.GetAsync("/.well-known/change-password", Ct);

        Assert.Equal((HttpStatusCode.Found, Page), (answer.StatusCode, answer.Headers.Location?.ToString()));
    }

    /// <summary>Whoever printed it has seen it. The SCIM endpoint never looks at a session.</summary>
    [Fact]
    public async Task With_a_generated_password_nothing_but_its_change_can_be_reached()
    {
        await using var app = await ScimifyApp.StartAsync();
        var created = await app.Services.GetRequiredService<PeopleService>().CreateFromCommandLineAsync(new NewPerson("ada@example.com", PortalRole.Owner, null), null, Ct);
        using var browser = app.NewBrowser();
        (await browser.SignInAsync("ada@example.com", created.GeneratedPassword)).Dispose();
        var reached = new List<string>();
        var routes = 0;
        foreach (var endpoint in app.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<OpenBeforePasswordChangeAttribute>() is null && endpoint.RoutePattern.RawText?.StartsWith("scim", StringComparison.Ordinal) != true))
        {
            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"])
            {
                routes++;
                var path = string.Concat(endpoint.RoutePattern.PathSegments.Select(segment => "/" + string.Concat(segment.Parts.Select(part =>
                    part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : Guid.Empty.ToString()))));
                using var request = new HttpRequestMessage(new HttpMethod(method), path.Length == 0 ? "/" : path);
                using var answer = await browser.SendAsync(request, Ct);
                var isHeld = answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                    || (answer.StatusCode == HttpStatusCode.Found && answer.Headers.Location?.ToString() == Page);
                if (!isHeld)
                {
                    reached.Add($"{method} {path}: {(int)answer.StatusCode} {answer.Headers.Location}");
                }
            }
        }

        Assert.True(routes > 150, $"only {routes} routes");
        Assert.Equal("", string.Join('\n', reached));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(browser, "/css/base.css"));

        using var changed = await ChangeAsync(browser, created.GeneratedPassword!, Next);
        Assert.Equal(app.BaseAddress.AbsoluteUri, new Uri(app.BaseAddress, changed.Headers.Location!).AbsoluteUri);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(browser, "/people"));
    }

    [Fact]
    public async Task A_circuit_of_somebody_who_has_to_change_the_password_has_no_actor()
    {
        await using var app = await ScimifyApp.StartAsync();
        var created = await app.Services.GetRequiredService<PeopleService>().CreateFromCommandLineAsync(new NewPerson("ada@example.com", PortalRole.Owner, null), null, Ct);
        var state = await app.Services.GetRequiredService<PersonStates>().FindAsync(created.Id, Ct);
        var principal = ScimifyClaims.Principal(state!, IdentityConstants.ApplicationScheme);

        Assert.Null(await app.Services.GetRequiredService<ActorAccessor>().FindAsync(principal, null, Ct));
    }

    [Fact]
    public async Task Somebody_who_has_to_change_the_password_can_sign_out()
    {
        await using var app = await ScimifyApp.StartAsync();
        var created = await app.Services.GetRequiredService<PeopleService>().CreateFromCommandLineAsync(new NewPerson("ada@example.com", PortalRole.Owner, null), null, Ct);
        using var browser = app.NewBrowser();
        (await browser.SignInAsync("ada@example.com", created.GeneratedPassword)).Dispose();

        (await browser.SubmitAsync(Page, null, "/sign-out")).Dispose();

        using var answer = await browser.GetAsync(Page, Ct);
        Assert.Equal("/sign-in", answer.Headers.Location?.AbsolutePath);
        await using var db = app.NewContext();
        Assert.Empty(await db.Sessions.ToListAsync(Ct));
    }

    [Fact]
    public async Task A_reset_from_the_command_line_ends_the_sessions_and_asks_for_a_password_of_ones_own()
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync(password: Password);
        using var browser = app.NewBrowser();
        (await browser.SignInAsync(owner.Name, Password)).Dispose();

        var state = await app.Services.GetRequiredService<PersonStates>().FindAsync(owner.Id!.Value, Ct);
        var printed = await app.Services.GetRequiredService<PasswordService>().ResetFromCommandLineAsync(state!, Ct);

        using var ended = await browser.GetAsync("/people", Ct);
        (await browser.SignInAsync(owner.Name, printed)).Dispose();
        using var held = await browser.GetAsync("/people", Ct);
        Assert.Equal(("/sign-in", Page), (ended.Headers.Location?.AbsolutePath, held.Headers.Location?.ToString()));
    }

    [Fact]
    public async Task A_hash_of_a_lower_work_factor_is_replaced_at_the_next_sign_in()
    {
        using var folder = new TempFolder();
        await using (var before = await ScimifyApp.StartAsync(dataDirectory: folder.Path))
        {
            await before.PersonAsync(email: "ada@example.com", password: Password);
            Assert.Equal(1000u, await IterationsAsync(before));
        }

        await using var app = await ScimifyApp.StartAsync(
            dataDirectory: folder.Path, services: services => services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 2000));
        using var browser = app.NewBrowser();
        using var signedIn = await browser.SignInAsync("ada@example.com", Password);

        Assert.Equal(HttpStatusCode.Found, signedIn.StatusCode);
        Assert.Equal(2000u, await IterationsAsync(app));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(browser, "/people"));
    }

    private static async Task<uint> IterationsAsync(ScimifyApp app)
    {
        await using var db = app.NewContext();
        return BinaryPrimitives.ReadUInt32BigEndian(Convert.FromBase64String((await db.People.SingleAsync(Ct)).PasswordHash!).AsSpan(5));
    }

    private static Task<HttpResponseMessage> ChangeAsync(HttpClient browser, string current, string next) =>
        browser.SubmitAsync(Page, "password", null, ("Form.Current", current), ("Form.Password", next), ("Form.Repeated", next));

    private static async Task<HttpStatusCode> StatusAsync(HttpClient browser, string path)
    {
        using var answer = await browser.GetAsync(path, Ct);
        return answer.StatusCode;
    }

    private static async Task<List<string>> ActionsAsync(ScimifyApp app, string action)
    {
        await using var db = app.NewContext();
        return await db.AuditLog.Where(e => e.Action == action).Select(e => e.SubjectName).ToListAsync(Ct);
    }
}
