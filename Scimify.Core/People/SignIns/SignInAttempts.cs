using Scimify.Core.People.Passwords;

namespace Scimify.Core.People.SignIns;

/// <summary>
/// Slows down whoever guesses passwords, by account and source (<see cref="SlowDown"/>). An account is an e-mail address as it was
/// typed, so that an answer does not tell whether anybody has it.
/// </summary>
public sealed class SignInAttempts(ISignInAttemptStore store, IKeyedHash hash, TimeProvider clock)
{
    /// <summary>Begins an attempt, which counts as failed until <see cref="SucceedAsync"/>. So attempts at the same time are counted too.</summary>
    public async Task<AttemptOutcome> BeginAsync(string email, AttemptSource source, CancellationToken ct) =>
        await store.BeginAsync(await AccountAsync(email, ct), source, clock.GetUtcNow(), ct);

    public Task SucceedAsync(AttemptOutcome.MayTry attempt, CancellationToken ct) => store.SucceedAsync(attempt.Account, attempt.Source, ct);

    /// <summary>Nobody has to wait any more.</summary>
    public async Task ForgetAsync(string email, CancellationToken ct) => await store.ForgetAsync(await AccountAsync(email, ct), ct);

    /// <summary>The addresses at which attempts are slowed down, with the end of the longest wait.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> WaitingAsync(IEnumerable<string> emails, CancellationToken ct)
    {
        var accounts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var email in emails)
        {
            accounts[email] = await AccountAsync(email, ct);
        }

        var waiting = await store.WaitingAsync(accounts.Values, clock.GetUtcNow(), ct);
        return accounts.Where(account => waiting.ContainsKey(account.Value)).ToDictionary(account => account.Key, account => waiting[account.Value], StringComparer.Ordinal);
    }

    private ValueTask<string> AccountAsync(string email, CancellationToken ct) => hash.OfAsync(PeopleService.Normalise(email), ct);
}
