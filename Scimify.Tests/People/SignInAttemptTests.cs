using Scimify.Core.People.SignIns;
using Scimify.Core.Persistence;
using Scimify.Core.Persistence.People;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.People;

/// <summary>Guessing gets slower and slower, and nobody can lock anybody else out.</summary>
public sealed class SignInAttemptTests
{
    private const string Email = "ada@example.com";
    private static readonly AttemptSource Stranger = AttemptSource.OfAddress("198.51.100.7");
    private static readonly AttemptSource Elsewhere = AttemptSource.OfAddress("192.0.2.1");

    public static TheoryData<DatabaseProvider> Providers => AccountsBench.Providers;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(4, 4, 0)]
    [InlineData(5, 5, 30)]
    [InlineData(6, 6, 60)]
    [InlineData(9, 9, 480)]
    [InlineData(10, 10, 900)]
    [InlineData(1_000_000, 5, 900)]
    [InlineData(1, 100, 30)]
    [InlineData(2, 100, 60)]
    public void A_source_waits_longer_after_each_failure(int failures, int ofAccount, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), SlowDown.After(failures, ofAccount));

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Whoever_fails_waits_and_everybody_else_may_try_at_once(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);
        for (var i = 1; i <= SlowDown.FreeFailures; i++)
        {
            Assert.Equal(i == SlowDown.FreeFailures, Assert.IsType<AttemptOutcome.MayTry>(await BeginAsync(bench, Stranger)).SlowsDown);
        }

        Assert.Equal(SlowDown.FirstWait, Assert.IsType<AttemptOutcome.HasToWait>(await BeginAsync(bench, Stranger)).Wait);
        Assert.IsType<AttemptOutcome.MayTry>(await BeginAsync(bench, Elsewhere));
        Assert.IsType<AttemptOutcome.MayTry>(await BeginAsync(bench, Stranger, "grace@example.com"));
        Assert.Equal(bench.Clock.GetUtcNow() + SlowDown.FirstWait, Assert.Single(await WaitingAsync(bench)).Value);

        bench.Clock.Advance(SlowDown.FirstWait);
        Assert.Empty(await WaitingAsync(bench));
        Assert.False(Assert.IsType<AttemptOutcome.MayTry>(await BeginAsync(bench, Stranger)).SlowsDown);
        Assert.Equal(2 * SlowDown.FirstWait, Assert.IsType<AttemptOutcome.HasToWait>(await BeginAsync(bench, Stranger)).Wait);
    }

    /// <summary>Otherwise a thousand attempts that begin together would all be free.</summary>
    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Attempts_at_the_same_time_are_counted_before_they_end(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);

        var begun = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => BeginAsync(bench, Stranger)));

        Assert.Equal(SlowDown.FreeFailures, begun.Count(outcome => outcome is AttemptOutcome.MayTry));
    }

    [Fact]
    public async Task Attempts_that_are_refused_do_not_make_the_wait_longer()
    {
        await using var bench = await AccountsBench.CreateAsync();
        await FailAsync(bench, Stranger, SlowDown.FreeFailures);
        for (var i = 0; i < 100; i++)
        {
            Assert.IsType<AttemptOutcome.HasToWait>(await BeginAsync(bench, Stranger));
        }

        bench.Clock.Advance(SlowDown.FirstWait);

        Assert.IsType<AttemptOutcome.MayTry>(await BeginAsync(bench, Stranger));
    }

    [Fact]
    public async Task A_success_forgets_the_failures_of_its_source_and_of_no_other()
    {
        await using var bench = await AccountsBench.CreateAsync();
        await FailAsync(bench, Stranger, SlowDown.FreeFailures);
        await FailAsync(bench, Elsewhere, SlowDown.FreeFailures - 1);

        await bench.Get<SignInAttempts>().SucceedAsync(Assert.IsType<AttemptOutcome.MayTry>(await BeginAsync(bench, Elsewhere)), Ct);

        await FailAsync(bench, Elsewhere, SlowDown.FreeFailures);
        Assert.IsType<AttemptOutcome.HasToWait>(await BeginAsync(bench, Elsewhere));
        Assert.IsType<AttemptOutcome.HasToWait>(await BeginAsync(bench, Stranger));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Guessing_from_many_addresses_leaves_each_one_attempt_and_a_known_device_all_of_its_own(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);
        for (var i = 0; i < SlowDown.FailuresUnderPressure; i++)
        {
            await FailAsync(bench, AttemptSource.OfAddress($"203.0.113.{i}"), 1);
        }

        Assert.True(Assert.IsType<AttemptOutcome.MayTry>(await BeginAsync(bench, Elsewhere)).SlowsDown);
        Assert.IsType<AttemptOutcome.HasToWait>(await BeginAsync(bench, Elsewhere));

        await FailAsync(bench, AttemptSource.OfDevice("d1"), SlowDown.FreeFailures);
        Assert.IsType<AttemptOutcome.HasToWait>(await BeginAsync(bench, AttemptSource.OfDevice("d1")));
        Assert.IsType<AttemptOutcome.MayTry>(await BeginAsync(bench, AttemptSource.OfDevice("d2")));
    }

    [Fact]
    public async Task Failures_are_forgotten_after_a_day()
    {
        await using var bench = await AccountsBench.CreateAsync();
        await FailAsync(bench, Stranger, SlowDown.FreeFailures);
        bench.Clock.Advance(SlowDown.Memory);

        await FailAsync(bench, Stranger, SlowDown.FreeFailures);

        Assert.Equal(SlowDown.FirstWait, Assert.IsType<AttemptOutcome.HasToWait>(await BeginAsync(bench, Stranger)).Wait);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_flood_of_addresses_fills_nothing(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);
        var store = new SignInAttemptStore(bench.Database) { MostRows = 100, ClearUpEvery = 16 };
        for (var i = 0; i < 400; i++)
        {
            bench.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await store.BeginAsync($"account {i}", Stranger, bench.Clock.GetUtcNow(), Ct);
        }

        Assert.InRange(await RowsAsync(bench), 1, 100 + (2 * 16));

        bench.Clock.Advance(SlowDown.Memory);
        for (var i = 0; i < 16; i++)
        {
            await store.BeginAsync("one account", Stranger, bench.Clock.GetUtcNow(), Ct);
        }

        Assert.Equal(2, await RowsAsync(bench));
    }

    [Fact]
    public async Task The_database_does_not_say_which_addresses_were_tried()
    {
        await using var bench = await AccountsBench.CreateAsync();
        await FailAsync(bench, Stranger, 1);

        await using var db = bench.Database.CreateDbContext();
        Assert.All(db.SignInAttempts.ToList(), attempt => Assert.Matches("^[0-9a-f]{8}\\.[0-9a-f]{64}$", attempt.Account));
    }

    private static Task<AttemptOutcome> BeginAsync(AccountsBench bench, AttemptSource source, string email = Email) => bench.Get<SignInAttempts>().BeginAsync(email, source, Ct);

    private static async Task FailAsync(AccountsBench bench, AttemptSource source, int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.IsType<AttemptOutcome.MayTry>(await BeginAsync(bench, source));
        }
    }

    private static Task<IReadOnlyDictionary<string, DateTimeOffset>> WaitingAsync(AccountsBench bench) => bench.Get<SignInAttempts>().WaitingAsync([Email, "nobody@example.com"], Ct);

    private static async Task<int> RowsAsync(AccountsBench bench)
    {
        await using var db = bench.Database.CreateDbContext();
        return db.SignInAttempts.Count();
    }
}
