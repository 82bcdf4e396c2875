using System.Net;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Tokens;

public sealed class TokenPolicyTests
{
    public static TheoryData<DatabaseProvider> Providers => AccountsBench.Providers;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_policy_binds_new_tokens_of_its_own_organization(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);
        var owner = await bench.PersonAsync();
        await bench.IntegrationAsync(owner);
        var stranger = await bench.PersonAsync(organization: "Other");
        var before = await bench.Tokens.CreateAsync(owner, new NewScimToken(null, "Before", null), Ct);

        await bench.Get<TokenPolicyService>().SetAsync(owner, TokenPolicyKind.Scim, new TokenPolicy(false, 90, 30), Ct);

        var now = bench.Clock.GetUtcNow();
        await Assert.ThrowsAsync<RuleViolatedException>(() => CreateAsync(null));
        await Assert.ThrowsAsync<RuleViolatedException>(() => CreateAsync(now.AddDays(90).AddMilliseconds(1)));
        Assert.Equal(now.AddDays(90), (await CreateAsync(now.AddDays(90))).Token.ExpiresAt);
        Assert.Equal(now.AddDays(30), (await bench.Tokens.CreateAsync(owner, new NewScimToken(null, "x", null) { DefaultExpiry = true }, Ct)).Token.ExpiresAt);
        Assert.IsType<TokenCheck.Accepted>(await bench.CheckAsync(before.Secret));
        Assert.Equal(TokenPolicy.Open, await bench.Get<TokenPolicyService>().GetAsync(stranger, TokenPolicyKind.Scim, Ct));
        await using var db = bench.Database.CreateDbContext();
        Assert.Equal("tokenPolicy.update", (await db.AuditLog.OrderByDescending(a => a.Key).FirstAsync(a => a.Action.StartsWith("tokenPolicy"), Ct)).Action);

