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
        var owners = db.People.Where(p => p.OrganizationKey == organizationKey && p.Role == PortalRole.Owner && (p.LockoutEnd == null || p.LockoutEnd < PersonLock.Forever));
        var byProvider = from person in owners
                         join login in db.ProviderLogins on person.Id equals login.PersonId
                         where login.UsedAt != null && (_configured.Contains(login.ProviderId)
                             || db.SignInProviders.Any(p => p.Id == login.ProviderId && p.OrganizationKey == organizationKey && p.IsEnabled))
                         select person.Id;
        var byBreakGlass = from person in owners
                           where person.IsBreakGlass && (db.Set<IdentityUserPasskey<Guid>>().Any(k => k.UserId == person.Id)
                               || (person.PasswordHash != null && db.AuthenticatorApps.Any(a => a.PersonId == person.Id)))
                           select person.Id;
        return new WaysIn(byProvider.ToHashSet(), byBreakGlass.ToHashSet());
    }

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
