using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Tokens;

public sealed class TokenServiceTests
{
    public static TheoryData<DatabaseProvider> Providers => AccountsBench.Providers;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_new_token_has_128_random_bits_and_is_stored_as_a_keyed_hash_only(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);
        var owner = await bench.PersonAsync();
        var integration = await bench.IntegrationAsync(owner);

        var issued = await bench.Tokens.CreateAsync(owner, new NewScimToken(null, "  Okta  ", null), Ct);

        Assert.Matches("^scim_[0-9a-f]{32}$", issued.Secret);
        Assert.Equal("Okta", issued.Token.Description);
        Assert.Equal(integration.Id, issued.Token.IntegrationId);
        Assert.DoesNotContain(issued.Secret, issued.ToString(), StringComparison.Ordinal);
        await using var db = bench.Database.CreateDbContext();
        var row = await db.ScimTokens.SingleAsync(Ct);
        Assert.Matches("^[0-9a-f]{8}\\.[0-9a-f]{64}$", row.Hash);
        Assert.DoesNotContain(issued.Secret["scim_".Length..], row.Hash, StringComparison.Ordinal);
        var audit = await db.AuditLog.SingleAsync(a => a.Action == "token.create", Ct);
        Assert.Equal((owner.Name, issued.Token.Id.ToString(), "Okta"), (audit.ActorName, audit.SubjectId, audit.SubjectName));
        Assert.DoesNotContain(issued.Secret["scim_".Length..], audit.After, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Revoking_takes_effect_at_once_and_keeps_the_record(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);
        var owner = await bench.PersonAsync();
        await bench.IntegrationAsync(owner);
        var issued = await bench.Tokens.CreateAsync(owner, new NewScimToken(null, "Okta", null), Ct);
        Assert.IsType<TokenCheck.Accepted>(await bench.CheckAsync(issued.Secret));

        await bench.Tokens.RevokeAsync(owner, issued.Token.Id, Ct);

        Assert.IsType<TokenCheck.Revoked>(await bench.CheckAsync(issued.Secret));
        Assert.Empty(await bench.Tokens.ListAsync(owner, includeRevoked: false, null, Ct));
        var kept = Assert.Single(await bench.Tokens.ListAsync(owner, includeRevoked: true, null, Ct));
        Assert.Equal(TokenState.Revoked, kept.StateAt(bench.Clock.GetUtcNow()));
        await Assert.ThrowsAsync<NotFoundException>(() => bench.Tokens.GetAsync(owner, issued.Token.Id, Ct));
        await Assert.ThrowsAsync<NotFoundException>(() => bench.Tokens.RevokeAsync(owner, issued.Token.Id, Ct));
    }

    [Fact]
    public async Task Another_organization_neither_sees_nor_revokes_nor_uses_what_is_not_its_own()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var owner = await bench.PersonAsync();
        var integration = await bench.IntegrationAsync(owner);
        var issued = await bench.Tokens.CreateAsync(owner, new NewScimToken(null, "Okta", null), Ct);
        var stranger = await bench.PersonAsync(organization: "Other");

        Assert.Empty(await bench.Tokens.ListAsync(stranger, includeRevoked: true, null, Ct));
        await Assert.ThrowsAsync<NotFoundException>(() => bench.Tokens.GetAsync(stranger, issued.Token.Id, Ct));
        await Assert.ThrowsAsync<NotFoundException>(() => bench.Tokens.RevokeAsync(stranger, issued.Token.Id, Ct));
        await Assert.ThrowsAsync<NotFoundException>(
            () => bench.Tokens.CreateAsync(stranger, new NewScimToken(integration.Id, "x", null), Ct));
        Assert.IsType<TokenCheck.Accepted>(await bench.CheckAsync(issued.Secret));
    }

    [Theory]
    [InlineData(PortalRole.Owner, true, true)]
    [InlineData(PortalRole.TokenManager, true, true)]
    [InlineData(PortalRole.Operator, true, false)]
    [InlineData(PortalRole.Auditor, true, false)]
    public async Task Roles_read_and_manage_tokens_as_the_contract_says(PortalRole role, bool reads, bool manages)
    {
        await using var bench = await AccountsBench.CreateAsync();
        var actor = await bench.PersonAsync(role);
        await bench.IntegrationAsync(actor);

        Assert.Equal(reads, await IsAllowedAsync(() => bench.Tokens.ListAsync(actor, true, null, Ct)));
        Assert.Equal(manages, await IsAllowedAsync(() => bench.Tokens.CreateAsync(actor, new NewScimToken(null, "x", null), Ct)));
        Assert.Equal(manages, await IsAllowedAsync(() => bench.Tokens.RevokeAsync(actor, Guid.NewGuid(), Ct)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("two\nlines")]
    public async Task A_description_must_be_a_line_of_text(string description)
    {
        await using var bench = await AccountsBench.CreateAsync();
        var owner = await bench.PersonAsync();
        await bench.IntegrationAsync(owner);

        var refused = await Assert.ThrowsAsync<ValidationFailedException>(
            () => bench.Tokens.CreateAsync(owner, new NewScimToken(null, description, null), Ct));

        Assert.Equal(["description"], refused.Fields.Keys);
    }

    [Fact]
    public async Task An_expiry_must_be_in_the_future()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var owner = await bench.PersonAsync();
        await bench.IntegrationAsync(owner);

        var refused = await Assert.ThrowsAsync<RuleViolatedException>(
            () => bench.Tokens.CreateAsync(owner, new NewScimToken(null, "x", bench.Clock.GetUtcNow()), Ct));

        Assert.Equal("Expire time must be in the future", refused.Message);
    }

    [Fact]
    public async Task The_integration_may_be_left_out_only_where_there_is_one()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var owner = await bench.PersonAsync();
        var none = await Assert.ThrowsAsync<ValidationFailedException>(
            () => bench.Tokens.CreateAsync(owner, new NewScimToken(null, "x", null), Ct));
        var first = await bench.IntegrationAsync(owner, "One");
        await bench.IntegrationAsync(owner, "Two");
        var two = await Assert.ThrowsAsync<ValidationFailedException>(
            () => bench.Tokens.CreateAsync(owner, new NewScimToken(null, "x", null), Ct));

        Assert.Contains("no integration yet", Assert.Single(none.Fields["integrationUuid"]), StringComparison.Ordinal);
        Assert.Contains("there are 2", Assert.Single(two.Fields["integrationUuid"]), StringComparison.Ordinal);
        Assert.Equal(first.Id, (await bench.Tokens.CreateAsync(owner, new NewScimToken(first.Id, "x", null), Ct)).Token.IntegrationId);
    }

    private static async Task<bool> IsAllowedAsync(Func<Task> action)
    {
        try
        {
            await action();
            return true;
        }
        catch (ForbiddenException)
        {
            return false;
        }
        catch (NotFoundException)
        {
            return true;
        }
    }
}
