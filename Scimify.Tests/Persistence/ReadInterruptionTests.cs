using Scimify.Core.Persistence;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Requests;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Persistence;

/// <summary>A read ends with its request or its time, on both databases, and holds up nobody else.</summary>
public sealed class ReadInterruptionTests
{
    private const string Endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i > 0) SELECT count(*) FROM n";
    private const int Noisy = 1;
    private const int Quiet = 2;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_statement_ends_when_the_client_has_gone(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        using var request = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var read = Start(test.Database, Noisy, Timeout.InfiniteTimeSpan, begun.SetResult, request.Token);
        await begun.Task;
        await request.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        Assert.Equal(1, await OneAsync(test.Database, Noisy));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_statement_ends_when_its_time_is_used_up_and_the_answer_says_so(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        var stopped = await Assert.ThrowsAsync<TooMuchWorkException>(() => Start(test.Database, Noisy, TimeSpan.FromMilliseconds(20), () => { }, Ct));
        Assert.Contains("0.02 s and was stopped", stopped.Message, StringComparison.Ordinal);
        Assert.NotNull(stopped.RetryAfter);
        Assert.Null(DatabaseOutage.Translate(stopped));
        Assert.Equal(1, await OneAsync(test.Database, Noisy));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Work_between_statements_ends_too(DatabaseProvider provider)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        using var request = new CancellationTokenSource();
        var read = Task.Run(() => test.Database.ReadAsync<int>(
            Noisy,
            Timeout.InfiniteTimeSpan,
            session =>
            {
                request.Cancel();
                while (true)
                {
                    session.Count("SELECT 1");
                }
            },
            request.Token).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite, 3)]
    [InlineData(DatabaseProvider.Postgres, 12)]
    public async Task However_much_one_integration_reads_another_is_served(DatabaseProvider provider, int most)
    {
        await using var test = await TestDatabase.CreateAsync(provider);
        using var request = new CancellationTokenSource();
        var begun = 0;
        var reads = Enumerable.Range(0, 40).Select(_ => Start(test.Database, Noisy, Timeout.InfiniteTimeSpan, () => Interlocked.Increment(ref begun), request.Token)).ToList();
        await Eventually.TrueAsync(() => begun == most);
        Assert.Equal(1, await OneAsync(test.Database, Quiet));
        Assert.Equal(1, await test.Database.ReadAsync(session => session.Count("SELECT 1"), Ct));
        await Assert.ThrowsAsync<TooMuchWorkException>(() => test.Database.ReadAsync(Noisy, TimeSpan.FromMilliseconds(1), session => 1, Ct).AsTask());
        Assert.Equal(most, begun);
        await request.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(reads));
    }

    private static Task<long> Start(ScimifyDatabase database, int integrationKey, TimeSpan limit, Action begun, CancellationToken ct) => Task.Factory.StartNew(
        () => database.ReadAsync(
            integrationKey,
            limit,
            session =>
            {
                begun();
                return session.Count(Endless);
            },
            ct).AsTask(),
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default).Unwrap();

    private static ValueTask<long> OneAsync(ScimifyDatabase database, int integrationKey) =>
        database.ReadAsync(integrationKey, Timeout.InfiniteTimeSpan, session => session.Count("SELECT 1"), Ct);
}
