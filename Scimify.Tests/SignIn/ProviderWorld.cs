using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.SignIn;
using Scimify.Portal.Host.Authentication.Providers;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.SignIn;

/// <summary>A server with an owner and a provider that is switched on, and the provider itself.</summary>
internal sealed partial class ProviderWorld : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    private ProviderWorld(ScimifyApp app, FakeIssuer issuer, Actor owner) => (App, Issuer, Owner) = (app, issuer, owner);

    public static Dictionary<string, string?> Settings => new() { ["Scimify:SignIn:AllowInsecureHttp"] = "true" };

    public ScimifyApp App { get; }

    public FakeIssuer Issuer { get; }

    public Actor Owner { get; }

    public Guid Provider { get; private set; }

    public ProviderService Providers => App.Services.GetRequiredService<ProviderService>();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="input">Beside address, client and secret.</param>
    /// <param name="settings">Beside those that let the server reach this machine.</param>
    /// <param name="isOn">Whether the provider is switched on.</param>
    /// <param name="path">The path of the issuer's address.</param>
    public static async Task<ProviderWorld> StartAsync(ProviderInput? input = null, Dictionary<string, string?>? settings = null, bool isOn = true, string path = "")
    {
        var all = Settings;
        foreach (var (key, value) in settings ?? [])
        {
            all[key] = value;
        }

        var app = await ScimifyApp.StartAsync(all);
        var world = new ProviderWorld(app, await FakeIssuer.StartAsync(path), await app.PersonAsync(email: "owner@example.com", password: Password));
        world.Provider = await world.AddAsync(input, isOn);
        return world;
    }

    public async Task<Guid> AddAsync(ProviderInput? input = null, bool isOn = true)
    {
        input ??= new ProviderInput();
        var id = await Providers.CreateAsync(App.Fresh(Owner), input with
        {
            Name = input.Name ?? "Example",
            Authority = input.Authority ?? Issuer.Address,
            ClientId = FakeIssuer.ClientId,
            ClientSecret = input.ClientSecret ?? Issuer.ClientSecret,
        }, Ct);
        if (isOn)
        {
            await SwitchOnAsync(id);
        }

        return id;
    }

    /// <summary>As after a try that worked.</summary>
    public async Task SwitchOnAsync(Guid id)
    {
        var owner = App.Fresh(Owner);
        var provider = await Providers.GetAsync(owner, id, Ct);
        await Providers.TriedAsync(owner, id, new ProviderTry(DateTimeOffset.UnixEpoch, owner.Name, provider.Revision, [], null, null, false, null, null, []), Ct);
        await Providers.UpdateAsync(owner, id, new ProviderInput(IsEnabled: true), Ct);
    }

    /// <summary>Makes the account at the provider a way in for somebody, as if they had connected it.</summary>
    public Task ConnectAsync(Actor person, string subject = "ada-at-the-provider") => App.Services.GetRequiredService<ISignInStore>().ConnectAsync(
        new ProviderLogin { OrganizationKey = person.OrganizationKey, Issuer = Issuer.Address, Subject = subject, PersonId = person.Id!.Value, ProviderId = Provider },
        person.Audit(DateTimeOffset.UnixEpoch, "provider.connect", new AuditSubject("provider", null, "Example")),
        Ct);

    /// <summary>Follows redirects, also to the provider and back, and keeps cookies.</summary>
    public HttpClient NewBrowser(ScimifyApp? app = null, CookieContainer? cookies = null) =>
        new(new SocketsHttpHandler { CookieContainer = cookies ?? new CookieContainer() }) { BaseAddress = (app ?? App).BaseAddress };

    /// <summary>Signs in with the provider.</summary>
    /// <returns>Where the browser ends, relative to the console, without the ID of the request.</returns>
    public async Task<string> SignInAsync(HttpClient browser, string query = "returnUrl=%2Fintegrations")
    {
        using var answer = await browser.GetAsync($"/sign-in/with/{Provider}?{query}", Ct);
        return PlaceOf(answer);
    }

    public static string PlaceOf(HttpResponseMessage answer) => Request().Replace(answer.RequestMessage!.RequestUri!.PathAndQuery, "");

    public async Task<string> TryAsync(HttpClient browser, Actor person, Guid? provider = null)
    {
        var ticket = App.Services.GetRequiredService<JourneyTickets>().Issue(JourneyPurpose.Try, person, provider ?? Provider);
        using var answer = await browser.GetAsync($"/sign-in/try/{provider ?? Provider}?ticket={Uri.EscapeDataString(ticket)}", Ct);
        return PlaceOf(answer);
    }

    public async Task<string> ConnectAsync(HttpClient browser, Actor person, string? ticket = null)
    {
        ticket ??= App.Services.GetRequiredService<JourneyTickets>().Issue(JourneyPurpose.Connect, person, Provider);
        using var answer = await browser.GetAsync($"/sign-in/connect/{Provider}?ticket={Uri.EscapeDataString(ticket)}", Ct);
        return PlaceOf(answer);
    }

    public static async Task SignInWithPasswordAsync(HttpClient browser, string email, bool again = false)
    {
        var html = await browser.GetStringAsync(again ? "/sign-in?again=true" : "/sign-in", Ct);
        using var form = new FormUrlEncodedContent(
        [
            new("__RequestVerificationToken", WebUtility.HtmlDecode(AntiforgeryField().Match(html).Groups[1].Value)),
            new("_handler", "sign-in"), new("Form.Email", email), new("Form.Password", Password),
        ]);
        using var answer = await browser.PostAsync(again ? "/sign-in?again=true" : "/sign-in", form, Ct);
        Assert.Equal("/", answer.RequestMessage!.RequestUri!.AbsolutePath);
    }

    /// <returns>What the page of company sign-in answers to an address.</returns>
    public static async Task<string> FindCompanyAsync(HttpClient browser, string email)
    {
        var html = await browser.GetStringAsync("/sign-in/company", Ct);
        using var form = new FormUrlEncodedContent(
            [new("__RequestVerificationToken", WebUtility.HtmlDecode(AntiforgeryField().Match(html).Groups[1].Value)), new("_handler", "company"), new("Email", email)]);
        using var answer = await browser.PostAsync("/sign-in/company", form, Ct);
        return await answer.Content.ReadAsStringAsync(Ct);
    }

    public async Task<List<string>> ActionsAsync(string start = "")
    {
        await using var db = App.NewContext();
        return [.. db.AuditLog.Where(e => e.Action.StartsWith(start)).OrderBy(e => e.Key).Select(e => e.Action)];
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Issuer.DisposeAsync();
    }

    [GeneratedRegex("&request=[0-9a-f-]{36}$")]
    private static partial Regex Request();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex AntiforgeryField();
}
