using Scimify.Core.People;
using Scimify.Core.SignIn;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.SignIn;

/// <summary>Whoever has to sign in again is asked for what they have, and is back where they were.</summary>
public sealed class OwnWaysTests
{
    private const string Again = "/sign-in?again=true&act=createScimToken&returnUrl=%2Fpeople";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Somebody_without_a_password_is_asked_for_their_provider_alone_and_comes_back()
    {
        await using var world = await ProviderWorld.StartAsync(new ProviderInput(DefaultRole: PortalRole.Owner, Domains: ["example.com"]));
        await world.AddAsync(new ProviderInput(Name: "Another"));
        using var browser = world.NewBrowser();
        Assert.Equal("/integrations", await world.SignInAsync(browser));

        var page = await browser.GetStringAsync(Again, Ct);

        Assert.Contains("You were about to create a SCIM token.", page, StringComparison.Ordinal);
        Assert.Contains($"sign-in/with/{world.Provider}?again=true&amp;returnUrl=%2Fpeople", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Another", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Form.Password", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data-passkey=", page, StringComparison.Ordinal);
        Assert.Equal("/people", await world.SignInAsync(browser, "again=true&returnUrl=%2Fpeople"));
        Assert.Equal("login", world.Issuer.Asked!["prompt"]);
    }

    [Fact]
    public async Task Somebody_with_a_password_alone_is_not_asked_for_a_provider()
    {
        await using var world = await ProviderWorld.StartAsync();
        using var browser = world.NewBrowser();
        await ProviderWorld.SignInWithPasswordAsync(browser, world.Owner.Name);

        var page = await browser.GetStringAsync(Again, Ct);

        Assert.Contains("Form.Password", page, StringComparison.Ordinal);
        Assert.DoesNotContain("sign-in/with/", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data-passkey=", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_and_somebody_whose_only_way_was_switched_off_see_every_way()
    {
        await using var world = await ProviderWorld.StartAsync(new ProviderInput(DefaultRole: PortalRole.Owner, Domains: ["example.com"]));
        using var browser = world.NewBrowser();
        await world.SignInAsync(browser);
        await world.AddAsync(new ProviderInput(Name: "Another"));
        await world.Providers.UpdateAsync(world.App.Fresh(world.Owner), world.Provider, new ProviderInput(IsEnabled: false), Ct);
        using var stranger = world.NewBrowser();

        foreach (var page in new[] { await browser.GetStringAsync(Again, Ct), await stranger.GetStringAsync(Again, Ct) })
        {
            Assert.Contains("Form.Password", page, StringComparison.Ordinal);
            Assert.Contains("data-passkey=", page, StringComparison.Ordinal);
            Assert.Contains("Another", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_passkey_that_fails_leads_back_to_the_same_question()
    {
        await using var app = await ScimifyApp.StartAsync();
        await app.PersonAsync();
        using var browser = new FormBrowser(app);

        var answer = await browser.PostAsync("/sign-in", null, "/sign-in/passkey", ("Again", "true"), ("ReturnUrl", "/people?page=2"), ("Credential", "x"));

        Assert.Equal("/sign-in?passkeyRefused=true&again=true&returnUrl=%2Fpeople%3Fpage%3D2", answer.Location);
    }
}
