using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.People.Passwords;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Host;

/// <summary>The page of a one-time link, as its script posts to it.</summary>
public sealed class WelcomePageTests
{
    private const string Page = "/account/welcome";
    private const string Password = "quiet otters swim far";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_invitation_is_opened_then_used_and_then_gone()
    {
        await using var app = await ScimifyApp.StartAsync();
        var invited = await InviteAsync(app);
        using var browser = app.NewBrowser();

        using var opened = await SubmitAsync(browser, invited.Secret);
        using var again = await SubmitAsync(browser, $"https://scimify.example.com{Page}#{invited.Secret} ");
        using var set = await SubmitAsync(browser, invited.Secret, Password, Password);
        using var used = await SubmitAsync(browser, invited.Secret);
        using var signedIn = await browser.SignInAsync("ada@example.com", Password);

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Gone, HttpStatusCode.Found],
            new[] { opened, again, set, used, signedIn }.Select(answer => answer.StatusCode));
        Assert.Contains("invited to the organization Default as Operator", await opened.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Contains("Your password is set", await set.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Contains("This link does not work", await used.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    /// <summary>Chat programs and mail filters look at every link.</summary>
    [Fact]
    public async Task A_program_that_follows_the_link_uses_nothing_up()
    {
        await using var app = await ScimifyApp.StartAsync();
        var invited = await InviteAsync(app);

        using var looked = await app.Client.GetAsync($"{Page}#{invited.Secret}", Ct);

        Assert.Equal(HttpStatusCode.OK, looked.StatusCode);
        Assert.NotNull(await app.Services.GetRequiredService<PasswordLinkService>().FindAsync(invited.Secret, Ct));
    }

    [Theory]
    [InlineData("short", "short", "Must have at least 12 characters.")]
    [InlineData(Password, "something else", "Is not the same as the new password.")]
    [InlineData(Password, null, "Is not the same as the new password.")]
    [InlineData("scimify-2026-scimify", "scimify-2026-scimify", "name of this product")]
    public async Task What_is_wrong_is_said_and_the_link_stays(string password, string? repeated, string message)
    {
        await using var app = await ScimifyApp.StartAsync();
        var invited = await InviteAsync(app);
        using var browser = app.NewBrowser();

        using var refused = await SubmitAsync(browser, invited.Secret, password, repeated);
        using var set = await SubmitAsync(browser, invited.Secret, Password, Password);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.OK), (refused.StatusCode, set.StatusCode));
        Assert.Contains(message, await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("<script>alert(1)</script>")]
    public async Task What_is_no_link_opens_nothing(string secret)
    {
        await using var app = await ScimifyApp.StartAsync();
        await app.PersonAsync();
        using var browser = app.NewBrowser();

        using var opened = await SubmitAsync(browser, secret);
        using var set = await SubmitAsync(browser, secret, Password, Password);

        Assert.Equal((HttpStatusCode.Gone, HttpStatusCode.Gone), (opened.StatusCode, set.StatusCode));
    }

    private static async Task<IssuedLink> InviteAsync(ScimifyApp app) =>
        await app.Services.GetRequiredService<PeopleService>().InviteAsync(await app.PersonAsync(), "ada@example.com", PortalRole.Operator, Ct);

    private static Task<HttpResponseMessage> SubmitAsync(HttpClient browser, string link, string? password = null, string? repeated = null) =>
        browser.SubmitAsync(Page, "welcome", null, ("Form.Link", link), ("Form.Password", password), ("Form.Repeated", repeated));
}
