using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Tokens;

/// <summary>Limits of personal access tokens, on both databases.</summary>
public sealed class PersonalTokenTests
{
    public static TheoryData<DatabaseProvider> Providers => AccountsBench.Providers;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_policy_binds_the_tokens_of_its_own_organization_also_from_the_command_line(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);
        var owner = await bench.PersonAsync();
        var stranger = await bench.PersonAsync(organization: "Other");
        var before = await bench.PersonalTokens.CreateAsync(owner, new NewPersonalAccessToken("before", null), Ct);
        await bench.Get<TokenPolicyService>().SetAsync(owner, TokenPolicyKind.Personal, new TokenPolicy(false, 90, 30), Ct);

        var now = bench.Clock.GetUtcNow();
        await Assert.ThrowsAsync<RuleViolatedException>(() => CreateAsync(null));
        await Assert.ThrowsAsync<RuleViolatedException>(() => CreateAsync(now.AddDays(90).AddMilliseconds(1)));
        await CreateAsync(now.AddDays(90));
        await Assert.ThrowsAsync<RuleViolatedException>(() => bench.PersonalTokens.CreateFromCommandLineAsync(owner.Name, organization: null, new NewPersonalAccessToken("cli", null), Ct));
        await bench.PersonalTokens.CreateFromCommandLineAsync(owner.Name, organization: null, new NewPersonalAccessToken("default", null) { DefaultExpiry = true }, Ct);

        Assert.Equal(now.AddDays(30), Assert.Single(await bench.PersonalTokens.ListAsync(owner, Ct), token => token.Name == "default").ExpiresAt);
        Assert.IsType<PersonalAccessTokenCheck.Accepted>(await bench.CheckPersonalAsync(before));
        Assert.Equal(TokenPolicy.Open, await bench.Get<TokenPolicyService>().GetAsync(owner, TokenPolicyKind.Scim, Ct));
        Assert.Equal(TokenPolicy.Open, await bench.Get<TokenPolicyService>().GetAsync(stranger, TokenPolicyKind.Personal, Ct));

        Task<IssuedPersonalAccessToken> CreateAsync(DateTimeOffset? expiresAt) => bench.PersonalTokens.CreateAsync(owner, new NewPersonalAccessToken("x", expiresAt), Ct);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Scope_and_networks_are_kept_and_networks_are_asked_at_each_request(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);
        var ada = await bench.PersonAsync();
        var token = await bench.PersonalTokens.CreateAsync(
            ada, new NewPersonalAccessToken("ci", null) { Scope = PersonalTokenScope.Tokens, AllowedNetworks = ["203.0.113.0/24"] }, Ct);

        var accepted = Assert.IsType<PersonalAccessTokenCheck.Accepted>(await bench.CheckPersonalAsync(token, "203.0.113.9"));
        Assert.Equal(new ActorToken(token.Id, "ci", PersonalTokenScope.Tokens, null, "203.0.113.0/24"), accepted.Token);
        Assert.IsType<PersonalAccessTokenCheck.NotFromHere>(await bench.CheckPersonalAsync(token, "203.0.114.9"));
        var listed = Assert.Single(await bench.PersonalTokens.ListAsync(ada, Ct));
        Assert.Equal(PersonalTokenScope.Tokens, listed.Scope);
        Assert.Equal(["203.0.113.0/24"], listed.AllowedNetworks);
    }

    [Theory]
    [InlineData(PersonalTokenScope.All, PersonalTokenScope.All, true)]
    [InlineData(PersonalTokenScope.All, PersonalTokenScope.Read, true)]
    [InlineData(PersonalTokenScope.Tokens, PersonalTokenScope.Tokens, true)]
    [InlineData(PersonalTokenScope.Tokens, PersonalTokenScope.All, false)]
    [InlineData(PersonalTokenScope.Read, PersonalTokenScope.Tokens, false)]
    public async Task A_token_covers_no_more_than_the_one_that_creates_it(PersonalTokenScope parent, PersonalTokenScope child, bool may)
    {
        await using var bench = await AccountsBench.CreateAsync();
        var ada = await bench.PersonAsync() with { Kind = "api", Token = new ActorToken(Guid.NewGuid(), "parent", parent, null, null) };
        var refused = await Record.ExceptionAsync(() => bench.PersonalTokens.CreateAsync(ada, new NewPersonalAccessToken("child", null) { Scope = child }, Ct));
        Assert.Equal(may, refused is not ValidationFailedException);
    }

    [Theory]
    [InlineData(null, "10.0.0.0/8", true)]
    [InlineData("10.0.0.0/8", null, false)]
    [InlineData("10.0.0.0/8", "10.1.0.0/16", true)]
    [InlineData("10.1.0.0/16", "10.0.0.0/8", false)]
    [InlineData("10.0.0.0/8 2001:db8::/32", "2001:db8:1::/48 10.0.0.1/32", true)]
    [InlineData("10.0.0.0/8 2001:db8::/32", "2001:db9::/48 10.0.0.1/32", false)]
    [InlineData("0.0.0.0/0", "::/0", false)]
    public void Networks_include_others_or_not(string? outer, string? inner, bool include) =>
        Assert.Equal(include, TokenNetworks.Parse(outer).Include(TokenNetworks.Parse(inner)));

    [Theory]
    [InlineData(PersonalTokenScope.Read, true, Permission.ManageSaml, true)]
    [InlineData(PersonalTokenScope.Read, false, Permission.ManageTokens, false)]
    [InlineData(PersonalTokenScope.Tokens, false, Permission.ManageTokens, true)]
    [InlineData(PersonalTokenScope.Tokens, false, Permission.ManageOrganization, false)]
    [InlineData(PersonalTokenScope.Tokens, false, null, false)]
    [InlineData(PersonalTokenScope.All, false, null, true)]
    [InlineData((PersonalTokenScope)7, true, Permission.ReadLogs, false)]
    public void A_scope_allows_a_request_or_not(PersonalTokenScope scope, bool isRead, Permission? permission, bool allows) =>
        Assert.Equal(allows, scope.Allows(isRead, permission));
}
