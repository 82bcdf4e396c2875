using Microsoft.EntityFrameworkCore;
using Scimify.Core.People.SignIns;
using Scimify.Core.Persistence.Database;

namespace Scimify.Core.Persistence.People;

/// <summary>Failed attempts in the database. Each server clears up now and then, so that a flood of addresses fills nothing.</summary>
internal sealed class SignInAttemptStore(ScimifyDatabase database) : ISignInAttemptStore
{
    /// <summary>The row of an account that counts for all sources that nobody knows. Whoever writes to the account locks it first.</summary>
    private const string Sum = "";

    private int _begun;

    /// <summary>Of all accounts together.</summary>
    internal int MostRows { get; init; } = 50_000;

    /// <summary>How many attempts lie between two rounds.</summary>
    internal int ClearUpEvery { get; init; } = 256;

    public Task<AttemptOutcome> BeginAsync(string account, AttemptSource source, DateTimeOffset now, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            if (Interlocked.Increment(ref _begun) % ClearUpEvery == 0)
            {
                ClearUp(session, now);
            }

            Lock(session, account, now);
            var own = Find(session, account, source.Name, now);
            if (own.NextAt > now)
            {
                return (AttemptOutcome)new AttemptOutcome.HasToWait(own.NextAt - now);
            }

            var sum = Find(session, account, Sum, now);
            var (failures, ofAccount) = (own.Failures + 1, sum.Failures + (source.IsKnown ? 0 : 1));
            var wait = SlowDown.After(failures, source.IsKnown ? 0 : ofAccount);
            var slowsDown = wait > TimeSpan.Zero && SlowDown.After(own.Failures, source.IsKnown ? 0 : sum.Failures) == TimeSpan.Zero;
            Write(session, account, source.Name, failures, now, now + wait);
            if (!source.IsKnown)
            {
                Write(session, account, Sum, ofAccount, now, now);
            }

            return new AttemptOutcome.MayTry(account, source, slowsDown);
        },
        ct);

    public Task SucceedAsync(string account, AttemptSource source, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            session.Execute("UPDATE sign_in_attempts SET failures = failures WHERE account = @p0 AND source = @p1", account, Sum);
            if (!source.IsKnown)
            {
                var own = session.Count("SELECT failures FROM sign_in_attempts WHERE account = @p0 AND source = @p1", account, source.Name);
                session.Execute(
                    "UPDATE sign_in_attempts SET failures = CASE WHEN failures > @p2 THEN failures - @p2 ELSE 0 END WHERE account = @p0 AND source = @p1", account, Sum, (int)own);
            }

            session.Execute("DELETE FROM sign_in_attempts WHERE account = @p0 AND source = @p1", account, source.Name);
        },
        ct);

    public Task ForgetAsync(string account, CancellationToken ct) =>
        database.WriteAsync(session => { session.Execute("DELETE FROM sign_in_attempts WHERE account = @p0", account); }, ct);

    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> WaitingAsync(IReadOnlyCollection<string> accounts, DateTimeOffset now, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.SignInAttempts.Where(attempt => accounts.Contains(attempt.Account) && attempt.NextAt > now)
            .GroupBy(attempt => attempt.Account)
            .Select(account => new { account.Key, NextAt = account.Max(attempt => attempt.NextAt) })
            .ToDictionaryAsync(account => account.Key, account => account.NextAt, StringComparer.Ordinal, ct);
    }

    private static void Lock(WriteSession session, string account, DateTimeOffset now) => session.Execute(
        """
        INSERT INTO sign_in_attempts (account, source, failures, last_at, next_at) VALUES (@p0, @p1, 0, @p2, 0)
        ON CONFLICT (account, source) DO UPDATE SET failures = sign_in_attempts.failures
        """,
        account,
        Sum,
        now.ToUnixTimeMilliseconds());

    /// <summary>Nothing if the last failure is forgotten.</summary>
    private static (int Failures, DateTimeOffset NextAt) Find(WriteSession session, string account, string source, DateTimeOffset now) => session.First(
        "SELECT failures, next_at FROM sign_in_attempts WHERE account = @p0 AND source = @p1 AND last_at > @p2",
        row => Tuple.Create(row.GetInt32(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1))),
        account,
        source,
        (now - SlowDown.Memory).ToUnixTimeMilliseconds()) is { } found
        ? (found.Item1, found.Item2)
        : (0, DateTimeOffset.UnixEpoch);

    private static void Write(WriteSession session, string account, string source, int failures, DateTimeOffset at, DateTimeOffset nextAt) => session.Execute(
        """
        INSERT INTO sign_in_attempts (account, source, failures, last_at, next_at) VALUES (@p0, @p1, @p2, @p3, @p4)
        ON CONFLICT (account, source) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at, next_at = excluded.next_at
        """,
        account,
        source,
        failures,
        at.ToUnixTimeMilliseconds(),
        nextAt.ToUnixTimeMilliseconds());

    /// <summary>Forgets what has no consequence any more, and then the oldest rows beyond the limit.</summary>
    private void ClearUp(WriteSession session, DateTimeOffset now)
    {
        session.Execute("DELETE FROM sign_in_attempts WHERE last_at <= @p0", (now - SlowDown.Memory).ToUnixTimeMilliseconds());
        if (session.Scalar("SELECT last_at FROM sign_in_attempts ORDER BY last_at DESC LIMIT 1 OFFSET @p0", MostRows) is { } last)
        {
            session.Execute("DELETE FROM sign_in_attempts WHERE last_at <= @p0", last);
        }
    }
}
