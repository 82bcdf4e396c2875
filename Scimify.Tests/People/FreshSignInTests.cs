using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.People;

/// <summary>What an open screen, or a cookie that was stolen, is not enough for.</summary>
public sealed class FreshSignInTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 5, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("person", 0, true)]
    [InlineData("person", 600, true)]
    [InlineData("person", 601, false)]
    [InlineData("person", -60, true)]
    [InlineData("person", -61, false)]
    [InlineData("person", null, false)]
    [InlineData("api", null, true)]
    [InlineData("cli", null, true)]
    [InlineData("system", null, true)]
    public void A_person_is_fresh_for_ten_minutes_and_a_program_has_no_sign_in(string kind, int? secondsAgo, bool fresh)
    {
        var actor = new Actor(kind, Guid.NewGuid(), "ada@example.com", 1, Guid.NewGuid(), PortalRole.Owner, null)
        {
            AuthenticatedAt = secondsAgo is { } ago ? Now.AddSeconds(-ago) : null,
        };
        Assert.Equal(fresh, FreshSignIn.IsFresh(actor, Now));
    }

    [Fact]
    public async Task What_gives_access_asks_for_a_fresh_sign_in()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var owner = await bench.PersonAsync();
        var ada = await bench.PersonAsync(PortalRole.Auditor);
        bench.Clock.Advance(FreshSignIn.Life + TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<SignInNotFreshException>(() => bench.PersonalTokens.CreateAsync(owner, new NewPersonalAccessToken("ci", null), Ct));
        await Assert.ThrowsAsync<SignInNotFreshException>(() => bench.People.InviteAsync(owner, "eve@example.com", PortalRole.Auditor, Ct));
        await Assert.ThrowsAsync<SignInNotFreshException>(() => bench.People.ChangeRoleAsync(owner, ada.Id!.Value, PortalRole.Owner, Ct));
        await Assert.ThrowsAsync<SignInNotFreshException>(() => bench.People.ChangeAsync(owner, ada.Id!.Value, PortalRole.Owner, null, Ct));
        Assert.Equal(PortalRole.Auditor, (await bench.People.GetAsync(owner, ada.Id!.Value, Ct)).Role);

        var again = owner with { AuthenticatedAt = bench.Clock.GetUtcNow() };
        await bench.PersonalTokens.CreateAsync(again, new NewPersonalAccessToken("ci", null), Ct);
        await bench.People.InviteAsync(again, "eve@example.com", PortalRole.Auditor, Ct);
        await bench.People.ChangeRoleAsync(again, ada.Id!.Value, PortalRole.Owner, Ct);
    }

    [Fact]
    public async Task What_takes_access_away_asks_for_nothing()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var owner = await bench.PersonAsync();
        var other = await bench.PersonAsync();
        var token = await bench.PersonalTokens.CreateAsync(other, new NewPersonalAccessToken("ci", null), Ct);
        bench.Clock.Advance(FreshSignIn.Life + TimeSpan.FromSeconds(1));

        await bench.PersonalTokens.RevokeAsync(owner, token.Id, Ct);
        await bench.People.ChangeRoleAsync(owner, other.Id!.Value, PortalRole.Auditor, Ct);
        await bench.People.LockAsync(owner, other.Id!.Value, Ct);
        await bench.People.RemoveAsync(owner, other.Id!.Value, Ct);
        await Assert.ThrowsAsync<NotFoundException>(() => bench.People.GetAsync(owner, other.Id!.Value, Ct));
    }

    [Fact]
    public async Task Who_may_not_do_it_is_not_asked_to_sign_in_again()
    {
        await using var bench = await AccountsBench.CreateAsync();
        var auditor = await bench.PersonAsync(PortalRole.Auditor) with { AuthenticatedAt = null };

        await Assert.ThrowsAsync<ForbiddenException>(() => bench.People.InviteAsync(auditor, "eve@example.com", PortalRole.Owner, Ct));
        await Assert.ThrowsAsync<ForbiddenException>(() => bench.People.ChangeRoleAsync(auditor, auditor.Id!.Value, PortalRole.Owner, Ct));
    }
}
