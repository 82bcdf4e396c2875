using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Tokens;

public sealed class TokenRotationTests
{
    public static TheoryData<DatabaseProvider> Providers => AccountsBench.Providers;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Rotation_keeps_the_uuid_and_kills_the_old_secret_at_once(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);
        var (owner, old) = await IssueAsync(bench);
        Assert.IsType<TokenCheck.Accepted>(await bench.CheckAsync(old.Secret));
        await bench.Get<TokenUseBuffer>().FlushAsync(Ct);
        var expiry = bench.Clock.GetUtcNow().AddDays(90);

        var rotated = await bench.Tokens.RotateAsync(owner, old.Token.Id, new TokenRotation(expiry, 0), Ct);

        Assert.NotEqual(old.Secret, rotated.Secret);
        Assert.Equal(
            (old.Token.Id, expiry, bench.Clock.GetUtcNow(), TokenState.Active),
            (rotated.Token.Id, rotated.Token.ExpiresAt!.Value, rotated.Token.RotatedAt!.Value, rotated.Token.StateAt(bench.Clock.GetUtcNow())));
        Assert.NotNull(rotated.Token.LastUsedAt);
        Assert.IsType<TokenCheck.Replaced>(await bench.CheckAsync(old.Secret));
        Assert.IsType<TokenCheck.Accepted>(await bench.CheckAsync(rotated.Secret));
        await using var db = bench.Database.CreateDbContext();
        var audit = await db.AuditLog.SingleAsync(a => a.Action == "token.rotate", Ct);
        Assert.DoesNotContain(rotated.Secret["scim_".Length..], audit.Before + audit.After, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task With_an_overlap_both_secrets_work_until_it_ends(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);
        var (owner, old) = await IssueAsync(bench);
        var rotated = await RotateAsync(bench, owner, old, overlapMinutes: 30);

        Assert.Equal(TokenState.Overlapping, rotated.Token.StateAt(bench.Clock.GetUtcNow()));
        bench.Clock.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromMilliseconds(1));
        Assert.IsType<TokenCheck.Accepted>(await bench.CheckAsync(old.Secret));
        Assert.IsType<TokenCheck.Accepted>(await bench.CheckAsync(rotated.Secret));

        bench.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.IsType<TokenCheck.Replaced>(await bench.CheckAsync(old.Secret));
        Assert.IsType<TokenCheck.Accepted>(await bench.CheckAsync(rotated.Secret));
        Assert.Equal(TokenState.Active, rotated.Token.StateAt(bench.Clock.GetUtcNow()));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task An_overlap_can_be_ended_and_ending_it_again_does_nothing(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);
        var (owner, old) = await IssueAsync(bench);
        var rotated = await RotateAsync(bench, owner, old, overlapMinutes: 1440);
        Assert.IsType<TokenCheck.Accepted>(await bench.CheckAsync(old.Secret));

        await bench.Tokens.EndOverlapAsync(owner, old.Token.Id, Ct);
        await bench.Tokens.EndOverlapAsync(owner, old.Token.Id, Ct);

