using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Primitives;
using Scimify.Core.Tokens;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Tokens;

public sealed class ScimTokenAuthenticatorTests
{
    public static TheoryData<DatabaseProvider> Providers => AccountsBench.Providers;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_token_stands_for_its_integration(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);
        var owner = await bench.PersonAsync();
        var integration = await bench.IntegrationAsync(owner);
        var issued = await IssueAsync(bench, owner);

        var accepted = Assert.IsType<TokenCheck.Accepted>(await bench.CheckAsync(issued.Secret));

        Assert.Equal(
            new ScimTokenIdentity(issued.Token.Id, "Okta", integration.Key, integration.Id, owner.OrganizationKey, owner.OrganizationId),
            accepted.Identity);
    }

    [Theory]
    [InlineData("")]
    [InlineData("scim_")]
    [InlineData("scim_00000000000000000000000000000000")]
    [InlineData("scim_0000000000000000000000000000000g")]
    [InlineData("scimify_pat_00000000000000000000000000000000")]
    public async Task What_was_never_issued_is_unknown(string secret)
    {
        await using var bench = await AccountsBench.CreateAsync();

        Assert.IsType<TokenCheck.Unknown>(await bench.CheckAsync(secret));
    }

    [Fact]
    public async Task A_token_in_upper_case_is_another_text_and_unknown()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var owner = await bench.PersonAsync();
        await bench.IntegrationAsync(owner);
        var issued = await IssueAsync(bench, owner);

        Assert.IsType<TokenCheck.Unknown>(await bench.CheckAsync(LetterCase.Upper(issued.Secret)));
    }

    [Fact]
    public async Task A_token_expires_at_its_instant_even_while_it_is_cached()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var owner = await bench.PersonAsync();
        await bench.IntegrationAsync(owner);
        var expiry = bench.Clock.GetUtcNow().AddSeconds(3);
        var issued = await IssueAsync(bench, owner, expiry);
        Assert.IsType<TokenCheck.Accepted>(await bench.CheckAsync(issued.Secret));

        bench.Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(expiry, Assert.IsType<TokenCheck.Expired>(await bench.CheckAsync(issued.Secret)).At);
    }

    [Fact]
    public async Task A_revocation_by_another_process_is_seen_when_the_cache_has_run_out()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var owner = await bench.PersonAsync();
        await bench.IntegrationAsync(owner);
        var issued = await IssueAsync(bench, owner);
        await bench.CheckAsync(issued.Secret);
        await bench.Database.WriteAsync(
            session => session.Execute("UPDATE scim_tokens SET revoked_at = 1"), Ct);

        Assert.IsType<TokenCheck.Accepted>(await bench.CheckAsync(issued.Secret));
        bench.Clock.Advance(ScimTokenAuthenticator.CacheLife);
        Assert.IsType<TokenCheck.Revoked>(await bench.CheckAsync(issued.Secret));
    }

    [Fact]
    public async Task Within_the_seconds_of_the_cache_a_good_token_costs_no_read()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var owner = await bench.PersonAsync();
        await bench.IntegrationAsync(owner);
        var issued = await IssueAsync(bench, owner);
        await bench.CheckAsync(issued.Secret);
        await bench.Database.WriteAsync(session => session.Execute("DELETE FROM scim_tokens"), Ct);

        Assert.IsType<TokenCheck.Accepted>(await bench.CheckAsync(issued.Secret));
    }

    [Fact]
    public async Task The_last_use_is_noted_at_first_use_and_then_at_most_once_a_minute()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var owner = await bench.PersonAsync();
        await bench.IntegrationAsync(owner);
        var issued = await IssueAsync(bench, owner);
        var first = bench.Clock.GetUtcNow();

        await bench.CheckAsync(issued.Secret);
        Assert.Equal(first, await FlushedLastUseAsync(bench, owner));
        Assert.Equal("192.0.2.1", (await bench.Tokens.GetAsync(owner, issued.Token.Id, Ct)).LastUsedFrom);

        bench.Clock.Advance(TimeSpan.FromSeconds(59));
        await bench.CheckAsync(issued.Secret);
        Assert.Equal(first, await FlushedLastUseAsync(bench, owner));

        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        await bench.CheckAsync(issued.Secret);
        Assert.Equal(first.AddMinutes(1), await FlushedLastUseAsync(bench, owner));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task All_processes_share_one_hash_key_whoever_makes_it(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);
        var store = bench.Get<IServerKeyStore>();

        var keys = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => store.GetOrCreateAsync("test", 32, Ct)));

        Assert.Single(keys.Select(Convert.ToHexString).Distinct());
        await using var db = bench.Database.CreateDbContext();
        var stored = await db.ServerSecrets.SingleAsync(s => s.Name == "test", Ct);
        Assert.DoesNotContain(Convert.ToBase64String(keys[0]), stored.ProtectedValue, StringComparison.Ordinal);
    }

    private static Task<IssuedToken> IssueAsync(AccountsBench bench, Actor owner, DateTimeOffset? expiresAt = null) =>
        bench.Tokens.CreateAsync(owner, new NewScimToken(null, "Okta", expiresAt), Ct);

    private static async Task<DateTimeOffset?> FlushedLastUseAsync(AccountsBench bench, Actor owner)
    {
        await bench.Get<TokenUseBuffer>().FlushAsync(Ct);
        return Assert.Single(await bench.Tokens.ListAsync(owner, true, null, Ct)).LastUsedAt;
    }
}
