using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.People.Passwords;
using Scimify.Core.People.Sessions;
using Scimify.Core.Persistence;
using Scimify.Core.Requests;
using Scimify.Portal.Features.SignIn;
using Scimify.Portal.Host.Authentication;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Sessions;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Host;

/// <summary>Sessions that end without their person signing out: by hand, by idleness, by age.</summary>
public sealed class SessionEndTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_ended_from_elsewhere_is_over_with_the_next_request_and_the_audit_log_says_so()
    {
        await using var app = await ScimifyApp.StartAsync();
        var ada = await app.PersonAsync(PortalRole.Auditor, "ada@example.com");
        using var browser = new FormBrowser(app);
        await browser.SignInAsync("ada@example.com");
        var session = Assert.Single((await ListAsync(app, ada)).Items);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/integrations")).Status);

        await app.Services.GetRequiredService<SessionService>().RevokeAsync(ada, session.Id, Ct);

        Assert.Equal((HttpStatusCode.Found, 0), ((await browser.GetAsync("/integrations")).Status, (await ListAsync(app, ada)).Items.Count));
        await using var db = app.NewContext();
        var entry = Assert.Single(db.AuditLog.Where(e => e.Action == "session.revoke").ToList());
        Assert.Equal(("ada@example.com", "session", session.Id.ToString()), (entry.SubjectName, entry.SubjectKind, entry.SubjectId));
    }

    [Fact]
    public async Task The_settings_show_the_latest_sign_ins_failures_and_ended_sessions_of_the_organization()
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync(organization: "Acme");
        var ada = await app.PersonAsync(PortalRole.Operator, "ada@example.com", "Acme");
        await app.PersonAsync(PortalRole.Owner, "stranger@example.org", "Other");
        using var stranger = new FormBrowser(app);
        await stranger.SignInAsync("stranger@example.org", "wrong words entirely");
        using var browser = new FormBrowser(app);
        await browser.SignInAsync("ada@example.com", "wrong words entirely");
        await browser.SignInAsync("ada@example.com");

        await app.Services.GetRequiredService<SessionService>().RevokeAllOfAsync(owner, ada.Id!.Value, Ct);

        var latest = (await app.Services.GetRequiredService<SignInSettingsQuery>().RunAsync(owner, Ct)).Latest;
        Assert.Equal(
            [("session.revoke", "ada@example.com"), ("session.start", "ada@example.com"), ("session.fail", "ada@example.com")],
            latest.Select(entry => (entry.Action, entry.Person)));
        Assert.Equal("127.0.0.1", latest[^1].Address);
    }

    [Fact]
    public async Task Nobody_ends_a_session_of_somebody_else_but_an_owner_of_the_same_organization()
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync(organization: "Acme");
        var ada = await app.PersonAsync(PortalRole.Operator, "ada@example.com", "Acme");
        var otto = await app.PersonAsync(PortalRole.Operator, "otto@example.com", "Acme");
        var stranger = await app.PersonAsync(organization: "Other");
        var sessions = app.Services.GetRequiredService<SessionService>();
        var id = await sessions.StartAsync(ada, "password", null, Ct);

        await Assert.ThrowsAsync<NotFoundException>(() => sessions.RevokeAsync(otto, id, Ct));
        await Assert.ThrowsAsync<NotFoundException>(() => sessions.RevokeAsync(stranger, id, Ct));
        await Assert.ThrowsAsync<ForbiddenException>(() => sessions.RevokeAllOfAsync(otto, ada.Id!.Value, Ct));
        Assert.Equal(0, await sessions.RevokeAllOfAsync(stranger, ada.Id!.Value, Ct));
        Assert.True(await sessions.IsLiveAsync(id, ada.Id!.Value, Ct));
        await sessions.RevokeAsync(owner, id, Ct);
        Assert.False(await sessions.IsLiveAsync(id, ada.Id!.Value, Ct));
    }

    [Fact]
    public async Task Signing_out_everywhere_else_leaves_this_session_and_those_of_others()
    {
        await using var app = await ScimifyApp.StartAsync();
        var (ada, otto) = (await app.PersonAsync(), await app.PersonAsync());
        var sessions = app.Services.GetRequiredService<SessionService>();
        var (here, there, his) = (await sessions.StartAsync(ada, "password", null, Ct), await sessions.StartAsync(ada, "passkey", null, Ct), await sessions.StartAsync(otto, "password", null, Ct));

        Assert.Equal(1, await sessions.RevokeOwnAsync(ada with { Session = here }, Ct));

        Assert.True(await sessions.IsLiveAsync(here, ada.Id!.Value, Ct));
        Assert.False(await sessions.IsLiveAsync(there, ada.Id!.Value, Ct));
        Assert.True(await sessions.IsLiveAsync(his, otto.Id!.Value, Ct));
    }

    [Fact]
    public async Task A_session_that_nobody_uses_ends_after_the_idle_time_of_the_organization()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await ScimifyApp.StartAsync(clock: clock);
        var ada = await app.PersonAsync(email: "ada@example.com");
        await app.Services.GetRequiredService<SignInPolicyService>().SetAsync(app.Fresh(ada), SignInPolicy.Usual with { SessionIdleMinutes = 30 }, Ct);
        using var browser = new FormBrowser(app);
        await browser.SignInAsync("ada@example.com");
        for (var i = 0; i < 4; i++)
        {
            clock.Advance(TimeSpan.FromMinutes(29));
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/integrations")).Status);
        }

        clock.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal((HttpStatusCode.Found, 0), ((await browser.GetAsync("/integrations")).Status, (await ListAsync(app, ada)).Items.Count));
    }

    /// <summary>A page that is open looks every few seconds whether its session goes on.</summary>
    [Fact]
    public async Task Asking_whether_a_session_goes_on_is_no_use()
    {
        var clock = new FakeTimeProvider();
        await using var app = await ScimifyApp.StartAsync(clock: clock);
        var ada = await app.PersonAsync();
        var sessions = app.Services.GetRequiredService<SessionService>();
        var id = await sessions.StartAsync(ada, "password", null, Ct);
        clock.Advance(TimeSpan.FromMinutes(SignInPolicy.UsualIdleMinutes - 1));
        Assert.True(await sessions.IsLiveAsync(id, ada.Id!.Value, Ct));

        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.False(await sessions.IsLiveAsync(id, ada.Id!.Value, Ct));
    }

    [Fact]
    public async Task A_shorter_life_shortens_sessions_that_have_begun()
    {
        var clock = new FakeTimeProvider();
        await using var app = await ScimifyApp.StartAsync(clock: clock);
        var ada = await app.PersonAsync();
        var sessions = app.Services.GetRequiredService<SessionService>();
        var id = await sessions.StartAsync(ada, "password", null, Ct);
        clock.Advance(TimeSpan.FromHours(2));

        await app.Services.GetRequiredService<SignInPolicyService>().SetAsync(app.Fresh(ada), SignInPolicy.Usual with { SessionLifeHours = 2 }, Ct);

        Assert.False(await sessions.IsLiveAsync(id, ada.Id!.Value, Ct));
    }

    [Theory]
    [InlineData(4, 24, "sessionIdleMinutes")]
    [InlineData(1441, 24, "sessionIdleMinutes")]
    [InlineData(480, 0, "sessionLifeHours")]
    [InlineData(480, 721, "sessionLifeHours")]
    public void The_policy_has_bounds(int idleMinutes, int lifeHours, string field) =>
        Assert.NotNull(Assert.Throws<ValidationFailedException>(new SignInPolicy(idleMinutes, lifeHours, []).Check).Of(field));

    [Fact]
    public async Task Uses_are_written_at_most_once_a_minute_and_other_servers_see_them()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Postgres);
        var clock = new FakeTimeProvider();
        await using var first = await StartAsync(database, clock);
        await using var second = await StartAsync(database, clock);
        var ada = await first.PersonAsync();
        var id = await first.Services.GetRequiredService<SessionService>().StartAsync(ada, "password", null, Ct);
        var uses = first.Services.GetRequiredService<SessionUses>();
        var start = clock.GetUtcNow();
        clock.Advance(TimeSpan.FromMinutes(5));
        uses.Note(id);
        await uses.FlushAsync(Ct);
        clock.Advance(TimeSpan.FromSeconds(30));
        uses.Note(id);
        await uses.FlushAsync(Ct);

        Assert.Equal(TimeSpan.FromMinutes(5), await LastUseAsync(second, id) - start);
        clock.Advance(TimeSpan.FromMinutes(1));
        await uses.FlushAsync(Ct);
        Assert.Equal(TimeSpan.FromMinutes(5.5), await LastUseAsync(second, id) - start);
    }

    [Theory]
    [InlineData("revoked")]
    [InlineData("signed out")]
    [InlineData("locked")]
    [InlineData("another role")]
    [InlineData("another password")]
    [InlineData("removed")]
    public async Task A_session_ended_on_one_server_is_over_there_at_once_and_on_the_other_within_five_seconds(string what)
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Postgres);
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var first = await StartAsync(database, null);
        await using var second = await StartAsync(database, clock);
        var (owner, ada) = (await first.PersonAsync(organization: "Acme"), await first.PersonAsync(PortalRole.Operator, organization: "Acme", password: "a sunny day in Bergen"));
        var sessions = first.Services.GetRequiredService<SessionService>();
        var id = await sessions.StartAsync(ada, "password", null, Ct);
        var page = ScimifyClaims.Principal((await first.Services.GetRequiredService<PersonStates>().FindAsync(ada.Id!.Value, Ct))!, IdentityConstants.ApplicationScheme);
        page.Identities.Single().AddClaim(new Claim(ScimifyClaims.Session, id.ToString()));
        var elsewhere = second.Services.GetRequiredService<SessionService>();
        Assert.True(await elsewhere.IsLiveAsync(id, ada.Id!.Value, Ct));
        Assert.NotNull(await ActorOfCircuitAsync(first, page));
        var people = first.Services.GetRequiredService<PeopleService>();

        await (what switch
        {
            "revoked" => sessions.RevokeAsync(owner, id, Ct),
            "signed out" => sessions.EndAsync(ada, id, Ct),
            "locked" => people.LockAsync(owner, ada.Id.Value, Ct),
            "another role" => people.ChangeRoleAsync(owner, ada.Id.Value, PortalRole.Auditor, Ct),
            "another password" => first.Services.GetRequiredService<PasswordService>().ChangeAsync(ada, "a sunny day in Bergen", "a rainy day in Bergen", Ct),
            _ => people.RemoveAsync(owner, ada.Id.Value, Ct),
        });
        Assert.Null(await ActorOfCircuitAsync(first, page));
        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.False(await elsewhere.IsLiveAsync(id, ada.Id.Value, Ct));
        Assert.Null(await ActorOfCircuitAsync(second, page));
    }

    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36", "Chrome on Windows")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15", "Safari on macOS")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1", "Safari on iPhone")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox on Linux")]
    [InlineData("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36", "Chrome on Android")]
    [InlineData("curl/8.5.0", "Unknown device")]
    [InlineData(null, "Unknown device")]
    public void A_device_is_told_in_plain_words(string? userAgent, string words) => Assert.Equal(words, DeviceWords.Of(userAgent));

    /// <summary>An open page asks for it at each thing that its person does. Without an actor, it does nothing.</summary>
    private static ValueTask<Actor?> ActorOfCircuitAsync(ScimifyApp app, ClaimsPrincipal page) => app.Services.GetRequiredService<ActorAccessor>().FindAsync(page, null, Ct);

    private static Task<ResultPage<SessionView>> ListAsync(ScimifyApp app, Actor person) =>
        app.Services.GetRequiredService<SessionsQuery>().OwnAsync(person, new PageRequest(1, 50), Ct);

    private static async Task<DateTimeOffset> LastUseAsync(ScimifyApp app, Guid id)
    {
        await using var db = app.NewContext();
        return db.Sessions.Single(s => s.Id == id).LastUsedAt;
    }

    private static Task<ScimifyApp> StartAsync(TestDatabase database, TimeProvider? clock) => ScimifyApp.StartAsync(
        new Dictionary<string, string?>
        {
            ["Scimify:Database:Provider"] = "Postgres",
            ["ConnectionStrings:Scimify"] = database.PostgresConnectionString,
        },
        clock);
}
