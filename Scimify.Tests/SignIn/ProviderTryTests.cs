using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.SignIn;

namespace Scimify.Tests.SignIn;

/// <summary>A try is a real sign-in that signs nobody in, and only after one that worked can a provider be switched on.</summary>
public sealed class ProviderTryTests
{
    private static readonly ProviderInput ByGroup = new(Roles: [new("groups", "owners", PortalRole.Owner)], Domains: ["example.com"]);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_try_shows_the_claims_and_the_person_that_it_would_be_and_changes_nothing_else()
    {
        await using var world = await ProviderWorld.StartAsync(ByGroup, isOn: false);
        world.Issuer.Claims["groups"] = new[] { "owners", "others" };
        var (before, after) = await TryAsync(world);

        var result = after.LastTry!;
        Assert.Equal((false, true, true), (before.IsTried, after.IsTried, result.Worked));
        Assert.Equal(("ada@example.com", true, PortalRole.Owner, null), (result.Person, result.IsNewPerson, result.Role, result.Refusal));
        Assert.Equal($"{world.Issuer.Address} ada-at-the-provider", result.Account);
        Assert.Equal(["others", "owners"], result.Claims.Where(claim => claim.Key == "groups").Select(claim => claim.Value).Order());
        Assert.DoesNotContain(result.Claims, claim => claim.Key == "nonce");
        await using var db = world.App.NewContext();
        Assert.Single(db.People);
        Assert.Empty(db.ProviderLogins);
        Assert.Single(db.Sessions);
        Assert.DoesNotContain("ada-at-the-provider", db.SignInProviders.Single().ProtectedTry, StringComparison.Ordinal);
        Assert.Equal(["provider.create", "provider.test"], await world.ActionsAsync("provider."));
    }

    [Fact]
    public async Task A_provider_is_switched_on_only_after_a_try_of_exactly_these_values()
    {
        await using var world = await ProviderWorld.StartAsync(ByGroup, isOn: false);
        var owner = world.App.Fresh(world.Owner);
        Task SwitchOnAsync() => world.Providers.UpdateAsync(owner, world.Provider, new ProviderInput(IsEnabled: true), Ct);
        await Assert.ThrowsAsync<ConflictException>(SwitchOnAsync);

        world.Issuer.Claims["groups"] = "none of ours";
        var (_, refused) = await TryAsync(world);
        Assert.Equal((SignInRefusal.NoRole, false), (refused.LastTry!.Refusal, refused.IsTried));
        await Assert.ThrowsAsync<ConflictException>(SwitchOnAsync);

        world.Issuer.Claims["groups"] = "owners";
        await TryAsync(world);
        await SwitchOnAsync();
        await world.Providers.UpdateAsync(owner, world.Provider, new ProviderInput(Name: "Another name"), Ct);
        Assert.True((await world.Providers.GetAsync(owner, world.Provider, Ct)).IsEnabled);

        await world.Providers.UpdateAsync(owner, world.Provider, new ProviderInput(Domains: []), Ct);
        var changed = await world.Providers.GetAsync(owner, world.Provider, Ct);
        Assert.Equal((false, false), (changed.IsEnabled, changed.IsTried));
        await Assert.ThrowsAsync<ConflictException>(SwitchOnAsync);
    }

    [Fact]
    public async Task A_try_that_fails_says_what_the_provider_answered()
    {
        await using var world = await ProviderWorld.StartAsync(ByGroup, isOn: false);
        world.Issuer.ClientSecret = "another";
        var (_, secret) = await TryAsync(world);
        world.Issuer.TakesPushedRequests = true;
        await world.Providers.UpdateAsync(world.App.Fresh(world.Owner), world.Provider, new ProviderInput(Scopes: "openid"), Ct);
        var (_, pushed) = await TryAsync(world);
        (world.Issuer.TakesPushedRequests, world.Issuer.Error) = (false, "invalid_scope");
        await world.Providers.UpdateAsync(world.App.Fresh(world.Owner), world.Provider, new ProviderInput(Scopes: "openid email"), Ct);
        var (_, scope) = await TryAsync(world);

        Assert.All([secret, pushed, scope], tried => Assert.False(tried.IsTried || tried.LastTry!.Worked || tried.LastTry.Arrived));
        Assert.Contains("invalid_client", secret.LastTry!.Checks[0].Text, StringComparison.Ordinal);
        Assert.Contains("invalid_client", pushed.LastTry!.Checks[0].Text, StringComparison.Ordinal);
        Assert.Contains("invalid_scope", scope.LastTry!.Checks[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_an_owner_of_the_organization_tries_and_only_from_the_console()
    {
        await using var world = await ProviderWorld.StartAsync(ByGroup, isOn: false);
        var operators = await world.App.PersonAsync(PortalRole.Operator, "operator@example.com", password: ProviderWorld.Password);
        var stranger = await world.App.PersonAsync(PortalRole.Owner, "stranger@example.com", "Another", ProviderWorld.Password);
        using var asOperator = world.NewBrowser();
        await ProviderWorld.SignInWithPasswordAsync(asOperator, operators.Name);
        using var asStranger = world.NewBrowser();
        await ProviderWorld.SignInWithPasswordAsync(asStranger, stranger.Name);
        using var asOwner = world.NewBrowser();
        await ProviderWorld.SignInWithPasswordAsync(asOwner, world.Owner.Name);

        Assert.StartsWith("/denied", await world.TryAsync(asOperator, operators), StringComparison.Ordinal);
        Assert.Equal("/sign-in/problem?why=lost", await world.TryAsync(asStranger, stranger));
        using var unasked = await asOwner.GetAsync($"/sign-in/try/{world.Provider}", Ct);
        Assert.Equal("/sign-in/problem?why=lost", ProviderWorld.PlaceOf(unasked));
        Assert.Null(world.Issuer.Asked);
    }

    private static async Task<(ProviderView Before, ProviderView After)> TryAsync(ProviderWorld world)
    {
        using var browser = world.NewBrowser();
        await ProviderWorld.SignInWithPasswordAsync(browser, world.Owner.Name);
        var before = await world.Providers.GetAsync(world.Owner, world.Provider, Ct);
        Assert.Equal($"/settings/sign-in/providers/{world.Provider}?tried=true", await world.TryAsync(browser, world.Owner));
        return (before, await world.Providers.GetAsync(world.Owner, world.Provider, Ct));
    }
}
