using Scimify.Core.Looker;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Provisioning.Reconcilers;

/// <summary>
/// Finds the accounts that have an address in any of their credentials, enabled or not. Some Lookers leave disabled accounts out of
/// a search that does not ask for them. So one call asks for the address <em>or</em> for disabled accounts. If the answer shows a
/// disabled account with another address, Looker has understood both, and the answer is complete. If there are too many disabled
/// accounts for one page, Scimify finds out once whether searches leave them out.
/// </summary>
public sealed class AccountSearch
{
    private volatile Habit _habit;

    /// <summary>What is known of this Looker's searches.</summary>
    private enum Habit
    {
        Unknown,
        ShowsDisabled,
        HidesDisabled,
    }

    /// <summary>Call it if an account turned up that a search had left out.</summary>
    public void Doubt() => _habit = Habit.Unknown;

    /// <returns>The accounts that have exactly this address, in whatever case.</returns>
    /// <exception cref="LookerException">Looker does not say.</exception>
    public async Task<IReadOnlyList<LookerUser>> FindAsync(LookerClient observed, string email, CancellationToken ct)
    {
        var found = new Dictionary<string, LookerUser>();
        var knowsDisabled = false;
        if (_habit == Habit.Unknown)
        {
            var (users, areAll) = await observed.SearchUsersByEmailOrDisabledAsync(email, ct);
            Keep(users);
            if (areAll && users.Any(u => u.IsDisabled && !found.ContainsKey(u.Id)))
            {
                return [.. found.Values];
            }

            // Otherwise either nobody is disabled, or Looker has looked only for disabled accounts with this address.
            knowsDisabled = areAll;
            if (!areAll)
            {
                await LearnAsync(observed, users, ct);
            }
        }

        Keep(await observed.SearchUsersByEmailAsync(email, onlyDisabled: false, ct));
        if (!knowsDisabled && _habit != Habit.ShowsDisabled)
        {
            Keep(await observed.SearchUsersByEmailAsync(email, onlyDisabled: true, ct));
        }

        return [.. found.Values];

        void Keep(IEnumerable<LookerUser> users)
        {
            foreach (var user in users.Where(u => u.HasAddress(email)))
            {
                found[user.Id] = user;
            }
        }
    }

    private async Task LearnAsync(LookerClient observed, IReadOnlyList<LookerUser> users, CancellationToken ct)
    {
        if (users.FirstOrDefault(u => u is { IsDisabled: true, Email: not null }) is { Email: { } known } disabled)
        {
            var shown = await observed.SearchUsersByEmailAsync(known, onlyDisabled: false, ct);
            _habit = shown.Any(u => u.Id == disabled.Id) ? Habit.ShowsDisabled : Habit.HidesDisabled;
        }
    }
}

/// <summary>How the addresses of accounts are compared.</summary>
internal static class AccountAddresses
{
    public static bool HasAddress(this LookerUser user, string email)
    {
        var wanted = ScimText.Normalise(email);
        return user.Addresses.Any(address => ScimText.Normalise(address) == wanted);
    }

    /// <summary>Whether it is the address of the e-mail credential, which Looker gives out once.</summary>
    public static bool HasEmailCredential(this LookerUser user, string email) =>
        user.EmailCredential is { } address && ScimText.Normalise(address) == ScimText.Normalise(email);
}