        Task<IssuedToken> CreateAsync(DateTimeOffset? expiresAt) => bench.Tokens.CreateAsync(owner, new NewScimToken(null, "x", expiresAt), Ct);
    }

    [Theory]
    [InlineData(true, 0, null, "maxDays")]
    [InlineData(true, 3651, null, "maxDays")]
    [InlineData(true, 30, 31, "defaultDays")]
    [InlineData(true, null, 0, "defaultDays")]
    [InlineData(false, 30, null, "defaultDays")]
    public async Task A_policy_that_contradicts_itself_is_refused(bool never, int? max, int? byDefault, string field)
    {
        await using var bench = await AccountsBench.CreateAsync();
        var owner = await bench.PersonAsync();
        var refused = await Assert.ThrowsAsync<ValidationFailedException>(
            () => bench.Get<TokenPolicyService>().SetAsync(owner, TokenPolicyKind.Scim, new TokenPolicy(never, max, byDefault), Ct));
        Assert.Equal([field], refused.Fields.Keys);
    }

    [Theory]
    [InlineData(PortalRole.Owner, true)]
    [InlineData(PortalRole.TokenManager, false)]
    [InlineData(PortalRole.Operator, false)]
    [InlineData(PortalRole.Auditor, false)]
    public async Task Only_an_owner_sets_the_policy(PortalRole role, bool may)
    {
        await using var bench = await AccountsBench.CreateAsync();
        var actor = await bench.PersonAsync(role);
        var refused = await Record.ExceptionAsync(() => bench.Get<TokenPolicyService>().SetAsync(actor, TokenPolicyKind.Scim, new TokenPolicy(false, 90, 30), Ct));
        Assert.Equal(may, refused is not ForbiddenException);
        Assert.Equal(may ? new TokenPolicy(false, 90, 30) : TokenPolicy.Open, await bench.Get<TokenPolicyService>().GetAsync(actor, TokenPolicyKind.Scim, Ct));
    }

    [Theory]
    [InlineData("203.0.113.0/24", "203.0.113.0/24")]
    [InlineData("203.0.113.7", "203.0.113.7/32")]
    [InlineData(" 2001:db8::/32 ", "2001:db8::/32")]
    [InlineData("2001:DB8::1", "2001:db8::1/128")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    public void A_network_or_an_address_is_kept_in_one_form(string text, string stored) => Assert.Equal(stored, TokenNetworks.Stored([text, text]));

    [Theory]
    [InlineData("")]
    [InlineData("everywhere")]
    [InlineData("10")]
    [InlineData("010.0.0.1")]
    [InlineData("10.0.0.1/8")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("fe80::1%eth0")]
    [InlineData("::ffff:10.0.0.0/104")]
    [InlineData("2001:db8::1/32")]
    [InlineData("10.0.0.0/8 192.168.0.0/16")]
    public void What_is_no_network_is_refused(string text)
    {
        var refused = Assert.Throws<ValidationFailedException>(() => TokenNetworks.Stored(["192.0.2.0/24", text]));
        Assert.Equal(["allowedNetworks"], refused.Fields.Keys);
    }

    [Theory]
    [InlineData("203.0.113.0/24", "203.0.113.255", true)]
    [InlineData("203.0.113.0/24", "203.0.114.0", false)]
    [InlineData("203.0.113.0/24", "::ffff:203.0.113.9", true)]
    [InlineData("2001:db8::/32", "2001:db8:ffff::1", true)]
    [InlineData("2001:db8::/32", "203.0.113.1", false)]
    [InlineData("10.0.0.0/8 2001:db8::/32", "2001:db8::1", true)]
    [InlineData(null, "198.51.100.1", true)]
    public void An_address_is_in_a_network_or_not(string? stored, string address, bool allowed) =>
        Assert.Equal(allowed, TokenNetworks.Parse(stored).Allow(IPAddress.Parse(address)));

    [Fact]
    public void An_unknown_address_is_on_no_list() => Assert.False(TokenNetworks.Parse("0.0.0.0/0").Allow(null));

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_change_of_networks_and_scopes_counts_from_the_next_request_on(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);
        var owner = await bench.PersonAsync();
        await bench.IntegrationAsync(owner);
        var token = await bench.Tokens.CreateAsync(owner, new NewScimToken(null, "Okta", null), Ct);
        Assert.IsType<TokenCheck.Accepted>(await bench.CheckAsync(token.Secret));

        var changed = await bench.Tokens.UpdateAsync(owner, token.Token.Id, new ScimTokenChange("Okta EU", TokenScopes.Users | TokenScopes.ReadOnly, ["203.0.113.0/24"]), Ct);

        Assert.Equal(("Okta EU", TokenScopes.Users | TokenScopes.ReadOnly), (changed.Description, changed.Scopes));
        Assert.Equal(["203.0.113.0/24"], changed.AllowedNetworks);
        Assert.IsType<TokenCheck.NotFromHere>(await bench.CheckAsync(token.Secret));
        var accepted = Assert.IsType<TokenCheck.Accepted>(await bench.CheckAsync(token.Secret, "203.0.113.5"));
        Assert.Equal(("Okta EU", TokenScopes.Users | TokenScopes.ReadOnly), (accepted.Identity.TokenName, accepted.Identity.Scopes));

        Assert.Empty((await bench.Tokens.UpdateAsync(owner, token.Token.Id, new ScimTokenChange(null, null, []), Ct)).AllowedNetworks);
        Assert.IsType<TokenCheck.Accepted>(await bench.CheckAsync(token.Secret));
    }

    [Theory]
    [InlineData(TokenScopes.All, true, true, true)]
    [InlineData(TokenScopes.Users, true, false, true)]
    [InlineData(TokenScopes.Groups, false, true, true)]
    [InlineData(TokenScopes.ReadOnly, true, true, false)]
    [InlineData(TokenScopes.Groups | TokenScopes.ReadOnly, false, true, false)]
    public void Scopes_say_what_is_reached_and_whether_it_may_be_changed(TokenScopes scopes, bool users, bool groups, bool writes) =>
        Assert.Equal((users, groups, writes), (scopes.Reaches(TokenScopes.Users), scopes.Reaches(TokenScopes.Groups), scopes.MayWrite()));

    [Theory]
    [InlineData(null, TokenWarning.None)]
    [InlineData(30.01, TokenWarning.None)]
    [InlineData(30.0, TokenWarning.Month)]
    [InlineData(14.01, TokenWarning.Month)]
    [InlineData(14.0, TokenWarning.TwoWeeks)]
    [InlineData(7.0, TokenWarning.Week)]
    [InlineData(1.01, TokenWarning.Week)]
    [InlineData(1.0, TokenWarning.Day)]
    [InlineData(0.0, TokenWarning.Ended)]
    [InlineData(-3.0, TokenWarning.Ended)]
    public void Warnings_come_at_30_14_7_and_1_days(double? days, TokenWarning warning)
    {
        var now = new DateTimeOffset(2026, 11, 22, 5, 0, 0, TimeSpan.Zero);
        Assert.Equal(warning, TokenWarnings.At(now.AddDays(-60), days is { } left ? now.AddDays(left) : null, now));
    }

    [Theory]
    [InlineData(30, TokenWarning.None)]
    [InlineData(31, TokenWarning.Month)]
    public void A_token_that_was_made_for_thirty_days_is_first_warned_of_at_fourteen(int life, TokenWarning first)
    {
        var made = new DateTimeOffset(2026, 11, 22, 5, 0, 0, TimeSpan.Zero);
        var end = made.AddDays(life);
        Assert.Equal(first, TokenWarnings.At(made, end, end.AddDays(-30)));
        Assert.Equal(TokenWarning.TwoWeeks, TokenWarnings.At(made, end, end.AddDays(-14)));
    }
}
