namespace Scimify.Core.People.SignIns;

/// <summary>Failed attempts in the database, so that all servers count together. Rows and their age are limited.</summary>
public interface ISignInAttemptStore
{
    /// <summary>Counts an attempt as failed, unless its source has to wait. No two attempts at one account are decided at the same time.</summary>
    Task<AttemptOutcome> BeginAsync(string account, AttemptSource source, DateTimeOffset now, CancellationToken ct);

    /// <summary>The attempt succeeded: the failures of its source are forgotten.</summary>
    Task SucceedAsync(string account, AttemptSource source, CancellationToken ct);

    /// <summary>Forgets all failures of an account.</summary>
    Task ForgetAsync(string account, CancellationToken ct);

    /// <summary>Until when the last of the sources of each account has to wait. Accounts without one are left out.</summary>
    Task<IReadOnlyDictionary<string, DateTimeOffset>> WaitingAsync(IReadOnlyCollection<string> accounts, DateTimeOffset now, CancellationToken ct);
}
