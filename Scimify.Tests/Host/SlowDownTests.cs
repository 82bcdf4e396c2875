using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.People.SignIns;
using Scimify.Portal.Host.Authentication;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Host;

/// <summary>Wrong passwords at the sign-in form: whoever guesses waits, and nobody else does.</summary>
public sealed class SlowDownTests
{
    private const string Password = "correct horse battery";
    private const string Wrong = "not the password";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The attack: five wrong passwords of a stranger used to lock anybody out for a quarter of an hour, and again, for ever.</summary>
    [Fact]
    public async Task A_stranger_who_goes_on_failing_keeps_nobody_out()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await StartAsync(clock);
        var owner = await app.PersonAsync(password: Password);
        using var stranger = app.NewBrowser();
        using var person = app.NewBrowser();
        for (var i = 0; i < 3 * SlowDown.FreeFailures; i++)
        {
            (await FromAsync(stranger, "198.51.100.7", owner.Name, Wrong)).Dispose();
            clock.Advance(TimeSpan.FromSeconds(10));
        }

        using var refused = await FromAsync(stranger, "198.51.100.7", owner.Name, Password);
        using var signedIn = await FromAsync(person, "192.0.2.1", owner.Name, Password);

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.Found), (refused.StatusCode, signedIn.StatusCode));
    }

    [Fact]
    public async Task Whoever_has_signed_in_here_before_does_not_wait_for_a_stranger_at_the_same_address()
    {
        await using var app = await StartAsync();
        var owner = await app.PersonAsync(password: Password);
        var bob = await app.PersonAsync(PortalRole.Auditor, password: Password);
        using var known = app.NewBrowser();
        using var bobs = app.NewBrowser();
        using var stranger = app.NewBrowser();
        (await FromAsync(known, "192.0.2.1", owner.Name, Password)).Dispose();
        (await FromAsync(bobs, "192.0.2.1", bob.Name, Password)).Dispose();
        for (var i = 0; i < SlowDown.FreeFailures; i++)
        {
            (await FromAsync(stranger, "192.0.2.1", owner.Name, Wrong)).Dispose();
        }

        using var again = await FromAsync(known, "192.0.2.1", owner.Name, Password);
        using var ofSomebodyElse = await FromAsync(bobs, "192.0.2.1", owner.Name, Password);

        Assert.Equal((HttpStatusCode.Found, HttpStatusCode.TooManyRequests), (again.StatusCode, ofSomebodyElse.StatusCode));
    }

    [Fact]
    public async Task Nor_for_one_who_tries_many_accounts()
    {
        await using var app = await StartAsync();
        var owner = await app.PersonAsync(password: Password);
        using var known = app.NewBrowser();
        using var stranger = app.NewBrowser();
        (await FromAsync(known, "192.0.2.1", owner.Name, Password)).Dispose();
        var last = HttpStatusCode.OK;
        for (var i = 0; i < 21; i++)
        {
            using var answer = await FromAsync(stranger, "192.0.2.1", $"somebody-{i}@example.com", Wrong);
            last = answer.StatusCode;
        }

        using var again = await FromAsync(known, "192.0.2.1", owner.Name, Password);

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.Found), (last, again.StatusCode));
    }

    [Fact]
    public async Task A_stolen_cookie_of_a_device_gives_no_more_attempts_than_anybody_has()
    {
        await using var app = await StartAsync();
        var owner = await app.PersonAsync(password: Password);
        using var thief = app.NewBrowser();
        (await FromAsync(thief, "192.0.2.1", owner.Name, Password)).Dispose();
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i <= SlowDown.FreeFailures; i++)
        {
            using var answer = await FromAsync(thief, $"203.0.113.{i}", owner.Name, Wrong);
            answers.Add(answer.StatusCode);
        }

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.Unauthorized, SlowDown.FreeFailures), HttpStatusCode.TooManyRequests], answers);
    }

    [Fact]
    public async Task A_cookie_that_was_made_up_is_none()
    {
        await using var app = await StartAsync();
        var owner = await app.PersonAsync(password: Password);
        var cookies = new CookieContainer();
        cookies.Add(app.BaseAddress, new Cookie(KnownDevice.CookieName, $"{owner.Id} 00 9999999999"));
        using var browser = app.NewBrowser(cookies);

        using var answer = await browser.SignInAsync(owner.Name, Password);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }

    /// <summary>Otherwise the wait itself would tell.</summary>
    [Fact]
    public async Task The_wait_does_not_tell_whether_an_address_exists()
    {
        await using var app = await StartAsync();
        var owner = await app.PersonAsync(password: Password);
        using var browser = app.NewBrowser();
        var answers = new List<List<string>>();
        foreach (var email in new[] { owner.Name, "nobody@example.com" })
        {
            var seen = new List<string>();
            for (var i = 0; i <= SlowDown.FreeFailures; i++)
            {
                using var answer = await FromAsync(browser, $"198.51.100.{answers.Count}", email, Wrong);
                var html = await answer.Content.ReadAsStringAsync(Ct);
                seen.Add($"{(int)answer.StatusCode} {html.Contains("is not right", StringComparison.Ordinal)} {html.Contains("too many wrong passwords", StringComparison.Ordinal)}");
            }

            answers.Add(seen);
        }

        Assert.Equal(answers[0], answers[1]);
        Assert.Equal("429 False True", answers[0][^1]);
    }

    [Fact]
    public async Task The_owner_sees_it_in_the_log_and_at_the_person_and_can_end_it()
    {
        await using var app = await StartAsync();
        var owner = await app.PersonAsync(password: Password);
        var ada = await app.PersonAsync(PortalRole.Auditor, password: Password);
        using var browser = app.NewBrowser();
        for (var i = 0; i < SlowDown.FreeFailures + 2; i++)
        {
            (await FromAsync(browser, "198.51.100.7", ada.Name, Wrong)).Dispose();
        }

        var people = app.Services.GetRequiredService<PeopleService>();
        Assert.NotNull((await people.GetAsync(owner, ada.Id!.Value, Ct)).SlowedUntil);
        Assert.Null((await people.GetAsync(owner, owner.Id!.Value, Ct)).SlowedUntil);
        await using (var db = app.NewContext())
        {
            var entry = Assert.Single(await db.AuditLog.Where(e => e.Action == "person.slowdown").ToListAsync(Ct));
            Assert.Equal((ada.Name, "system", "198.51.100.7"), (entry.SubjectName, entry.ActorKind, entry.SourceAddress));
            Assert.Equal(SlowDown.FreeFailures, await db.AuditLog.CountAsync(e => e.Action == "session.fail", Ct));
        }

        await people.UnlockAsync(owner, ada.Id.Value, Ct);

        Assert.Null((await people.GetAsync(owner, ada.Id.Value, Ct)).SlowedUntil);
        using var signedIn = await FromAsync(browser, "198.51.100.7", ada.Name, Password);
        Assert.Equal(HttpStatusCode.Found, signedIn.StatusCode);
    }

    [Fact]
    public async Task Tokens_go_on_whatever_happens_at_the_sign_in()
    {
        await using var app = await StartAsync();
        var owner = await app.PersonAsync(password: Password);
        var token = await app.PersonalAccessTokenAsync(owner);
        using var browser = app.NewBrowser();
        for (var i = 0; i < SlowDown.FreeFailures + 1; i++)
        {
            (await browser.SignInAsync(owner.Name, Wrong)).Dispose();
        }

        using var api = app.NewClient(apiKey: token);
        using var answer = await api.GetAsync("/api/v1/integrations", Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>Each test decides where a request comes from.</summary>
    private static Task<ScimifyApp> StartAsync(TimeProvider? clock = null) =>
        ScimifyApp.StartAsync(new Dictionary<string, string?> { ["Scimify:ForwardedHeaders:Enabled"] = "true" }, clock);

    private static Task<HttpResponseMessage> FromAsync(HttpClient browser, string address, string email, string password)
    {
        browser.DefaultRequestHeaders.Remove("X-Forwarded-For");
        browser.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return browser.SignInAsync(email, password, "/sign-in?Again=true");    // the form, also for somebody who is signed in
    }
}
