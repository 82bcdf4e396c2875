using Scimify.Core.People.Factors;

namespace Scimify.Core.People.SignIns;

/// <summary>The waits after too many wrong passwords and after too many wrong codes, as an owner sees and ends them.</summary>
public sealed class SignInWaits(SignInAttempts attempts, IFactorStore factors, TimeProvider clock)
{
    /// <returns>The people, each with the end of the longest wait.</returns>
    public async Task<IReadOnlyList<PersonView>> OfAsync(IReadOnlyList<PersonView> people, CancellationToken ct)
    {
        var passwords = await attempts.WaitingAsync(people.Select(person => person.Email), ct);
        var codes = await factors.WaitingAsync([.. people.Where(person => person.HasFactor).Select(person => person.Id)], clock.GetUtcNow(), ct);
        return [.. people.Select(person => person with { SlowedUntil = Later(passwords.Find(person.Email), codes.Find(person.Id)) })];
    }

    /// <summary>Nobody has to wait any more to sign in as the person.</summary>
    public async Task EndAsync(Guid person, string email, CancellationToken ct)
    {
        await attempts.ForgetAsync(email, ct);
        await factors.ForgetTriesAsync(person, ct);
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one > other || other is null ? one : other;
}

file static class Waits
{
    public static DateTimeOffset? Find<TKey>(this IReadOnlyDictionary<TKey, DateTimeOffset> waits, TKey key) => waits.TryGetValue(key, out var until) ? until : null;
}
