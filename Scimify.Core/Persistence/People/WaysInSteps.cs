using Microsoft.AspNetCore.Identity;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Requests;
using Scimify.Core.SignIn;

namespace Scimify.Core.Persistence.People;

/// <summary>Keeps a way in for owners while providers alone sign people in (decision 31).</summary>
/// <param name="configured">Providers of the settings, which are always on.</param>
internal sealed class WaysInSteps(IEnumerable<ConfiguredProvider> configured)
{
    private readonly Guid[] _configured = [.. configured.Select(provider => provider.Id)];

    /// <summary>As it is in the transaction.</summary>
    public WaysIn Find(WriteSession session, int organizationKey)
    {
        var db = session.Context;
        var owners = Owners(session, organizationKey);
        var byBreakGlass = from person in owners
                           where person.IsBreakGlass && (db.Set<IdentityUserPasskey<Guid>>().Any(k => k.UserId == person.Id)
                               || (person.PasswordHash != null && db.AuthenticatorApps.Any(a => a.PersonId == person.Id)))
                           select person.Id;
        return new WaysIn(ByProvider(session, organizationKey).ToHashSet(), byBreakGlass.ToHashSet());
    }

    /// <summary>Whether another owner has ever been able to sign in: by password, by passkey or with a provider that is on.</summary>
    public bool HasOtherOwner(WriteSession session, int organizationKey, Guid personId)
    {
        var others = Owners(session, organizationKey).Where(p => p.Id != personId);
        return others.Any(p => p.PasswordHash != null || session.Context.Set<IdentityUserPasskey<Guid>>().Any(k => k.UserId == p.Id))
            || ByProvider(session, organizationKey).Any(id => id != personId);
    }

    private static IQueryable<Person> Owners(WriteSession session, int organizationKey) => session.Context.People.Where(
        p => p.OrganizationKey == organizationKey && p.Role == PortalRole.Owner && (p.LockoutEnd == null || p.LockoutEnd < PersonLock.Forever));

    private IQueryable<Guid> ByProvider(WriteSession session, int organizationKey) =>
        from person in Owners(session, organizationKey)
        join login in session.Context.ProviderLogins on person.Id equals login.PersonId
        where login.UsedAt != null && (_configured.Contains(login.ProviderId)
            || session.Context.SignInProviders.Any(p => p.Id == login.ProviderId && p.OrganizationKey == organizationKey && p.IsEnabled))
        select person.Id;

    /// <summary>Makes a change that could take a way in. One such change of an organization is made at a time, also by several servers.</summary>
    /// <exception cref="ConflictException">Providers alone sign people in, and the change takes the last way of an owner.</exception>
    public T Keep<T>(WriteSession session, int organizationKey, Func<T> change)
    {
        session.Execute("UPDATE organizations SET name = name WHERE key = @p0", organizationKey);
        if (!session.Context.Organizations.Any(o => o.Key == organizationKey && o.ProvidersOnly))
        {
            return change();
        }

        var before = Find(session, organizationKey);
        var made = change();
        session.Context.SaveChanges();
        Find(session, organizationKey).RequireAfter(before);
        return made;
    }
}
