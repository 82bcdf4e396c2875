using Microsoft.AspNetCore.Identity;
using Scimify.Core.People;
using Scimify.Core.People.Sessions;
using Scimify.Core.People.SignIns;
using Scimify.Core.Primitives;
using Scimify.Portal.Host.Authentication;

namespace Scimify.Portal.Features.SignIn;

/// <summary>
/// Finds the account that an address and a password belong to. Several organizations may know the same address, and the password
/// tells which one is meant. Where only providers sign people in, the right password is a wrong one, except for break-glass people.
/// </summary>
public sealed class PasswordCheck(
    UserManager<Person> users, ISignInPolicyStore policies, IPeopleStore people, IPasswordHasher<Person> passwords, SessionService sessions, SignInAttempts attempts, SignInLimiter limiter, KnownDevice devices)
{
    /// <summary>
    /// Each attempt hashes at least this often, and writes as often as any other with the same result. So the time tells neither
    /// whether an address is known, nor whether its account is locked or has a password, nor whether one organization knows it or two.
    /// </summary>
    private const int Least = 2;

    /// <param name="http">Where the attempt comes from.</param>
    /// <param name="email">As it was typed.</param>
    /// <param name="password">As it was typed.</param>
    /// <param name="preferred">If the password is right for several accounts, this one is meant; null for the one of the oldest organization.</param>
    public async Task<PasswordOutcome> FindAsync(HttpContext http, string email, string password, Guid? preferred)
    {
        var ct = http.RequestAborted;
        var address = http.Connection.RemoteIpAddress.Plain();
        var accounts = await people.FindByEmailAsync(PeopleService.Normalise(email), organization: null, ct);
        var source = devices.Find(http, accounts.Select(account => account.Id)) is { } device
            ? AttemptSource.OfDevice(device)
            : AttemptSource.OfAddress(address?.Household().ToString());
        if (!source.IsKnown && !limiter.MayTry(address))
        {
            return new PasswordOutcome.TooMany();
        }

        var begun = await attempts.BeginAsync(email, source, ct);
        if (begun is not AttemptOutcome.MayTry attempt)
        {
            return new PasswordOutcome.TooEarly(((AttemptOutcome.HasToWait)begun).Wait);
        }

        var (found, isShutOut) = await FindAsync(accounts, password, preferred, ct);
        if (found is not null)
        {
            await attempts.SucceedAsync(attempt, ct);
            return new PasswordOutcome.Right(found);
        }

        await sessions.FailedAsync(accounts, address?.ToString(), attempt.SlowsDown, ct, isShutOut ? "providersOnly" : null);
        return new PasswordOutcome.Wrong();
    }

    private async Task<(Person? Found, bool IsShutOut)> FindAsync(IReadOnlyList<PersonState> accounts, string password, Guid? preferred, CancellationToken ct)
    {
        Person? found = null;
        var isShutOut = false;
        var hashes = 0;
        foreach (var account in accounts)
        {
            if (await users.FindByIdAsync(account.Id.ToString()) is { PasswordHash: not null } person && !await users.IsLockedOutAsync(person))
            {
                hashes++;
                var isRight = await users.CheckPasswordAsync(person, password);
                var isAdmitted = isRight && (await policies.FindAsync(person.OrganizationKey, ct)).Admits(person);
                isShutOut |= isRight && !isAdmitted;
                found = isAdmitted && (found is null || person.Id == preferred) ? person : found;
            }
        }

        for (; hashes < Least; hashes++)
        {
            passwords.HashPassword(new Person(), password);
        }

        return (found, isShutOut);
    }
}

/// <summary>The result of an attempt to sign in.</summary>
public abstract record PasswordOutcome
{
    private PasswordOutcome()
    {
    }

    public sealed record Right(Person Person) : PasswordOutcome;

    /// <summary>For every account that may come in with a password and is not locked.</summary>
    public sealed record Wrong : PasswordOutcome;

    /// <summary>There were too many attempts from the same address within a minute, at whatever accounts. The password was not looked at.</summary>
    public sealed record TooMany : PasswordOutcome;

    /// <summary>There were too many failures from the same source. The password was not looked at.</summary>
    public sealed record TooEarly(TimeSpan Wait) : PasswordOutcome;
}
