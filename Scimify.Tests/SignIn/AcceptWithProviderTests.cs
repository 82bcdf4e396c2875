using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.People.Factors;
using Scimify.Core.People.Passwords;
using Scimify.Core.SignIn;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.SignIn;

/// <summary>Somebody is invited where people sign in with providers only. The link, and nothing else, decides whose account becomes theirs.</summary>
public sealed class AcceptWithProviderTests : IAsyncLifetime
{
    private const string Welcome = "/account/welcome";

    private ProviderWorld _world = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ScimifyApp App => _world.App;

    private PasswordLinkService Links => App.Services.GetRequiredService<PasswordLinkService>();

    private PeopleService People => App.Services.GetRequiredService<PeopleService>();

    public async ValueTask InitializeAsync() => _world = await ProviderWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task The_invitation_leads_to_the_provider_and_its_account_signs_in_from_then_on()
    {
        await ProvidersOnlyAsync();
        var link = await InviteAsync();
        Comes("mira-there", "mira.lindqvist@elsewhere.example");
        using var browser = _world.NewBrowser();

        var page = await OpenAsync(browser, link);
        Assert.Contains("You are <strong>mira@example.com</strong> here", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Form.Password", page, StringComparison.Ordinal);
        Assert.Equal("/", await AcceptAsync(browser));

        await using var db = App.NewContext();
        var mira = await db.People.SingleAsync(p => p.Email == "mira@example.com", Ct);
        Assert.Equal((PortalRole.Operator, null), (mira.Role, mira.PasswordHash));
        Assert.Equal((_world.Issuer.Address, "mira-there"), await db.ProviderLogins.Where(l => l.PersonId == mira.Id).Select(l => ValueTuple.Create(l.Issuer, l.Subject)).SingleAsync(Ct));
        Assert.False(await db.PasswordLinks.AnyAsync(Ct));
        var audit = await db.AuditLog.Where(e => e.Action == "provider.connect").OrderBy(e => e.Key).LastAsync(Ct);
        Assert.Equal("mira@example.com", audit.ActorName);
        Assert.Contains("\"with\":\"invitation\"", audit.After, StringComparison.Ordinal);
        Assert.Contains("mira.lindqvist@elsewhere.example", audit.After, StringComparison.Ordinal);
        Assert.False((await People.GetAsync(_world.Owner, mira.Id, Ct)).IsInvited);

        using var later = _world.NewBrowser();
        Assert.Equal("/integrations", await _world.SignInAsync(later));
    }

    [Fact]
    public async Task Whoever_has_no_link_connects_nothing()
    {
        var link = await InviteAsync();
        using var stranger = _world.NewBrowser();

        Assert.Equal("/sign-in/problem?why=linkGone", await AcceptAsync(stranger));
        await OpenAsync(stranger, new string('0', 64));
        Assert.Equal("/sign-in/problem?why=linkGone", await AcceptAsync(stranger));

        Assert.Null(_world.Issuer.Asked);
        Assert.NotNull(await Links.FindAsync(link, Ct));
    }

    [Fact]
    public async Task A_link_works_once_and_not_after_it_was_revoked_or_has_expired()
    {
        var link = await InviteAsync();
        using var first = _world.NewBrowser();
        using var second = _world.NewBrowser();
        await OpenAsync(first, link);
        await OpenAsync(second, link);
        var begun = await BeginAsync(link);
        Comes("mira-there");
        Assert.Equal("/", await AcceptAsync(first));
        Comes("somebody-else");

        Assert.Equal("/sign-in/problem?why=linkGone", await AcceptAsync(second));
        Assert.Equal("/sign-in/problem?why=linkGone", await begun());

        var another = await InviteAsync("nils@example.com");
        var late = await BeginAsync(another);
        await using (var db = App.NewContext())
        {
            var past = TimeProvider.System.GetUtcNow().AddSeconds(-1);
            await db.PasswordLinks.ExecuteUpdateAsync(set => set.SetProperty(l => l.ExpiresAt, past), Ct);
        }

        Assert.Equal("/sign-in/problem?why=linkGone", await late());
        await using var now = App.NewContext();
        Assert.Equal("mira-there", await now.ProviderLogins.Select(l => l.Subject).SingleAsync(Ct));
    }

    [Fact]
    public async Task Of_two_browsers_that_come_back_at_once_one_gets_in()
    {
        var link = await InviteAsync();
        Comes("mira-there");
        var journeys = new List<Func<Task<string>>>();
        for (var i = 0; i < 4; i++)
        {
            journeys.Add(await BeginAsync(link));
        }

        var ends = await Task.WhenAll(journeys.Select(journey => journey()));

        Assert.Single(ends, end => end == "/");
        Assert.Equal(3, ends.Count(end => end == "/sign-in/problem?why=linkGone"));
    }

    [Fact]
    public async Task An_account_of_somebody_else_is_refused_and_the_link_stays()
    {
        await _world.ConnectAsync(_world.Owner, "the-owner");
        var link = await InviteAsync();
        using var browser = _world.NewBrowser();
        await OpenAsync(browser, link);

        Comes("the-owner", "unknown@example.com");
        Assert.Equal("/sign-in/problem?why=taken", await AcceptAsync(browser));
        Comes("new-subject", "owner@example.com");
        Assert.Equal("/sign-in/problem?why=otherPerson", await AcceptAsync(browser));

        Assert.NotNull(await Links.FindAsync(link, Ct));
        await using var db = App.NewContext();
        Assert.Equal("the-owner", await db.ProviderLogins.Select(l => l.Subject).SingleAsync(Ct));
        Comes("mira-there");
        Assert.Equal("/", await AcceptAsync(browser));
    }

    [Fact]
    public async Task The_provider_of_another_organization_and_one_that_is_off_are_refused()
    {
        var stranger = await App.PersonAsync(PortalRole.Owner, "stranger@example.org", organization: "Another");
        var link = (await People.InviteAsync(App.Fresh(stranger), "mira@example.org", PortalRole.Owner, Ct)).Secret;
        using var browser = _world.NewBrowser();

        var page = await OpenAsync(browser, link);
        Assert.DoesNotContain("sign-in/accept/", page, StringComparison.Ordinal);
        Assert.Equal("/sign-in/problem?why=linkGone", await AcceptAsync(browser));    // the page has not even offered it
        Assert.Null(_world.Issuer.Asked);

        var own = await InviteAsync();
        await OpenAsync(browser, own);
        var off = await _world.AddAsync(new ProviderInput(Name: "Off"), isOn: false);
        Assert.Equal("/sign-in/problem?why=off", await AcceptAsync(browser, off));
    }

    [Fact]
    public async Task The_rules_of_the_provider_hold_for_whoever_is_invited_too()
    {
        var strict = await _world.AddAsync(new ProviderInput(Name: "Strict", Roles: [new("groups", "operators", PortalRole.Operator)]));
        var link = await InviteAsync();
        Comes("mira-there");
        using var browser = _world.NewBrowser();
        await OpenAsync(browser, link);

        Assert.Equal("/sign-in/problem?why=noRole", await AcceptAsync(browser, strict));
        Assert.NotNull(await Links.FindAsync(link, Ct));
    }

    [Fact]
    public async Task A_password_is_not_taken_where_it_would_open_nothing()
    {
        await ProvidersOnlyAsync();
        var link = await InviteAsync();
        using var browser = _world.NewBrowser();

        using var answer = await browser.SubmitAsync(Welcome, "welcome", null, ("Form.Link", link), ("Form.Password", "quiet otters swim far"), ("Form.Repeated", "quiet otters swim far"));

        await using var db = App.NewContext();
        Assert.Null(await db.People.Where(p => p.Email == "mira@example.com").Select(p => p.PasswordHash).SingleAsync(Ct));
        Assert.NotNull(await Links.FindAsync(link, Ct));
    }

    [Fact]
    public async Task A_break_glass_owner_sets_a_password_and_then_has_to_set_up_a_second_factor()
    {
        await ProvidersOnlyAsync();
        var link = await InviteAsync("glass2@example.com", PortalRole.Owner);
        await using (var db = App.NewContext())
        {
            var id = await db.People.Where(p => p.Email == "glass2@example.com").Select(p => p.Id).SingleAsync(Ct);
            await People.ChangeAsync(App.Fresh(_world.Owner), id, null, null, Ct, breakGlass: true);
        }

        using var browser = _world.NewBrowser();
        var page = await OpenAsync(browser, link);
        Assert.Contains("Form.Password", page, StringComparison.Ordinal);
        Assert.Contains("sign-in/accept/", page, StringComparison.Ordinal);
        using var set = await browser.SubmitAsync(Welcome, "welcome", null, ("Form.Link", link), ("Form.Password", "quiet otters swim far"), ("Form.Repeated", "quiet otters swim far"));
        Assert.Contains("Your password is set", await set.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);

        using var form = new FormBrowser(App);
        var answer = await form.SignInAsync("glass2@example.com", "quiet otters swim far");
        Assert.StartsWith("/sign-in/code", answer.Location, StringComparison.Ordinal);
        Assert.StartsWith("/sign-in/enrol", (await form.GetAsync(answer.Location!)).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_was_signed_in_there_before_is_so_no_more()
    {
        var link = await InviteAsync();
        Comes("mira-there");
        using var browser = _world.NewBrowser();
        await ProviderWorld.SignInWithPasswordAsync(browser, _world.Owner.Name);
        await OpenAsync(browser, link);

        Assert.Equal("/", await AcceptAsync(browser));

        await using var db = App.NewContext();
        Assert.Equal("mira@example.com", await db.Sessions.Select(s => s.Person!.Email).SingleAsync(Ct));
    }

    [Fact]
    public async Task A_new_link_lets_somebody_in_whose_password_opens_nothing_any_more()
    {
        var ada = await App.PersonAsync(PortalRole.Operator, "ada@example.com");
        await ProvidersOnlyAsync();
        var link = (await Links.IssueAsync(App.Fresh(_world.Owner), ada.Id!.Value, Ct)).Secret;
        Comes("ada-there", "ada@example.com");
        using var browser = _world.NewBrowser();

        Assert.Contains("Connect your account", await OpenAsync(browser, link), StringComparison.Ordinal);
        Assert.Equal("/", await AcceptAsync(browser));
    }

    private async Task<string> InviteAsync(string email = "mira@example.com", PortalRole role = PortalRole.Operator) =>
        (await People.InviteAsync(App.Fresh(_world.Owner), email, role, Ct)).Secret;

    private void Comes(string subject, string email = "mira@example.com") => (_world.Issuer.Claims["sub"], _world.Issuer.Claims["email"]) = (subject, email);

    private static async Task<string> OpenAsync(HttpClient browser, string link)
    {
        using var answer = await browser.SubmitAsync(Welcome, "welcome", null, ("Form.Link", link));
        return await answer.Content.ReadAsStringAsync(Ct);
    }

    private async Task<string> AcceptAsync(HttpClient browser, Guid? provider = null)
    {
        using var answer = await browser.GetAsync($"/sign-in/accept/{provider ?? _world.Provider}", Ct);
        return ProviderWorld.PlaceOf(answer);
    }

    /// <summary>Opens the link and goes to the provider.</summary>
    /// <returns>Comes back.</returns>
    private async Task<Func<Task<string>>> BeginAsync(string link)
    {
        var cookies = new CookieContainer();
        var browser = _world.NewBrowser(cookies: cookies);
        await OpenAsync(browser, link);
        using var still = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = App.BaseAddress };
        using var begun = await still.GetAsync($"/sign-in/accept/{_world.Provider}", Ct);
        var to = begun.Headers.Location;
        return async () =>
        {
            using (browser)
            {
                using var back = await browser.GetAsync(to, Ct);
                return ProviderWorld.PlaceOf(back);
            }
        };
    }

    private async Task ProvidersOnlyAsync()
    {
        await _world.ConnectAsync(_world.Owner, "the-owner");
        Comes("the-owner", "owner@example.com");
        using (var browser = _world.NewBrowser())
        {
            Assert.Equal("/integrations", await _world.SignInAsync(browser));
        }

        var glass = await App.PersonAsync(email: "glass@example.com");
        var key = Totp.NewKey();
        await App.Services.GetRequiredService<FactorService>().AddAppAsync(glass, key, Totp.CodeAt(key, TimeProvider.System.GetUtcNow()), Ct);
        await People.ChangeAsync(App.Fresh(_world.Owner), glass.Id!.Value, null, null, Ct, breakGlass: true);
        await App.Services.GetRequiredService<SignInPolicyService>().SetAsync(App.Fresh(_world.Owner), SignInPolicy.Usual with { ProvidersOnly = true }, Ct);
    }
}
