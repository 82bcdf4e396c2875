using Microsoft.AspNetCore.Identity;
using Scimify.Core.People;

namespace Scimify.Portal.Features.SignIn;

/// <summary>
/// Finds the account that an address and a password belong to. Several organizations may know the same address, and the password
/// tells which one is meant.
/// </summary>
public sealed class PasswordCheck(UserManager<Person> users, IPeopleStore people, IPasswordHasher<Person> passwords)
{
    /// <summary>
    /// A password is hashed at least this often. So the time tells neither whether an address is known, nor whether its account is
    /// locked, nor whether one organization knows it or two.
    /// </summary>
    private const int LeastHashes = 2;

    /// <returns>Null if the password is wrong for every account that is not locked. Each of them then counts the attempt.</returns>
    public async Task<Person?> FindAsync(string email, string password, CancellationToken ct)
    {
        var open = await OpenAccountsAsync(email, ct);
        Person? found = null;
        foreach (var person in open)
        {
            found = await users.CheckPasswordAsync(person, password) ? found ?? person : found;
        }

        for (var hashes = open.Count; hashes < LeastHashes; hashes++)
        {
            passwords.HashPassword(new Person(), password);
        }

        foreach (var person in found is null ? open : [])
        {
            await users.AccessFailedAsync(person);
        }

        return found;
    }

    private async Task<List<Person>> OpenAccountsAsync(string email, CancellationToken ct)
    {
        var open = new List<Person>();
        foreach (var state in await people.FindByEmailAsync(PeopleService.Normalise(email), organization: null, ct))
        {
            if (await users.FindByIdAsync(state.Id.ToString()) is { } person && !await users.IsLockedOutAsync(person))
            {
                open.Add(person);
            }
        }

        return open;
    }
}