        Assert.IsType<TokenCheck.Replaced>(await bench.CheckAsync(old.Secret));
        Assert.IsType<TokenCheck.Accepted>(await bench.CheckAsync(rotated.Secret));
        await using var db = bench.Database.CreateDbContext();
        Assert.Equal(1, await db.AuditLog.CountAsync(a => a.Action == "token.endOverlap", Ct));
    }

    [Fact]
    public async Task An_old_secret_does_not_outlive_its_own_expiry_by_an_overlap()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var (owner, old) = await IssueAsync(bench, TimeSpan.FromMinutes(5));
        var rotated = await RotateAsync(bench, owner, old, overlapMinutes: 60);

        Assert.Equal(old.Token.ExpiresAt, rotated.Token.OverlapUntil);
        bench.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.IsType<TokenCheck.Replaced>(await bench.CheckAsync(old.Secret));
    }

    [Fact]
    public async Task An_expired_token_can_be_rotated_and_its_old_secret_stays_dead()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var (owner, old) = await IssueAsync(bench, TimeSpan.FromMinutes(5));
        bench.Clock.Advance(TimeSpan.FromMinutes(6));

        var rotated = await RotateAsync(bench, owner, old, overlapMinutes: 60);

        Assert.Null(rotated.Token.OverlapUntil);
        Assert.IsType<TokenCheck.Replaced>(await bench.CheckAsync(old.Secret));
        Assert.IsType<TokenCheck.Accepted>(await bench.CheckAsync(rotated.Secret));
    }

    [Fact]
    public async Task Revoking_ends_the_new_and_the_overlapping_secret()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var (owner, old) = await IssueAsync(bench);
        var rotated = await RotateAsync(bench, owner, old, overlapMinutes: 60);

        await bench.Tokens.RevokeAsync(owner, old.Token.Id, Ct);

        Assert.IsType<TokenCheck.Revoked>(await bench.CheckAsync(old.Secret));
        Assert.IsType<TokenCheck.Revoked>(await bench.CheckAsync(rotated.Secret));
    }

    [Fact]
    public async Task The_hour_counts_from_the_last_rotation_and_not_from_the_creation()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var (owner, old) = await IssueAsync(bench);
        await RotateAsync(bench, owner, old);

        bench.Clock.Advance(TokenService.RotationPause - TimeSpan.FromMilliseconds(1));
        var refused = await Assert.ThrowsAsync<RuleViolatedException>(() => RotateAsync(bench, owner, old));
        Assert.Equal("Token can only be rotated once per hour", refused.Message);

        bench.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.IsType<TokenCheck.Accepted>(await bench.CheckAsync((await RotateAsync(bench, owner, old)).Secret));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Of_rotations_at_the_same_time_one_wins_and_its_secret_is_the_one(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);
        var (owner, old) = await IssueAsync(bench);

        var attempts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TryAsync(() => RotateAsync(bench, owner, old))));

        var winner = Assert.Single(attempts, attempt => attempt is not null)!;
        Assert.IsType<TokenCheck.Accepted>(await bench.CheckAsync(winner.Secret));
    }

    [Fact]
    public async Task The_checks_come_in_their_order()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var (owner, token) = await IssueAsync(bench);
        var auditor = await bench.PersonAsync(PortalRole.Auditor);
        var stranger = await bench.PersonAsync(organization: "Other");
        var now = bench.Clock.GetUtcNow();
        var (past, future) = (new TokenRotation(now, 0), new TokenRotation(now.AddDays(1), 0));

        await Assert.ThrowsAsync<ForbiddenException>(() => bench.Tokens.RotateAsync(auditor, Guid.NewGuid(), past, Ct));
        Assert.Equal("Expire time must be in the future", await RefusalAsync(() => bench.Tokens.RotateAsync(owner, Guid.NewGuid(), past, Ct)));
        var absent = Guid.NewGuid();
        Assert.Equal($"Token with UUID {absent} not found", await RefusalAsync(() => bench.Tokens.RotateAsync(owner, absent, future, Ct)));
        Assert.Equal($"Token with UUID {token.Token.Id} not found", await RefusalAsync(() => bench.Tokens.RotateAsync(stranger, token.Token.Id, future, Ct)));
        var forever = await bench.Tokens.CreateAsync(owner, new NewScimToken(null, "Entra", null), Ct);
        Assert.Equal("Token with no expiration date cannot be rotated", await RefusalAsync(() => bench.Tokens.RotateAsync(owner, forever.Token.Id, future, Ct)));
        await bench.Get<TokenPolicyService>().SetAsync(owner, TokenPolicyKind.Scim, new TokenPolicy(true, 30, null), Ct);
        Assert.Equal(
            "The token policy of the organization allows at most 30 days until the expiration date",
            await RefusalAsync(() => bench.Tokens.RotateAsync(
            owner with { AuthenticatedAt = bench.Clock.GetUtcNow() }, token.Token.Id, new TokenRotation(now.AddDays(31), 0), Ct)));
        await bench.Tokens.RotateAsync(owner, token.Token.Id, future, Ct);
        Assert.Equal("Token can only be rotated once per hour", await RefusalAsync(() => bench.Tokens.RotateAsync(owner, token.Token.Id, future, Ct)));
        await bench.Tokens.RevokeAsync(owner, token.Token.Id, Ct);
        Assert.Equal($"Token with UUID {token.Token.Id} not found", await RefusalAsync(() => bench.Tokens.RotateAsync(owner, token.Token.Id, future, Ct)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1441)]
    public async Task An_overlap_is_at_most_a_day(int minutes)
    {
        await using var bench = await AccountsBench.CreateAsync();
        var (owner, token) = await IssueAsync(bench);
        var refused = await Assert.ThrowsAsync<ValidationFailedException>(() => RotateAsync(bench, owner, token, minutes));
        Assert.Equal(["overlapMinutes"], refused.Fields.Keys);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_secret_is_found_by_an_index_be_it_the_old_or_the_new_one(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);
        var (owner, old) = await IssueAsync(bench);
        await RotateAsync(bench, owner, old);
        await using var db = bench.Database.CreateDbContext();
        var indexes = await db.Database.SqlQueryRaw<string>(provider == DatabaseProvider.Sqlite
            ? "SELECT name AS \"Value\" FROM sqlite_master WHERE type = 'index' AND tbl_name = 'scim_tokens'"
            : "SELECT indexname AS \"Value\" FROM pg_indexes WHERE tablename = 'scim_tokens'").ToListAsync(Ct);
        Assert.Contains("ix_scim_tokens_hash", indexes);
        Assert.Contains("ix_scim_tokens_previous_hash", indexes);
    }

    private static async Task<(Actor Owner, IssuedToken Token)> IssueAsync(AccountsBench bench, TimeSpan? life = null)
    {
        var owner = await bench.PersonAsync();
        await bench.IntegrationAsync(owner);
        var expiry = bench.Clock.GetUtcNow() + (life ?? TimeSpan.FromDays(30));
        return (owner, await bench.Tokens.CreateAsync(owner, new NewScimToken(null, "Okta", expiry), Ct));
    }

    private static Task<IssuedToken> RotateAsync(AccountsBench bench, Actor owner, IssuedToken token, int overlapMinutes = 0) =>
        bench.Tokens.RotateAsync(
            owner with { AuthenticatedAt = bench.Clock.GetUtcNow() }, token.Token.Id, new TokenRotation(bench.Clock.GetUtcNow().AddDays(30), overlapMinutes), Ct);

    private static async Task<IssuedToken?> TryAsync(Func<Task<IssuedToken>> rotate)
    {
        try
        {
            return await rotate();
        }
        catch (RuleViolatedException)
        {
            return null;
        }
    }

    private static async Task<string> RefusalAsync(Func<Task> action) => (await Assert.ThrowsAnyAsync<RequestException>(action)).Message;
}
