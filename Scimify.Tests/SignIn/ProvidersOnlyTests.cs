using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.People.Factors;
using Scimify.Core.People.Sessions;
using Scimify.Core.Requests;
using Scimify.Core.SignIn;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.SignIn;

/// <summary>People sign in with providers only, owners who are break-glass excepted; and no state in which no owner could come in.</summary>
public sealed class ProvidersOnlyTests : IAsyncLifetime
{
    private const string Refused = "The e-mail address or the password is not right.";
    private static readonly SignInPolicy Only = SignInPolicy.Usual with { ProvidersOnly = true };

    private ProviderWorld _world = null!;
    private Actor _glass = null!;
    private string _key = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ScimifyApp App => _world.App;

    private Actor Owner => App.Fresh(_world.Owner);

    private SignInPolicyService Policies => App.Services.GetRequiredService<SignInPolicyService>();

    private PeopleService People => App.Services.GetRequiredService<PeopleService>();

    private FactorService Factors => App.Services.GetRequiredService<FactorService>();

    private SessionService Sessions => App.Services.GetRequiredService<SessionService>();

    /// <summary>Two owners: one signs in with the provider, and one is to be break-glass.</summary>
    public async ValueTask InitializeAsync()
    {
        _world = await ProviderWorld.StartAsync();
        _glass = await App.PersonAsync(email: "glass@example.com");
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task It_is_switched_on_only_when_an_owner_came_by_a_provider_and_another_way_is_named_and_works()
    {
        var third = await App.PersonAsync();
        await RefusesAsync(Owner, "No owner has signed in with a provider");
        await _world.ConnectAsync(Owner);
        await RefusesAsync(Owner, "No owner has signed in with a provider");
        await ComeByProviderAsync();
        await RefusesAsync(Owner, "Name an owner as break-glass");
        await BreakGlassAsync(true);
        await RefusesAsync(Owner, "Name an owner as break-glass");
        await AddAppAsync();
        await RefusesAsync(App.Fresh(third), "You could not sign in again yourself");
        Assert.False((await Policies.GetAsync(Owner, Ct)).ProvidersOnly);

        await Policies.SetAsync(Owner, Only, Ct);

        Assert.True((await Policies.GetAsync(Owner, Ct)).ProvidersOnly);
        await using var db = App.NewContext();
        var audit = Assert.Single(db.AuditLog, e => e.Action == "signInPolicy.update");
        Assert.Contains("\"providersOnly\":true", audit.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_right_password_is_answered_as_a_wrong_one_and_as_that_of_nobody()
    {
        await SwitchOnAsync();
        await App.PersonAsync(PortalRole.Operator, "ada@example.com");

        var answers = new List<string>();
        foreach (var (email, password) in new[] { ("ada@example.com", ProviderWorld.Password), ("ada@example.com", "wrong"), ("nobody@example.com", "wrong"), ("glass@example.com", "wrong") })
        {
            using var browser = new FormBrowser(App);
            var answer = await browser.SignInAsync(email, password);
            answers.Add(Sameness.Of(answer.Body).Replace(email, "", StringComparison.Ordinal));
            Assert.Equal((HttpStatusCode.Unauthorized, null), (answer.Status, answer.Location));
            Assert.Contains(Refused, answer.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("scimify.second-step", answer.Cookies);
        }

        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
        await using var db = App.NewContext();
        Assert.Contains("providersOnly", db.AuditLog.Where(e => e.Action == "session.fail").OrderBy(e => e.Key).First().After, StringComparison.Ordinal);
        Assert.Empty(db.Sessions.Where(s => s.Person!.Email == "ada@example.com"));
    }

    [Fact]
    public async Task A_break_glass_owner_comes_in_with_password_and_code()
    {
        await SwitchOnAsync();
        using var browser = new FormBrowser(App);

        Assert.Equal("/sign-in/code?remember=false", (await browser.SignInAsync("glass@example.com")).Location);
        Assert.Equal("/", (await browser.CodeAsync(Totp.CodeAt(_key, TimeProvider.System.GetUtcNow().AddSeconds(30)))).Location);
    }

    [Fact]
    public async Task Sessions_without_a_provider_end_except_those_of_break_glass_people_and_the_one_in_use()
    {
        var ada = await App.PersonAsync(PortalRole.Operator);
        var (own, other) = (await Sessions.StartAsync(Owner, "password", null, Ct), await Sessions.StartAsync(Owner, "password", null, Ct));
        var adas = await Sessions.StartAsync(ada, "passkey", null, Ct);
        var provided = await Sessions.StartAsync(ada, "provider Example", null, Ct, new ProviderSession(_world.Provider, _world.Issuer.Address, "x", null));
        var glass = await Sessions.StartAsync(_glass, "password", null, Ct);

        await SwitchOnAsync(own);

        Assert.True(await Sessions.IsLiveAsync(own, Owner.Id!.Value, Ct));
        Assert.False(await Sessions.IsLiveAsync(other, Owner.Id!.Value, Ct));
        Assert.False(await Sessions.IsLiveAsync(adas, ada.Id!.Value, Ct));
        Assert.True(await Sessions.IsLiveAsync(provided, ada.Id!.Value, Ct));
        Assert.True(await Sessions.IsLiveAsync(glass, _glass.Id!.Value, Ct));
        await Policies.SetAsync(Owner, SignInPolicy.Usual, Ct);
        await BreakGlassAsync(false);
        Assert.False(await Sessions.IsLiveAsync(glass, _glass.Id!.Value, Ct));
    }

    [Fact]
    public async Task A_policy_for_second_factors_does_not_concern_whoever_comes_by_a_provider()
    {
        var ada = await App.PersonAsync(PortalRole.Operator);
        var provided = await Sessions.StartAsync(ada, "provider Example", null, Ct, new ProviderSession(_world.Provider, _world.Issuer.Address, "x", null));
        var typed = await Sessions.StartAsync(ada, "password", null, Ct);
        var own = await Sessions.StartAsync(Owner, "provider Example", null, Ct, new ProviderSession(_world.Provider, _world.Issuer.Address, "y", null));
        var policy = SignInPolicy.Usual with { SecondFactorFor = [PortalRole.Owner, PortalRole.Operator] };
        await Assert.ThrowsAsync<ConflictException>(() => Policies.SetAsync(Owner, policy, Ct));

        await Policies.SetAsync(Owner with { Session = own }, policy, Ct);

        Assert.True(await Sessions.IsLiveAsync(provided, ada.Id!.Value, Ct));
        Assert.False(await Sessions.IsLiveAsync(typed, ada.Id!.Value, Ct));
        Assert.True(await Sessions.IsLiveAsync(own, Owner.Id!.Value, Ct));
    }

    [Fact]
    public async Task Whoever_was_between_password_and_code_does_not_come_in()
    {
        var ada = await App.PersonAsync(email: "ada@example.com");
        var key = Totp.NewKey();
        var codes = await Factors.AddAppAsync(App.Fresh(ada), key, Totp.CodeAt(key, TimeProvider.System.GetUtcNow()), Ct);
        using var browser = new FormBrowser(App);
        Assert.Equal("/sign-in/code?remember=false", (await browser.SignInAsync("ada@example.com")).Location);
        var form = await browser.GetAsync("/sign-in/code");
        await SwitchOnAsync();

        Assert.Equal("/sign-in", (await browser.GetAsync("/sign-in/code")).Location);
        Assert.Equal(HttpStatusCode.OK, form.Status);
        Assert.NotEmpty(codes);
        await Assert.ThrowsAsync<ForbiddenException>(() => Sessions.StartAsync(ada, "password", null, Ct));
    }

    [Fact]
    public async Task Whoever_comes_by_a_provider_only_sets_no_password_that_would_open_nothing()
    {
        await SwitchOnAsync();
        using var browser = _world.NewBrowser();
        await _world.SignInAsync(browser);

        using var refused = await browser.SubmitAsync(
            "/account/password", "password", null, ("Form.Current", ProviderWorld.Password), ("Form.Password", "quiet otters swim far"), ("Form.Repeated", "quiet otters swim far"));
        using var page = await browser.GetAsync("/integrations", Ct);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "/integrations"), (refused.StatusCode, ProviderWorld.PlaceOf(page)));
        Assert.Contains("identity provider only", await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.DoesNotContain("password.change", await _world.ActionsAsync());
    }

    public static TheoryData<string> LastWays =>
    [
        "provider off", "provider changed", "provider removed", "account disconnected", "owner locked", "owner demoted", "owner removed",
        "break-glass withdrawn", "break-glass locked", "break-glass demoted", "break-glass removed", "app removed", "factors reset",
    ];

    [Theory]
    [MemberData(nameof(LastWays))]
    public async Task The_last_way_of_an_owner_cannot_be_taken(string what)
    {
        await SwitchOnAsync();
        var (owner, glass) = (Owner.Id!.Value, _glass.Id!.Value);
        Func<Task> change = what switch
        {
            "provider off" => () => _world.Providers.UpdateAsync(Owner, _world.Provider, new ProviderInput(IsEnabled: false), Ct),
            "provider changed" => () => _world.Providers.UpdateAsync(Owner, _world.Provider, new ProviderInput(ClientSecret: "another"), Ct),
            "provider removed" => () => _world.Providers.DeleteAsync(Owner, _world.Provider, Ct),
            "account disconnected" => () => App.Services.GetRequiredService<ProviderSignIn>().DisconnectAsync(Owner, _world.Issuer.Address, "ada-at-the-provider", Ct),
            "owner locked" => () => People.LockAsync(App.Fresh(_glass), owner, Ct),
            "owner demoted" => () => People.ChangeRoleAsync(App.Fresh(_glass), owner, PortalRole.Operator, Ct),
            "owner removed" => () => People.RemoveAsync(App.Fresh(_glass), owner, Ct),
            "break-glass withdrawn" => () => People.ChangeAsync(Owner, glass, null, null, Ct, breakGlass: false),
            "break-glass locked" => () => People.ChangeAsync(Owner, glass, null, true, Ct),
            "break-glass demoted" => () => People.ChangeRoleAsync(Owner, glass, PortalRole.Auditor, Ct),
            "break-glass removed" => () => People.RemoveAsync(Owner, glass, Ct),
            "app removed" => () => Factors.RemoveAppAsync(App.Fresh(_glass), Ct),
            _ => async () => await Factors.ResetFromCommandLineAsync((await App.Services.GetRequiredService<PersonStates>().FindAsync(glass, Ct))!, Ct),
        };
        var before = await StateAsync();

        var refused = await Assert.ThrowsAsync<ConflictException>(change);

        Assert.Contains("People sign in with providers only", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await StateAsync());
        await Policies.SetAsync(Owner, SignInPolicy.Usual, Ct);
        await change();
    }

    [Fact]
    public async Task A_way_of_which_there_is_another_can_be_taken()
    {
        await SwitchOnAsync();
        var second = await App.PersonAsync();
        await People.ChangeAsync(Owner, second.Id!.Value, null, null, Ct, breakGlass: true);
        await Assert.ThrowsAsync<ConflictException>(() => People.LockAsync(Owner, _glass.Id!.Value, Ct));    // the second has no factor yet
        var key = Totp.NewKey();
        await Factors.AddAppAsync(App.Fresh(second), key, Totp.CodeAt(key, TimeProvider.System.GetUtcNow()), Ct);

        await People.LockAsync(Owner, _glass.Id!.Value, Ct);

        await Assert.ThrowsAsync<ConflictException>(() => Factors.RemoveAppAsync(App.Fresh(second), Ct));
    }

    [Fact]
    public async Task Only_owners_are_break_glass_and_whoever_is_owner_no_more_is_not()
    {
        var ada = await App.PersonAsync(PortalRole.Operator);
        var wrong = await Assert.ThrowsAsync<ValidationFailedException>(() => People.ChangeAsync(Owner, ada.Id!.Value, null, null, Ct, breakGlass: true));
        Assert.Equal("Can be true for owners only.", wrong.Of("breakGlass"));
        await BreakGlassAsync(true);
        await People.ChangeRoleAsync(Owner, _glass.Id!.Value, PortalRole.Operator, Ct);
        Assert.False((await People.GetAsync(Owner, _glass.Id!.Value, Ct)).IsBreakGlass);
        await Assert.ThrowsAsync<SignInNotFreshException>(() => People.ChangeAsync(_world.Owner with { AuthenticatedAt = DateTimeOffset.UnixEpoch }, Owner.Id!.Value, null, null, Ct, breakGlass: true));
    }

    [Fact]
    public async Task Two_servers_that_take_one_of_two_ways_each_leave_one()
    {
        await using var database = await TestDatabase.CreateAsync(Core.Persistence.DatabaseProvider.Postgres);
        var settings = new Dictionary<string, string?> { ["Scimify:Database:Provider"] = "Postgres", ["ConnectionStrings:Scimify"] = database.PostgresConnectionString };
        await using var world = await ProviderWorld.StartAsync(settings: settings);
        await using var second = await ScimifyApp.StartAsync(settings);
        var owner = world.App.Fresh(world.Owner);
        await world.ConnectAsync(owner);
        using var browser = world.NewBrowser();
        await world.SignInAsync(browser);
        List<Actor> glass = [await world.App.PersonAsync(), await world.App.PersonAsync()];
        foreach (var person in glass)
        {
            var key = Totp.NewKey();
            await world.App.Services.GetRequiredService<FactorService>().AddAppAsync(person, key, Totp.CodeAt(key, TimeProvider.System.GetUtcNow()), Ct);
            await world.App.Services.GetRequiredService<PeopleService>().ChangeAsync(owner, person.Id!.Value, null, null, Ct, breakGlass: true);
        }

        await world.App.Services.GetRequiredService<SignInPolicyService>().SetAsync(owner, Only, Ct);
        var removals = await Task.WhenAll(new[] { world.App, second }.Zip(glass, async (app, person) =>
        {
            try
            {
                await app.Services.GetRequiredService<FactorService>().RemoveAppAsync(app.Fresh(person), Ct);
                return true;
            }
            catch (ConflictException)
            {
                return false;
            }
        }));

        Assert.Single(removals, removed => removed);
        using var form = new FormBrowser(second);
        Assert.Equal(HttpStatusCode.Unauthorized, (await form.SignInAsync("owner@example.com")).Status);
    }

    [Fact]
    public async Task The_command_line_lets_passwords_in_again()
    {
        await SwitchOnAsync();

        var run = await VerbRun.RunAsync(new Dictionary<string, string?> { ["Scimify:DataDirectory"] = App.DataDirectory }, ["admin", "allow-password", "--email", "glass@example.com"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains("can sign in with passwords and passkeys again", run.Output, StringComparison.Ordinal);
        using var browser = new FormBrowser(App);
        Assert.Equal("/", (await browser.SignInAsync("owner@example.com")).Location);
        await using var db = App.NewContext();
        Assert.Equal("cli", db.AuditLog.Where(e => e.Action == "signInPolicy.update").OrderBy(e => e.Key).Last().ActorKind);
    }

    private async Task RefusesAsync(Actor actor, string why) =>
        Assert.Contains(why, (await Assert.ThrowsAsync<ConflictException>(() => Policies.SetAsync(actor, Only, Ct))).Message, StringComparison.Ordinal);

    private async Task ComeByProviderAsync()
    {
        using var browser = _world.NewBrowser();
        Assert.Equal("/integrations", await _world.SignInAsync(browser));
    }

    private Task BreakGlassAsync(bool isBreakGlass) => People.ChangeAsync(Owner, _glass.Id!.Value, null, null, Ct, breakGlass: isBreakGlass);

    private async Task AddAppAsync()
    {
        _key = Totp.NewKey();
        await Factors.AddAppAsync(App.Fresh(_glass), _key, Totp.CodeAt(_key, TimeProvider.System.GetUtcNow()), Ct);
    }

    /// <param name="session">The owner's session in use; null for none.</param>
    private async Task SwitchOnAsync(Guid? session = null)
    {
        await _world.ConnectAsync(Owner);
        await ComeByProviderAsync();
        await BreakGlassAsync(true);
        await AddAppAsync();
        await Policies.SetAsync(Owner with { Session = session }, Only, Ct);
    }

    private async Task<string> StateAsync()
    {
        await using var db = App.NewContext();
        return string.Join(
            '\n',
            [
                .. await db.People.OrderBy(p => p.Email).Select(p => $"{p.Email} {p.Role} {p.IsBreakGlass} {p.LockoutEnd} {p.SecurityStamp}").ToListAsync(Ct),
                .. await db.SignInProviders.Select(p => $"{p.IsEnabled} {p.Revision}").ToListAsync(Ct),
                $"{await db.AuthenticatorApps.CountAsync(Ct)} {await db.ProviderLogins.CountAsync(Ct)} {await db.AuditLog.CountAsync(Ct)}",
            ]);
    }
}
