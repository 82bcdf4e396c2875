using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.People.Factors;
using Scimify.Core.People.Sessions;
using Scimify.Core.Persistence;
using Scimify.Core.Requests;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Host;

/// <summary>What stands between the right password and a session.</summary>
public sealed class SecondStepTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private ScimifyApp? _app;
    private Actor? _ada;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ScimifyApp App => _app!;

    private Actor Ada => App.Fresh(_ada!);

    private FactorService Factors => App.Services.GetRequiredService<FactorService>();

    public async ValueTask InitializeAsync()
    {
        _app = await ScimifyApp.StartAsync(clock: _clock);
        _ada = await App.PersonAsync(email: "ada@example.com");
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    [Fact]
    public async Task The_right_password_alone_is_no_session_for_whoever_has_an_app()
    {
        await SetUpAsync();
        using var browser = new FormBrowser(App);

        var answer = await browser.SignInAsync("ada@example.com", page: "/sign-in?returnUrl=%2Fpeople");
        var page = await browser.GetAsync("/integrations");

        Assert.Equal((HttpStatusCode.Found, "/sign-in/code?remember=false&returnUrl=%2Fpeople"), (answer.Status, answer.Location));
        Assert.Equal(["scimify.second-step"], answer.Cookies);
        Assert.Equal(HttpStatusCode.Found, page.Status);
        Assert.Empty(await ActionsAsync("session.start"));
    }

    [Fact]
    public async Task A_code_of_the_app_signs_in_and_the_audit_log_names_the_factor()
    {
        var (key, _) = await SetUpAsync();
        using var browser = new FormBrowser(App);
        await browser.SignInAsync("ada@example.com");
        _clock.Advance(TimeSpan.FromMinutes(1));

        var answer = await browser.CodeAsync(Totp.CodeAt(key, _clock.GetUtcNow()));

        Assert.Equal((HttpStatusCode.Found, "/"), (answer.Status, answer.Location));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/integrations")).Status);
        Assert.Contains("password and authenticator app", Assert.Single(await ActionsAsync("session.start")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_is_accepted_once_also_the_one_that_set_the_app_up()
    {
        var (key, _) = await SetUpAsync();
        var setUp = Totp.CodeAt(key, _clock.GetUtcNow());
        using var first = new FormBrowser(App);
        using var second = new FormBrowser(App);
        await first.SignInAsync("ada@example.com");
        await second.SignInAsync("ada@example.com");

        Assert.Equal(HttpStatusCode.Unauthorized, (await first.CodeAsync(setUp)).Status);
        _clock.Advance(TimeSpan.FromMinutes(1));
        var code = Totp.CodeAt(key, _clock.GetUtcNow());
        Assert.Equal((HttpStatusCode.Found, HttpStatusCode.Unauthorized), ((await first.CodeAsync(code)).Status, (await second.CodeAsync(code)).Status));
        Assert.Equal(2, (await ActionsAsync("session.fail")).Count(after => after.Contains("authenticatorApp", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_recovery_code_signs_in_once()
    {
        var (_, codes) = await SetUpAsync();
        using var first = new FormBrowser(App);
        using var second = new FormBrowser(App);
        await first.SignInAsync("ada@example.com");
        await second.SignInAsync("ada@example.com");

        var used = await first.CodeAsync(codes[3]);
        var again = await second.CodeAsync(codes[3]);

        Assert.Equal((HttpStatusCode.Found, HttpStatusCode.Unauthorized), (used.Status, again.Status));
        Assert.Equal(RecoveryCodes.Count - 1, (await Factors.OwnAsync(Ada, Ct)).RecoveryCodesLeft);
        Assert.Contains("password and recovery code", Assert.Single(await ActionsAsync("session.start")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_five_wrong_codes_the_right_one_has_to_wait()
    {
        var (key, _) = await SetUpAsync();
        using var browser = new FormBrowser(App);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await browser.SignInAsync("ada@example.com");
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await browser.CodeAsync("wrong-" + i)).Status);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await browser.CodeAsync(Totp.CodeAt(key, _clock.GetUtcNow()))).Status);
        _clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(CodeTry.Allowed, await App.Services.GetRequiredService<IFactorStore>().TryAsync(_ada!.Id!.Value, _clock.GetUtcNow(), Ct));
    }

    [Fact]
    public async Task The_pause_after_wrong_codes_is_in_the_audit_log_once_and_an_owner_sees_and_ends_it()
    {
        var (key, _) = await SetUpAsync();
        var people = App.Services.GetRequiredService<PeopleService>();
        using var browser = new FormBrowser(App);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await browser.SignInAsync("ada@example.com");
        for (var i = 0; i < 4; i++)
        {
            await browser.CodeAsync("wrong-" + i);
        }

        Assert.Empty(await ActionsAsync("person.slowdown"));
        await browser.CodeAsync("wrong-4");
        await browser.CodeAsync("wrong-5");
        Assert.Contains("recoveryCode", Assert.Single(await ActionsAsync("person.slowdown")), StringComparison.Ordinal);
        Assert.NotNull((await people.GetAsync(Ada, Ada.Id!.Value, Ct)).SlowedUntil);

        await people.UnlockAsync(Ada, Ada.Id!.Value, Ct);

        Assert.Null((await people.GetAsync(Ada, Ada.Id!.Value, Ct)).SlowedUntil);
        Assert.Equal(HttpStatusCode.Found, (await browser.CodeAsync(Totp.CodeAt(key, _clock.GetUtcNow()))).Status);
    }

    [Fact]
    public async Task Two_servers_that_get_a_code_at_once_accept_it_once()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Postgres);
        var settings = new Dictionary<string, string?> { ["Scimify:Database:Provider"] = "Postgres", ["ConnectionStrings:Scimify"] = database.PostgresConnectionString };
        await using var first = await ScimifyApp.StartAsync(settings);
        await using var second = await ScimifyApp.StartAsync(settings);
        var ada = await first.PersonAsync();
        var (key, now) = (Totp.NewKey(), TimeProvider.System.GetUtcNow());
        var codes = await first.Services.GetRequiredService<FactorService>().AddAppAsync(ada, key, Totp.CodeAt(key, now), Ct);
        IFactorStore[] stores = [first.Services.GetRequiredService<IFactorStore>(), second.Services.GetRequiredService<IFactorStore>()];
        var step = now.ToUnixTimeSeconds() / 30;

        for (var i = 1; i <= RecoveryCodes.Count; i++)
        {
            var (next, hash) = (step + 10 + i, RecoveryCodes.Hash(codes[i - 1]));
            Assert.Single(await Task.WhenAll(stores.Select(store => store.UseStepAsync(ada.Id!.Value, next, Ct))), used => used);
            Assert.Single(await Task.WhenAll(stores.Select(store => store.UseCodeAsync(ada.Id!.Value, hash, Ct))), used => used);
        }
    }

    [Fact]
    public async Task The_pages_of_the_second_step_lead_to_the_first_without_it()
    {
        using var browser = new FormBrowser(App);
        Assert.Equal("/sign-in", (await browser.GetAsync("/sign-in/code")).Location);
        Assert.Equal("/sign-in", (await browser.GetAsync("/sign-in/enrol")).Location);
    }

    [Fact]
    public async Task Whoever_needs_a_factor_and_has_none_reaches_nothing_but_its_enrolment()
    {
        await SetUpAsync();
        await App.Services.GetRequiredService<SignInPolicyService>().SetAsync(Ada, SignInPolicy.Usual with { SecondFactorFor = [PortalRole.Owner, PortalRole.Operator] }, Ct);
        await App.PersonAsync(PortalRole.Operator, "otto@example.com");
        using var browser = new FormBrowser(App);
        using var stranger = new FormBrowser(App);
        await browser.SignInAsync("otto@example.com");

        var code = await browser.GetAsync("/sign-in/code");
        Assert.StartsWith("/sign-in/enrol?", code.Location, StringComparison.Ordinal);
        var routes = Routes().Distinct().ToList();
        Assert.True(routes.Count > 60, $"Only {routes.Count} routes were found.");
        foreach (var (method, path) in routes)
        {
            var (theirs, nobodys) = (await browser.SendAsync(method, path), await stranger.SendAsync(method, path));
            Assert.Equal((method, path, nobodys.Status, WithoutRequest(nobodys.Location)), (method, path, theirs.Status, WithoutRequest(theirs.Location)));
        }
    }

    /// <summary>Each request has an ID of its own.</summary>
    private static string? WithoutRequest(string? location) => location?.Split("&request=")[0];

    /// <summary>Pages, endpoints and files of the console by every method; the other interfaces, which take no cookie, by GET.</summary>
    private IEnumerable<(string Method, string Path)> Routes() =>
        from endpoint in App.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        let path = "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment =>
            string.Concat(segment.Parts.Select(part => part is RoutePatternLiteralPart literal ? literal.Content : Guid.Empty.ToString()))))
        where path is not ("/sign-in/code" or "/sign-in/enrol") && !path.StartsWith("/_blazor", StringComparison.Ordinal)
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        where method == "GET" || (method != "HEAD" && !path.StartsWith("/api", StringComparison.Ordinal) && !path.StartsWith("/scim", StringComparison.Ordinal))
        select (method, path);

    [Fact]
    public async Task Enrolment_signs_in_and_shows_the_recovery_codes()
    {
        await SetUpAsync();
        await App.Services.GetRequiredService<SignInPolicyService>().SetAsync(Ada, SignInPolicy.Usual with { SecondFactorFor = [PortalRole.Owner, PortalRole.Operator] }, Ct);
        var otto = await App.PersonAsync(PortalRole.Operator, "otto@example.com");
        var key = Totp.NewKey();
        using var browser = new FormBrowser(App);
        await browser.SignInAsync("otto@example.com");

        var wrong = await browser.PostAsync("/sign-in/enrol", "enrol", null, ("Form.Key", key), ("Form.Code", "000000x"));
        var right = await browser.PostAsync("/sign-in/enrol", "enrol", null, ("Form.Key", key), ("Form.Code", Totp.CodeAt(key, _clock.GetUtcNow())));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (wrong.Status, right.Status));
        Assert.Contains("scimify.session", right.Cookies);
        Assert.Equal(RecoveryCodes.Count, (await Factors.OwnAsync(otto, Ct)).RecoveryCodesLeft);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/integrations")).Status);
        Assert.Contains("authenticatorApp", (await ActionsAsync("factor.add"))[1], StringComparison.Ordinal);
    }

    /// <summary>Otherwise a password would be enough to put one's own phone in place of the other.</summary>
    [Fact]
    public async Task Whoever_has_a_factor_cannot_enrol_another_one_with_the_password_alone()
    {
        await SetUpAsync();
        using var browser = new FormBrowser(App);
        await browser.SignInAsync("ada@example.com");

        Assert.Equal("/sign-in", (await browser.GetAsync("/sign-in/enrol")).Location);
    }

    [Fact]
    public async Task An_owner_removes_the_factors_of_somebody_who_is_told_at_the_next_sign_in()
    {
        await SetUpAsync();
        var owner = await App.PersonAsync(email: "owner@example.com");
        var session = await App.Services.GetRequiredService<SessionService>().StartAsync(Ada, "password and authenticator app", null, Ct);
        await Assert.ThrowsAsync<SignInNotFreshException>(() => Factors.ResetAsync(owner with { AuthenticatedAt = DateTimeOffset.UnixEpoch }, Ada.Id!.Value, Ct));
        var auditor = await App.PersonAsync(PortalRole.Auditor);
        await Assert.ThrowsAsync<ForbiddenException>(() => Factors.ResetAsync(auditor, Ada.Id!.Value, Ct));
        var stranger = await App.PersonAsync(organization: "Another");
        await Assert.ThrowsAsync<NotFoundException>(() => Factors.ResetAsync(stranger, Ada.Id!.Value, Ct));

        await Factors.ResetAsync(owner, Ada.Id!.Value, Ct);

        Assert.False(await App.Services.GetRequiredService<SessionService>().IsLiveAsync(session, Ada.Id!.Value, Ct));
        await Assert.ThrowsAsync<NotFoundException>(() => Factors.ResetAsync(owner, Ada.Id!.Value, Ct));
        await using (var db = App.NewContext())
        {
            var audit = db.AuditLog.Single(e => e.Action == "factor.remove");
            Assert.Equal(("owner@example.com", "ada@example.com", """{"factor":"all"}"""), (audit.ActorName, audit.SubjectName, audit.Before));
        }

        using var browser = new FormBrowser(App);
        Assert.Equal("/profile", (await browser.SignInAsync("ada@example.com", page: "/sign-in?returnUrl=%2Fpeople")).Location);
        var told = (await Factors.OwnAsync(Ada, Ct)).Reset;
        Assert.Equal(("owner@example.com", _clock.GetUtcNow().ToUnixTimeSeconds()), (told!.Who, told.At.ToUnixTimeSeconds()));
        await Factors.ReadResetAsync(Ada, Ct);
        using var again = new FormBrowser(App);
        Assert.Equal("/people", (await again.SignInAsync("ada@example.com", page: "/sign-in?returnUrl=%2Fpeople")).Location);
    }

    [Fact]
    public async Task Whoever_has_to_set_a_factor_up_reads_there_who_removed_the_old_one()
    {
        await SetUpAsync();
        await App.Services.GetRequiredService<SignInPolicyService>().SetAsync(Ada, SignInPolicy.Usual with { SecondFactorFor = [PortalRole.Owner] }, Ct);
        await Factors.ResetFromCommandLineAsync((await App.Services.GetRequiredService<PersonStates>().FindAsync(Ada.Id!.Value, Ct))!, Ct);
        using var browser = new FormBrowser(App);
        var code = await browser.SignInAsync("ada@example.com");
        var enrol = await browser.GetAsync((await browser.GetAsync(code.Location!)).Location!);

        Assert.Contains("command line removed your second factors", WebUtility.HtmlDecode(enrol.Body), StringComparison.Ordinal);
        Assert.Contains("Create a passkey and sign in", enrol.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("made up")]
    [InlineData("old")]
    [InlineData("changed")]
    [InlineData("has a factor")]
    public async Task A_passkey_is_made_at_enrolment_only_with_a_ticket_of_the_right_password(string what)
    {
        await SetUpAsync();
        await App.Services.GetRequiredService<SignInPolicyService>().SetAsync(Ada, SignInPolicy.Usual with { SecondFactorFor = [PortalRole.Owner, PortalRole.Operator] }, Ct);
        var otto = await App.PersonAsync(PortalRole.Operator, "otto@example.com");
        using var browser = new FormBrowser(App);
        await browser.SignInAsync("otto@example.com");
        var page = await browser.GetAsync("/sign-in/enrol");
        var ticket = WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match(page.Body, "name=\"Ticket\" value=\"([^\"]+)\"").Groups[1].Value);
        Task<FormAnswer> OptionsAsync(string text) => browser.PostAsync("/sign-in", null, "/sign-in/enrol/passkey/options", ("Ticket", text));
        Assert.Equal(HttpStatusCode.OK, (await OptionsAsync(ticket)).Status);
        switch (what)
        {
            case "old":
                _clock.Advance(TimeSpan.FromMinutes(6));
                break;
            case "changed":
                await App.Services.GetRequiredService<PeopleService>().ChangeRoleAsync(Ada, otto.Id!.Value, PortalRole.Owner, Ct);
                break;
            case "has a factor":
                var key = Totp.NewKey();
                await Factors.AddAppAsync(App.Fresh(otto), key, Totp.CodeAt(key, _clock.GetUtcNow()), Ct);
                break;
            default:
                ticket = what;
                break;
        }

        var options = await OptionsAsync(ticket);
        var made = await browser.PostAsync("/sign-in", null, "/sign-in/enrol/passkey", ("Ticket", ticket), ("Credential", "{}"));

        Assert.Equal((HttpStatusCode.BadRequest, "/sign-in?passkeyRefused=true"), (options.Status, made.Location));
        Assert.DoesNotContain("scimify.session", made.Cookies);
    }

    [Fact]
    public async Task The_database_shows_neither_key_nor_recovery_codes()
    {
        var (key, codes) = await SetUpAsync();
        await using var db = App.NewContext();
        var app = db.AuthenticatorApps.Single();
        var protector = App.Services.GetRequiredService<ISecretProtector>();

        Assert.Equal(key, protector.Unprotect(app.ProtectedKey));
        Assert.DoesNotContain(key, app.ProtectedKey, StringComparison.Ordinal);
        Assert.All(codes, code => Assert.DoesNotContain(code, protector.Unprotect(app.ProtectedCodes), StringComparison.Ordinal));
        Assert.All(codes, code => Assert.DoesNotContain(RecoveryCodes.Hash(code), app.ProtectedCodes, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Adding_and_removing_a_factor_needs_a_fresh_sign_in()
    {
        var (key, _) = await SetUpAsync();
        var stale = Ada with { AuthenticatedAt = _clock.GetUtcNow() - FreshSignIn.Life - TimeSpan.FromSeconds(1) };

        await Assert.ThrowsAsync<SignInNotFreshException>(() => Factors.AddAppAsync(stale, key, Totp.CodeAt(key, _clock.GetUtcNow()), Ct));
        await Assert.ThrowsAsync<SignInNotFreshException>(() => Factors.NewCodesAsync(stale, Ct));
        await Assert.ThrowsAsync<SignInNotFreshException>(() => Factors.RemoveAppAsync(stale, Ct));
        Assert.Empty(await ActionsAsync("factor.remove"));
    }

    [Fact]
    public async Task The_last_factor_stays_as_long_as_the_organization_asks_for_one()
    {
        await SetUpAsync();
        var policies = App.Services.GetRequiredService<SignInPolicyService>();
        await policies.SetAsync(Ada, SignInPolicy.Usual with { SecondFactorFor = [PortalRole.Owner] }, Ct);

        await Assert.ThrowsAsync<ConflictException>(() => Factors.RemoveAppAsync(Ada, Ct));
        await policies.SetAsync(Ada, SignInPolicy.Usual, Ct);
        await Factors.RemoveAppAsync(Ada, Ct);

        Assert.False((await Factors.OwnAsync(Ada, Ct)).Any);
        Assert.Single(await ActionsAsync("factor.remove"));
    }

    [Fact]
    public async Task Nobody_locks_themselves_out_by_the_policy_and_others_sessions_end()
    {
        var policies = App.Services.GetRequiredService<SignInPolicyService>();
        var everybody = SignInPolicy.Usual with { SecondFactorFor = Enum.GetValues<PortalRole>() };
        await Assert.ThrowsAsync<ConflictException>(() => policies.SetAsync(Ada, everybody, Ct));
        await App.PersonAsync(PortalRole.Auditor, "otto@example.com");
        using var ada = new FormBrowser(App);
        using var otto = new FormBrowser(App);
        await ada.SignInAsync("ada@example.com");
        await otto.SignInAsync("otto@example.com");
        Assert.Equal(HttpStatusCode.OK, (await otto.GetAsync("/integrations")).Status);
        await SetUpAsync();

        await policies.SetAsync(Ada, everybody, Ct);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Found), ((await ada.GetAsync("/integrations")).Status, (await otto.GetAsync("/integrations")).Status));
        await Assert.ThrowsAsync<SignInNotFreshException>(() => policies.SetAsync(Ada with { AuthenticatedAt = null }, SignInPolicy.Usual, Ct));
    }

    [Theory]
    [InlineData("https://scimify.example.com/base", "https://scimify.example.com", true)]
    [InlineData("https://scimify.example.com/base", "https://scimify.example.com:8443", false)]
    [InlineData("https://scimify.example.com/base", "https://evil.scimify.example.com", false)]
    [InlineData("https://scimify.example.com/base", "http://scimify.example.com", false)]
    public async Task Passkeys_belong_to_the_public_address(string publicUrl, string origin, bool fits)
    {
        await using var app = await ScimifyApp.StartAsync(new Dictionary<string, string?> { ["Scimify:PublicUrl"] = publicUrl });
        var options = app.Services.GetRequiredService<IOptions<IdentityPasskeyOptions>>().Value;
        var asked = new PasskeyOriginValidationContext { HttpContext = new Microsoft.AspNetCore.Http.DefaultHttpContext(), Origin = origin, CrossOrigin = false, TopOrigin = null };

        Assert.Equal(("scimify.example.com", fits), (options.ServerDomain, await options.ValidateOrigin!(asked)));
    }

    private async Task<(string Key, IReadOnlyList<string> Codes)> SetUpAsync()
    {
        var key = Totp.NewKey();
        return (key, await Factors.AddAppAsync(Ada, key, Totp.CodeAt(key, _clock.GetUtcNow()), Ct));
    }

    /// <returns>What the entries say about afterwards.</returns>
    private async Task<List<string>> ActionsAsync(string action)
    {
        await using var db = App.NewContext();
        return [.. db.AuditLog.Where(e => e.Action == action).OrderBy(e => e.Key).Select(e => e.After ?? "")];
    }
}
