using Scimify.Core.Directory;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Directory.Users;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Provisioning;
using Scimify.Core.Provisioning.Engine;

namespace Scimify.Tests.Persistence;

/// <summary>Whether the end of an attempt leaves something to look for, on both databases. If it does not, the engine does not look.</summary>
public sealed class CompletionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseProvider> Providers => [DatabaseProvider.Sqlite, DatabaseProvider.Postgres];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_person_for_whom_nothing_waits_leaves_nothing(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        await world.UserAsync("""{"userName":"ada@example.com"}""");

        Assert.Equal(Completion.Done, await CompleteAsync(world, await ClaimAsync<SyncClaim.User>(world), Linked));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_membership_that_waited_for_the_person_is_left(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var ada = await world.UserAsync("""{"userName":"ada@example.com"}""");
        await world.GroupAsync("Sales", ada);
        var (user, group) = await ClaimBothAsync(world);

        Assert.Equal(Completion.LeavesWork, await CompleteAsync(world, group, new SyncFacts { Group = row => row.LookerGroupId = "3" }));
        Assert.Equal(Completion.LeavesWork, await CompleteAsync(world, user, Linked));
        Assert.Equal(Completion.Done, await CompleteAsync(world, await ClaimAsync<SyncClaim.Membership>(world), new SyncFacts { Membership = AppliedMembership.Present }));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_write_that_came_during_the_attempt_is_left(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var ada = await world.UserAsync("""{"userName":"ada@example.com"}""");
        var claim = await ClaimAsync<SyncClaim.User>(world);
        await world.Users.ReplaceAsync(world.Request(), ada, DirectoryWorld.Json("""{"userName":"ada@example.com","name":{"givenName":"Ada"}}"""), null, Ct);

        Assert.Equal(Completion.LeavesWork, await CompleteAsync(world, claim, Linked));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task An_address_that_was_given_up_is_left_for_whoever_waits_for_it(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        await world.UserAsync("""{"userName":"ada@example.com"}""");
        await StoreAsync(world, "old@example.com");

        Assert.Equal(Completion.LeavesWork, await CompleteAsync(world, await ClaimAsync<SyncClaim.User>(world), Linked));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_row_that_is_tried_again_is_left(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        await world.UserAsync("""{"userName":"ada@example.com"}""");
        var claim = await ClaimAsync<SyncClaim.User>(world);

        Assert.Equal(Completion.LeavesWork, await CompleteAsync(world, claim, SyncFacts.None, new SyncOutcome.Retry(null, false, "Looker is away.")));
        Assert.Equal(Completion.LeaseLost, await CompleteAsync(world, claim, Linked));
    }

    private static SyncFacts Linked => new()
    {
        User = row => (row.LookerUserId, row.LinkState, row.AppliedState) = ("7", LinkState.Created, (LookerUserState.Unknown with { Email = "ada@example.com" }).Store()),
    };

    private static Task<Completion> CompleteAsync(DirectoryWorld world, SyncClaim claim, SyncFacts facts, SyncOutcome? outcome = null) =>
        new SyncStore(world.Database, TimeProvider.System).CompleteAsync(
            claim, facts, outcome ?? SyncOutcome.Applied.Instance, TimeProvider.System.GetUtcNow(), [], Ct);

    private static async Task<T> ClaimAsync<T>(DirectoryWorld world)
        where T : SyncClaim => Assert.Single((await ClaimedAsync(world)).OfType<T>());

    private static async Task<(SyncClaim.User User, SyncClaim.Group Group)> ClaimBothAsync(DirectoryWorld world)
    {
        var claims = await ClaimedAsync(world);
        return (Assert.Single(claims.OfType<SyncClaim.User>()), Assert.Single(claims.OfType<SyncClaim.Group>()));
    }

    private static async Task<IReadOnlyList<SyncClaim>> ClaimedAsync(DirectoryWorld world) => (await new SyncStore(world.Database, TimeProvider.System).ClaimAsync(
        world.Target.IntegrationKey, 8, 8, "node", TimeProvider.System.GetUtcNow().AddMinutes(5), Ct)).Claims;

    private static Task StoreAsync(DirectoryWorld world, string address) => world.Database.WriteAsync(
        session => session.Execute(
            "UPDATE scim_users SET looker_user_id = '7', link_state = 2, applied_state = @p0", (LookerUserState.Unknown with { Email = address }).Store()),
        Ct);
}
