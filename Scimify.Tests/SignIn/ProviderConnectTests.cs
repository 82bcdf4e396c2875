using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.SignIn;
using Scimify.Portal.Host.Authentication.Providers;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.SignIn;

/// <summary>How an account at a provider becomes somebody's way in, and who decides that.</summary>
public sealed class ProviderConnectTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_connects_an_account_signs_in_with_it_until_they_disconnect_it()
    {
        await using var world = await ProviderWorld.StartAsync();
        using var browser = world.NewBrowser();
        await ProviderWorld.SignInWithPasswordAsync(browser, world.Owner.Name);

        Assert.Equal("/company-sign-in", await world.ConnectAsync(browser, world.Owner));
        using var other = world.NewBrowser();
        Assert.Equal("/integrations", await world.SignInAsync(other));

        var signIn = world.App.Services.GetRequiredService<ProviderSignIn>();
        var login = Assert.Single(await signIn.LoginsAsync(world.Owner, Ct));
        Assert.Equal((world.Issuer.Address, "ada-at-the-provider"), (login.Issuer, login.Subject));
        await signIn.DisconnectAsync(world.App.Fresh(world.Owner), login.Issuer, login.Subject, Ct);
        Assert.Equal("/sign-in/problem?why=notConnected", await world.SignInAsync(other));
        Assert.Equal(["provider.connect", "provider.disconnect"], (await world.ActionsAsync("provider.")).Where(a => a.EndsWith("connect", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_owner_without_a_password_counts_as_one_once_they_have_signed_in_with_a_provider()
    {
        await using var world = await ProviderWorld.StartAsync();
        var other = await world.App.PersonAsync(email: "ada@example.com");
        await using (var db = world.App.NewContext())
        {
            await db.People.Where(p => p.Id == other.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.PasswordHash, (string?)null), Ct);
        }

        await world.ConnectAsync(other);
        var people = world.App.Services.GetRequiredService<PeopleService>();
        await Assert.ThrowsAsync<ConflictException>(() => people.ChangeRoleAsync(world.App.Fresh(other), world.Owner.Id!.Value, PortalRole.Auditor, Ct));

        using var browser = world.NewBrowser();
        Assert.Equal("/integrations", await world.SignInAsync(browser));
        await people.ChangeRoleAsync(world.App.Fresh(other), world.Owner.Id!.Value, PortalRole.Auditor, Ct);
    }

    [Fact]
    public async Task Another_site_cannot_connect_an_account_to_somebody()
    {
        await using var world = await ProviderWorld.StartAsync();
        var other = await world.App.PersonAsync(PortalRole.Operator);
        using var browser = world.NewBrowser();
        await ProviderWorld.SignInWithPasswordAsync(browser, world.Owner.Name);
        var tickets = world.App.Services.GetRequiredService<JourneyTickets>();

        foreach (var ticket in new[]
        {
            "", "x", tickets.Issue(JourneyPurpose.Connect, other, world.Provider), tickets.Issue(JourneyPurpose.Try, world.Owner, world.Provider),
            tickets.Issue(JourneyPurpose.Connect, world.Owner, Guid.NewGuid()),
        })
        {
            Assert.Equal("/sign-in/problem?why=lost", await world.ConnectAsync(browser, world.Owner, ticket));
        }

        Assert.Null(world.Issuer.Asked);
    }

    [Fact]
    public async Task Whoever_comes_back_as_another_person_connects_nothing()
    {
        await using var world = await ProviderWorld.StartAsync();
        await world.App.PersonAsync(PortalRole.Operator, "bert@example.com", password: ProviderWorld.Password);
        var cookies = new System.Net.CookieContainer();
        using var browser = world.NewBrowser(cookies: cookies);
        await ProviderWorld.SignInWithPasswordAsync(browser, world.Owner.Name);
        using var still = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = world.App.BaseAddress };
        var ticket = world.App.Services.GetRequiredService<JourneyTickets>().Issue(JourneyPurpose.Connect, world.Owner, world.Provider);
        using var begun = await still.GetAsync($"/sign-in/connect/{world.Provider}?ticket={Uri.EscapeDataString(ticket)}", Ct);
        await ProviderWorld.SignInWithPasswordAsync(browser, "bert@example.com", again: true);

        using var back = await browser.GetAsync(begun.Headers.Location, Ct);

        Assert.Equal("/sign-in/problem?why=notYou", ProviderWorld.PlaceOf(back));
        Assert.DoesNotContain("provider.connect", await world.ActionsAsync());
    }

    [Fact]
    public async Task An_account_belongs_to_one_person_and_is_connected_only_by_a_fresh_sign_in()
    {
        await using var world = await ProviderWorld.StartAsync();
        var signIn = world.App.Services.GetRequiredService<ProviderSignIn>();
        var snapshot = (await world.App.Services.GetRequiredService<ProviderSnapshots>().FindAsync(world.Provider, Ct))!;
        var claims = new ProviderClaims([new("iss", "https://id.example.com"), new("sub", "1")]);
        var other = world.App.Fresh(await world.App.PersonAsync(PortalRole.Operator));
        var stranger = world.App.Fresh(await world.App.PersonAsync(PortalRole.Owner, organization: "Another"));

        await Assert.ThrowsAsync<SignInNotFreshException>(() => signIn.ConnectAsync(world.Owner with { AuthenticatedAt = null }, snapshot, claims, Ct));
        await Assert.ThrowsAsync<ForbiddenException>(() => signIn.ConnectAsync(stranger, snapshot, claims, Ct));
        await signIn.ConnectAsync(world.App.Fresh(world.Owner), snapshot, claims, Ct);
        await Assert.ThrowsAsync<ConflictException>(() => signIn.ConnectAsync(other, snapshot, claims, Ct));
    }
}
