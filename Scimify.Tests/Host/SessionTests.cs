using System.Net;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Scimify.Core.People;
using Scimify.Core.People.Sessions;
using Scimify.Portal.Features.SignIn;
using Scimify.Portal.Host.Authentication;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Host;

/// <summary>The console's cookie, from the sign-in form to its end.</summary>
public sealed class SessionTests
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

    [Fact]
    public async Task A_stronger_hash_of_the_same_password_ends_no_session()
    {
        await using var app = await ScimifyApp.StartAsync();
        var ada = await app.PersonAsync(password: Password);
        var weak = new PasswordHasher<Person>(Options.Create(new PasswordHasherOptions { IterationCount = 10 })).HashPassword(new Person(), Password);
        await app.Services.GetRequiredService<Core.Persistence.Database.ScimifyDatabase>().WriteAsync(
            session => session.Execute("UPDATE people SET password_hash = @p1 WHERE id = @p0", ada.Id!.Value.ToString(), weak), Ct);
        var id = await app.Services.GetRequiredService<SessionService>().StartAsync(ada, "password", null, Ct);
        var stamp = StampOf(app);
        using var browser = NewBrowser(app);

        using var signedIn = await SignInAsync(browser, ada.Name, Password);
        using var page = await browser.GetAsync("/integrations", Ct);

        await using var db = app.NewContext();
        Assert.NotEqual(weak, db.People.Single().PasswordHash);
        Assert.Equal((stamp, HttpStatusCode.OK), (StampOf(app), page.StatusCode));
        Assert.True(await app.Services.GetRequiredService<SessionService>().IsLiveAsync(id, ada.Id!.Value, Ct));
    }

    private static string? StampOf(ScimifyApp app)
    {
        using var db = app.NewContext();
        return db.People.Single().SecurityStamp;
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
    public async Task A_copy_of_the_cookie_opens_nothing_after_its_owner_signed_out()
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync(password: Password);
        using var browser = NewBrowser(app);
        using var signedIn = await SignInAsync(browser, owner.Name, Password);
        var copy = CookieOf(signedIn);
        var before = await StatusWithAsync(app, copy);

        using var signedOut = await PostAsync(browser, "/integrations", null, "/sign-out");

        Assert.Equal("/sign-in", signedOut.Headers.Location?.ToString());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Found), (before, await StatusWithAsync(app, copy)));
        Assert.Equal(["session.start", "session.end"], await SessionActionsAsync(app, owner.Name));
    }

    [Fact]
    public async Task Whoever_signs_in_again_ends_the_session_that_the_browser_had()
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync(password: Password);
        using var browser = NewBrowser(app);
        using var first = await SignInAsync(browser, owner.Name, Password);
        var copy = CookieOf(first);

        using var again = await SignInAsync(browser, owner.Name, Password, "/sign-in?Again=true");
        using var page = await browser.GetAsync("/integrations", Ct);

        Assert.Equal((HttpStatusCode.Found, HttpStatusCode.OK), (await StatusWithAsync(app, copy), page.StatusCode));
        Assert.Equal(["session.start", "session.end", "session.start"], await SessionActionsAsync(app, owner.Name));
    }

    [Fact]
    public async Task A_session_ends_after_a_day_however_much_it_is_used()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await ScimifyApp.StartAsync(clock: clock);
        var owner = await app.PersonAsync(password: Password);
        using var browser = NewBrowser(app);
        using var signedIn = await SignInAsync(browser, owner.Name, Password);
        var hours = 0;
        for (var status = HttpStatusCode.OK; status == HttpStatusCode.OK && hours < 50; hours += 3)
        {
            clock.Advance(TimeSpan.FromHours(3));
            using var page = await browser.GetAsync("/integrations", Ct);
            status = page.StatusCode;
        }

        Assert.Equal(SignInPolicy.UsualLifeHours, hours);
    }

    [Fact]
    public async Task A_failed_sign_in_is_in_the_audit_log_of_every_organization_that_knows_the_address()
    {
        await using var app = await ScimifyApp.StartAsync();
        await app.PersonAsync(email: "ada@example.com", organization: "Acme", password: Password);
        await app.PersonAsync(email: "ada@example.com", organization: "Other", password: "another battery horse");
        using var browser = NewBrowser(app);

        using var refused = await SignInAsync(browser, "ada@example.com", "not the password");

        Assert.Equal(["session.fail", "session.fail"], await SessionActionsAsync(app, "ada@example.com"));
        await using var db = app.NewContext();
        Assert.Equal(2, db.AuditLog.Where(e => e.Action == "session.fail").Select(e => e.OrganizationKey).Distinct().Count());
        Assert.All(db.AuditLog.Where(e => e.Action == "session.fail").ToList(), e => Assert.Equal(("system", "sign-in", "127.0.0.1"), (e.ActorKind, e.ActorName, e.SourceAddress)));
    }

    [Fact]
    public async Task Where_two_organizations_know_an_address_the_password_tells_which_one_is_meant()
    {
        await using var app = await ScimifyApp.StartAsync();
        var acme = await app.PersonAsync(email: "ada@example.com", organization: "Acme", password: Password);
        var other = await app.PersonAsync(email: "ada@example.com", organization: "Other", password: "another battery horse");
        using var scope = app.Services.CreateScope();
        var check = scope.ServiceProvider.GetRequiredService<PasswordCheck>();

        var found = new List<Guid?>();
        for (var i = 0; i < 6; i++)
        {
            found.Add(IdOf(await check.FindAsync(new DefaultHttpContext(), "ada@example.com", Password, preferred: null)));
        }

        Assert.All(found, id => Assert.Equal(acme.Id, id));
        Assert.Equal(other.Id, IdOf(await check.FindAsync(new DefaultHttpContext(), " ADA@example.com", "another battery horse", preferred: null)));
    }

    private static Guid? IdOf(PasswordOutcome outcome) => outcome is PasswordOutcome.Right right ? right.Person.Id : null;

    [Fact]
    public async Task The_time_does_not_tell_whether_an_address_is_known_locked_invited_or_known_twice()
    {
        var hasher = new CountingHasher();
        await using var app = await ScimifyApp.StartAsync(services: services => services.AddSingleton<IPasswordHasher<Person>>(hasher));
        await app.PersonAsync(email: "known@example.com");
        await app.PersonAsync(email: "twice@example.com", organization: "Acme");
        await app.PersonAsync(email: "twice@example.com", organization: "Other");
        var locked = await app.PersonAsync(email: "locked@example.com");
        await app.Services.GetRequiredService<PeopleService>().InviteAsync(await app.PersonAsync(), "invited@example.com", PortalRole.Auditor, Ct);
        await app.Services.GetRequiredService<PeopleService>().LockAsync(await app.PersonAsync(), locked.Id!.Value, Ct);

        var hashes = new List<int>();
        foreach (var email in new[] { "known@example.com", "twice@example.com", "locked@example.com", "invited@example.com", "unknown@example.com" })
        {
            using var browser = NewBrowser(app);
            var before = hasher.Count;
            using var refused = await SignInAsync(browser, email, "not the password");
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            hashes.Add(hasher.Count - before);
        }

        Assert.Equal([2, 2, 2, 2, 2], hashes);
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

    [Theory]
    [InlineData("/sign-in", true, true, HttpStatusCode.Found)]
    [InlineData("/sign-in?ReturnUrl=%2Fa%C3%A4%E2%80%A8", true, true, HttpStatusCode.Found)]
    [InlineData("/sign-in", true, false, HttpStatusCode.BadRequest)]
    [InlineData("/sign-in", false, true, HttpStatusCode.BadRequest)]
    [InlineData("/sign-in", false, false, HttpStatusCode.BadRequest)]
    public async Task Whatever_a_form_lacks_and_wherever_it_leads_is_no_error_of_the_server(string path, bool email, bool password, HttpStatusCode status)
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync(password: Password);
        using var browser = NewBrowser(app);

        using var answer = await SignInAsync(browser, email ? owner.Name : null, password ? Password : null, path);

        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData(false, null, null)]
    [InlineData(true, null, null)]
    [InlineData(true, "ada@example.com", null)]
    [InlineData(true, null, Password)]
    public async Task Whatever_the_set_up_form_lacks_is_named_and_nobody_is_created(bool code, string? email, string? password)
    {
        await using var app = await ScimifyApp.StartAsync();
        using var browser = NewBrowser(app);

        using var answer = await PostAsync(browser, "/setup", "setup", null, ("Form.Code", code ? app.FirstOwnerCode : null), ("Form.Email", email), ("Form.Password", password));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.NotNull(app.Invitation);
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

    [Fact]
    public async Task Somebody_who_is_signed_in_can_sign_in_again_and_is_back_where_they_were()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await ScimifyApp.StartAsync(clock: clock);
        var owner = await app.PersonAsync(password: Password);
        using var browser = NewBrowser(app);
        using var first = await SignInAsync(browser, owner.Name, Password);
        var before = await SignedInAtAsync(app, first);
        clock.Advance(TimeSpan.FromMinutes(11));

        const string again = "/sign-in?again=true&returnUrl=%2Fpeople";
        using var usual = await browser.GetAsync("/sign-in", Ct);
        var form = await browser.GetStringAsync(again, Ct);
        using var second = await SignInAsync(browser, owner.Name, Password, again);

        Assert.Equal(HttpStatusCode.Found, usual.StatusCode);
        Assert.Contains("Sign in again", form, StringComparison.Ordinal);
        Assert.Contains($"value=\"{owner.Name}\"", form, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Found, "/people"), (second.StatusCode, second.Headers.Location?.AbsolutePath));
        Assert.Equal(TimeSpan.FromMinutes(11), await SignedInAtAsync(app, second) - before);
    }

    /// <summary>Otherwise whoever keeps a page open would stay fresh.</summary>
    [Fact]
    public async Task Use_gives_no_new_cookie_so_the_time_of_the_sign_in_stays()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await ScimifyApp.StartAsync(clock: clock);
        var owner = await app.PersonAsync(password: Password);
        using var browser = NewBrowser(app);
        using var signedIn = await SignInAsync(browser, owner.Name, Password);
        clock.Advance(TimeSpan.FromHours(5));

        using var page = await browser.GetAsync("/people", Ct);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.False(page.Headers.TryGetValues("Set-Cookie", out var set) && set.Any(c => c.StartsWith("scimify.session=", StringComparison.Ordinal)));
    }

    /// <summary>What the server reads from the cookie that an answer sets.</summary>
    private static async Task<DateTimeOffset?> SignedInAtAsync(ScimifyApp app, HttpResponseMessage answer)
    {
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("scimify.session=", StringComparison.Ordinal)).Split(';')[0]["scimify.session=".Length..];
        var ticket = app.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme).TicketDataFormat.Unprotect(cookie);
        return (await app.Services.GetRequiredService<ActorAccessor>().GetAsync(ticket!.Principal, null, Ct)).AuthenticatedAt;
    }

    private static HttpClient NewBrowser(ScimifyApp app) => app.NewBrowser();

    private static string CookieOf(HttpResponseMessage signedIn) =>
        signedIn.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("scimify.session=", StringComparison.Ordinal)).Split(';')[0];

    private static async Task<HttpStatusCode> StatusWithAsync(ScimifyApp app, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/integrations");
        request.Headers.Add("Cookie", cookie);
        using var answer = await app.Client.SendAsync(request, Ct);
        return answer.StatusCode;
    }

    private static async Task<List<string>> SessionActionsAsync(ScimifyApp app, string subject)
    {
        await using var db = app.NewContext();
        return [.. db.AuditLog.Where(e => e.Action.StartsWith("session.") && e.SubjectName == subject).OrderBy(e => e.Key).Select(e => e.Action)];
    }

    private static Task<HttpResponseMessage> SignInAsync(HttpClient browser, string? email, string? password, string path = "/sign-in") =>
        browser.SignInAsync(email, password, path);

    private static Task<HttpResponseMessage> PostAsync(HttpClient browser, string page, string? handler, string? path, params (string Name, string? Value)[] fields) =>
        browser.SubmitAsync(page, handler, path, fields);
}
