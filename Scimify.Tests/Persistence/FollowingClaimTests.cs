using System.Data.Common;
using Scimify.Core.Directory;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Provisioning;
using Scimify.Core.Provisioning.Engine;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Persistence;

/// <summary>
/// What a SCIM write makes due is claimed in the write's own transaction, if a worker has free places, or right after it if the batch
/// has no time left. On both databases.
/// </summary>
public sealed class FollowingClaimTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseProvider> Providers => [DatabaseProvider.Sqlite, DatabaseProvider.Postgres];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task What_a_write_makes_due_is_claimed_with_it(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var worker = new OfferingWorker(world, most: 4);

        var ada = await world.UserAsync("""{"userName":"ada@example.com"}""");

        var claim = Assert.IsType<SyncClaim.User>(Assert.Single(await worker.ClaimedAsync(1)));
        Assert.Equal(ada, claim.Value.Id);
        Assert.StartsWith("node:", claim.Lease.Name, StringComparison.Ordinal);
        Assert.Equal(Completion.Done, await worker.CompleteAsync(claim));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task What_has_waited_longer_has_the_place(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var first = await world.UserAsync("""{"userName":"first@example.com"}""");
        var worker = new OfferingWorker(world, most: 1);

        await world.UserAsync("""{"userName":"second@example.com"}""");

        Assert.Equal(first, Assert.IsType<SyncClaim.User>(Assert.Single(await worker.ClaimedAsync(1))).Value.Id);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task What_waits_gets_the_place_of_what_is_completed(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var first = await world.UserAsync("""{"userName":"first@example.com"}""");
        var second = await world.UserAsync("""{"userName":"second@example.com"}""");
        var worker = new OfferingWorker(world, most: 1) { HasBacklog = true };
        var claim = Assert.Single((await worker.Store.ClaimAsync(world.Target.IntegrationKey, 1, 1, "node", TimeProvider.System.GetUtcNow().AddMinutes(1), Ct)).Claims);

        await worker.CompleteAsync(claim);

        Assert.Equal(first, claim.Subject.ScimId);
        Assert.Equal(second, Assert.Single(await worker.ClaimedAsync(1)).Subject.ScimId);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Without_an_offer_nothing_is_claimed(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var worker = new OfferingWorker(world, most: 4) { Offers = false };

        await world.UserAsync("""{"userName":"ada@example.com"}""");

        var due = await worker.Store.ClaimAsync(world.Target.IntegrationKey, 4, 4, "other", TimeProvider.System.GetUtcNow().AddMinutes(1), Ct);
        Assert.Single(due.Claims);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_write_that_is_refused_leaves_the_offer_unused(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var worker = new OfferingWorker(world, most: 4);

        await Assert.ThrowsAsync<InvalidOperationException>(() => world.Store.WriteAsync<bool>(world.Target.IntegrationKey, _ => throw new InvalidOperationException("refused"), Ct));

        await Eventually.TrueAsync(() => !worker.IsOut);
        Assert.Empty(await worker.ClaimedAsync(0));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_claim_that_fails_leaves_the_write_as_it_is(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var follower = new FailingFollower(world.Target.IntegrationKey);
        world.Database.Follower = (_, _) => follower;

        var ada = await world.UserAsync("""{"userName":"ada@example.com"}""");

        await Eventually.TrueAsync(() => follower.Failure is not null);
        Assert.IsAssignableFrom<DbException>(follower.Failure);
        Assert.NotNull(await world.Store.ReadAsync(world.Target.IntegrationKey, reader => reader.FindUser(world.Target.IntegrationKey, ada), Ct));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Many_writes_at_once_share_offers_and_every_row_is_claimed_once(DatabaseProvider provider)
    {
        await using var world = await DirectoryWorld.CreateAsync(provider);
        var worker = new OfferingWorker(world, most: 100);

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => world.UserAsync($$"""{"userName":"user{{i}}@example.com"}""")));

        Assert.Equal(60, (await worker.ClaimedAsync(60)).Select(claim => claim.Row).Distinct().Count());
        await Eventually.TrueAsync(() => !worker.IsOut);
        Assert.Equal(worker.Offered, worker.Answered);
    }

    private sealed class FailingFollower(int integrationKey) : WriteItem(integrationKey)
    {
        public Exception? Failure { get; private set; }

        public override void Run(WriteSession session) => session.Execute("UPDATE no_such_table SET no_such_column = 1");

        public override void RanInto(Exception e) => Failure = e;

        public override void Answer() => Assert.NotNull(Failure);

        public override void Fail(Exception e) => Failure = e;

        protected override bool IsCancelled() => false;
    }

    /// <summary>Offers places as a worker does: one offer at a time.</summary>
    private sealed class OfferingWorker
    {
        private readonly Lock _gate = new();
        private readonly DirectoryWorld _world;
        private readonly int _most;
        private readonly List<SyncClaim> _claims = [];

        public OfferingWorker(DirectoryWorld world, int most)
        {
            (_world, _most) = (world, most);
            Store = new SyncStore(world.Database, TimeProvider.System);
            Store.FollowWrites(Offer);
        }

        public SyncStore Store { get; }

        public bool Offers { get; init; } = true;

        public bool HasBacklog { get; init; }

        public bool IsOut { get; private set; }

        public int Offered { get; private set; }

        public int Answered { get; private set; }

        /// <summary>The claims so far, once there are as many.</summary>
        public async Task<IReadOnlyList<SyncClaim>> ClaimedAsync(int count)
        {
            await Eventually.TrueAsync(() => Claims.Count >= count);
            return Claims;
        }

        private IReadOnlyList<SyncClaim> Claims
        {
            get
            {
                lock (_gate)
                {
                    return [.. _claims];
                }
            }
        }

        public Task<Completion> CompleteAsync(SyncClaim claim) => Store.CompleteAsync(
            claim, new SyncFacts { User = row => row.LookerUserId = "7" }, SyncOutcome.Applied.Instance, TimeProvider.System.GetUtcNow(), [], Ct);

        private ClaimOffer? Offer(int integrationKey, bool mayBeNew)
        {
            lock (_gate)
            {
                Assert.Equal(_world.Target.IntegrationKey, integrationKey);
                if (!Offers || IsOut || !(mayBeNew || HasBacklog))
                {
                    return null;
                }

                IsOut = true;
                Offered++;
                return new(integrationKey, _most, _most, "node", TimeProvider.System.GetUtcNow().AddMinutes(1))
                {
                    Accept = result => Answer(result.Claims),
                    Withdraw = _ => Answer([]),
                };
            }
        }

        private void Answer(IReadOnlyList<SyncClaim> claims)
        {
            lock (_gate)
            {
                Assert.True(IsOut);
                IsOut = false;
                Answered++;
                _claims.AddRange(claims);
            }
        }
    }
}
