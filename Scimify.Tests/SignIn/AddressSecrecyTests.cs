using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.People.Passwords;
using Scimify.Core.Persistence.Database;
using Scimify.Core.SignIn;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.SignIn;

/// <summary>No way of signing in tells whether an address exists, or what kind of account it has: by the answer, by cookies, or by the work that it takes.</summary>
public sealed partial class AddressSecrecyTests : IAsyncLifetime
{
    private static readonly string[] Addresses =
        ["known@example.com", "locked@example.com", "invited@example.com", "provided@example.com", "glass@example.com", "unknown@example.com"];

    private readonly CountingHasher _hasher = new();
    private ScimifyApp _app = null!;
    private Actor _owner = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private PeopleService People => _app.Services.GetRequiredService<PeopleService>();

    public async ValueTask InitializeAsync()
    {
        _app = await ScimifyApp.StartAsync(services: services => services.AddSingleton<IPasswordHasher<Person>>(_hasher));
        _owner = await _app.PersonAsync();
        await _app.PersonAsync(PortalRole.Operator, "known@example.com");
        await People.LockAsync(_owner, (await _app.PersonAsync(PortalRole.Operator, "locked@example.com")).Id!.Value, Ct);
        await People.InviteAsync(_owner, "invited@example.com", PortalRole.Auditor, Ct);
        var glass = await _app.PersonAsync(email: "glass@example.com");
        await People.ChangeAsync(_owner, glass.Id!.Value, null, null, Ct, breakGlass: true);
        var providers = _app.Services.GetRequiredService<ProviderService>();
        var provider = await providers.CreateAsync(_owner, new ProviderInput("Example", Authority: "https://id.example.com", ClientId: "x", ClientSecret: "y", Domains: ["example.com"]), Ct);
        await providers.TriedAsync(_owner, provider, new ProviderTry(DateTimeOffset.UnixEpoch, "", 1, [], null, null, false, null, null, []), Ct);
        await providers.UpdateAsync(_owner, provider, new ProviderInput(IsEnabled: true), Ct);
        var person = (await People.InviteAsync(_owner, "provided@example.com", PortalRole.Auditor, Ct)).PersonId;
        await _app.Services.GetRequiredService<ISignInStore>().ConnectAsync(
            new ProviderLogin { OrganizationKey = _owner.OrganizationKey, Issuer = "https://id.example.com", Subject = "provided", PersonId = person, ProviderId = provider },
            _owner.Audit(DateTimeOffset.UnixEpoch, "provider.connect", new AuditSubject("provider", null, "Example")), Ct);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wrong_password(bool providersOnly)
    {
        await SetAsync(providersOnly);
        await SameAsync((browser, email) => browser.SignInAsync(email, "not the password"), hashes: 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_domain_of_an_address(bool providersOnly)
    {
        await SetAsync(providersOnly);
        await SameAsync((browser, email) => browser.PostAsync("/sign-in/company", "company", null, ("Email", email)), hashes: 0);
    }

    /// <summary>Whoever knows the right password learns no more than whoever types a wrong one.</summary>
    [Fact]
    public async Task The_right_password_where_providers_alone_sign_people_in()
    {
        await SetAsync(true);
        await SameAsync((browser, email) => browser.SignInAsync(email), hashes: 2, [.. Addresses.Except(["glass@example.com"])]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_passkey_is_asked_for_without_naming_an_account(bool providersOnly)
    {
        await SetAsync(providersOnly);
        var answers = new List<string>();
        foreach (var name in Addresses)
        {
            using var browser = new FormBrowser(_app);
            var answer = await browser.PostAsync("/sign-in", null, "/sign-in/passkey/options", ("Second", "true"), ("Email", name));
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            answers.Add(Challenge().Replace(answer.Body, ""));
        }

        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
        Assert.DoesNotContain("\"id\"", answers[0], StringComparison.Ordinal);
    }

    /// <summary>There is no form for a forgotten password: an owner makes the link. What the link's page answers is the same for every link that opens nothing.</summary>
    [Fact]
    public async Task A_link_to_a_new_password_that_opens_nothing()
    {
        var ended = (await People.InviteAsync(_owner, "ended@example.com", PortalRole.Auditor, Ct)).Secret;
        var id = (await People.ListAsync(_owner, Ct)).Single(person => person.Email == "ended@example.com").Id;
        await _app.Services.GetRequiredService<PasswordLinkService>().RevokeAsync(_owner, id, Ct);
        var answers = new List<(HttpStatusCode, string)>();
        foreach (var secret in new[] { ended, new string('0', 64), new string('f', 64) })
        {
            using var browser = new FormBrowser(_app);
            var answer = await browser.PostAsync("/account/welcome", "welcome", null, ("Form.Link", secret));
            answers.Add((answer.Status, Sameness.Of(answer.Body).Replace(secret, "", StringComparison.Ordinal)));
        }

        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
        Assert.Equal(HttpStatusCode.Gone, answers[0].Item1);
    }

    private Task SetAsync(bool providersOnly) => _app.Services.GetRequiredService<ScimifyDatabase>().WriteAsync(
        session => session.Execute("UPDATE organizations SET providers_only = @p0", providersOnly ? 1 : 0), Ct);

    /// <param name="send">Fills in the form for an address.</param>
    /// <param name="hashes">How often a password is hashed, whosever address it is.</param>
    private async Task SameAsync(Func<FormBrowser, string, Task<FormAnswer>> send, int hashes, string[]? addresses = null)
    {
        var answers = new List<(HttpStatusCode, string?, string, string, int)>();
        foreach (var name in addresses ?? Addresses)
        {
            using var browser = new FormBrowser(_app);
            var before = _hasher.Count;
            var answer = await send(browser, name);
            answers.Add((answer.Status, answer.Location, string.Join(' ', answer.Cookies), Sameness.Of(answer.Body).Replace(name, "", StringComparison.Ordinal), _hasher.Count - before));
        }

        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
        Assert.Equal(hashes, answers[0].Item5);
    }

    [GeneratedRegex("\"challenge\":\"[^\"]+\"")]
    private static partial Regex Challenge();
}
