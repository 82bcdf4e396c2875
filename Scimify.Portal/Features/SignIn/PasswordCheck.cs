using Microsoft.AspNetCore.Identity;
using Scimify.Core.People;
using Scimify.Core.People.Sessions;
using Scimify.Core.Persistence.Database;

namespace Scimify.Portal.Features.SignIn;

/// <summary>
/// Finds the account that an address and a password belong to. Several organizations may know the same address, and the password
/// tells which one is meant.
/// </summary>
public sealed class PasswordCheck(
    UserManager<Person> users, IPeopleStore people, IPasswordHasher<Person> passwords, SessionService sessions, ScimifyDatabase database)
{
    /// <summary>
    /// Each attempt hashes at least this often, and a failed one writes at least this often. So the time tells neither whether an
    /// address is known, nor whether its account is locked, nor whether one organization knows it or two.
    /// </summary>
    private const int Least = 2;

    /// <param name="email">As it was typed.</param>
    /// <param name="password">As it was typed.</param>
    /// <param name="preferred">If the password is right for several accounts, this one is meant; null for the one of the oldest organization.</param>
    /// <param name="sourceAddress">For the audit log.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Null if the password is wrong for every account that is not locked. Each of them then counts the attempt.</returns>
    public async Task<Person?> FindAsync(string email, string password, Guid? preferred, string? sourceAddress, CancellationToken ct)
    {
        var accounts = await people.FindByEmailAsync(PeopleService.Normalise(email), organization: null, ct);
        var open = await OpenAsync(accounts);
        Person? found = null;
        foreach (var person in open)
        {
            var isRight = await users.CheckPasswordAsync(person, password);
            found = isRight && (found is null || person.Id == preferred) ? person : found;
        }

        for (var hashes = open.Count; hashes < Least; hashes++)
        {
            passwords.HashPassword(new Person(), password);
        }

        if (found is null)
        {
            await CountAsync(open, ct);
            await sessions.FailedAsync(accounts, sourceAddress, ct);
        }

        return found;
    }

    private async Task CountAsync(List<Person> open, CancellationToken ct)
    {
        foreach (var person in open)
        {
            await users.AccessFailedAsync(person);
        }

        for (var writes = open.Count; writes < Least; writes++)
        {
            await database.TryWriteAsync(ct);
        }
    }

    private async Task<List<Person>> OpenAsync(IEnumerable<PersonState> accounts)
    {
        var open = new List<Person>();
        foreach (var account in accounts)
        {
            if (await users.FindByIdAsync(account.Id.ToString()) is { PasswordHash: not null } person && !await users.IsLockedOutAsync(person))
            {
                open.Add(person);
            }
        }

        return open;
    }
}
