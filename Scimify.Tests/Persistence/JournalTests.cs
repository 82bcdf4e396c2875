using Scimify.Core.Directory.Users;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Provisioning;
using Scimify.Core.Provisioning.Engine;

namespace Scimify.Tests.Persistence;

/// <summary>What an attempt writes down before its next call to Looker, on both databases.</summary>
public sealed class JournalTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_refusal_that_a_write_set_aside_during_the_attempt_does_not_come_back(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        await world.UserAsync("""{"userName":"p@example.com"}""");
        var refused = LookerUserState.Unknown
            .WithRefusal(UserParts.Names, new("A B", "Too long.", null))
            .WithRefusal(UserParts.Address, new("p@example.com", "Taken.", null));
        await StoreAsync(world, refused.Store());
        var sync = new SyncStore(world.Database, TimeProvider.System);
        var claimed = await sync.ClaimAsync(world.Target.IntegrationKey, 8, 8, "node", TimeProvider.System.GetUtcNow().AddMinutes(5), Ct);
        var claim = Assert.Single(claimed.Claims.OfType<SyncClaim.User>());

        await StoreAsync(world, LookerUserState.Unknown.WithRefusal(UserParts.Names, new("A B", "Too long.", null)).Store());
        var parked = (refused with { ParkedFrom = "p@example.com" }).Store();
        Assert.True(await sync.JournalUserAsync(claim, row => row.AppliedState = parked, [], Ct));

        await using var db = world.Database.CreateDbContext();
        var written = LookerUserState.Parse(db.ScimUsers.Single().AppliedState);
        Assert.Equal("p@example.com", written.ParkedFrom);
        Assert.Equal([UserParts.Names], written.Refused!.Keys);
    }

    private static Task StoreAsync(DirectoryWorld world, string? state) => world.Database.WriteAsync(
        session => session.Execute("UPDATE scim_users SET looker_user_id = '7', link_state = 2, applied_state = @p0", state), Ct);
}
