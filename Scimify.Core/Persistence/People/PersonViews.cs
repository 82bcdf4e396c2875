using Microsoft.AspNetCore.Identity;
using Scimify.Core.People;
using Scimify.Core.People.Passwords;
using Scimify.Core.Persistence.Schema;

namespace Scimify.Core.Persistence.People;

public static class PersonViews
{
    /// <summary>People as lists show them, without what is known of failed sign-ins.</summary>
    public static IQueryable<PersonView> Views(this IQueryable<Person> people, ScimifyContext db, DateTimeOffset now) => people.Select(p => new PersonView(
        p.Id, p.Email!, p.Role, p.CreatedAt, p.LockoutEnd >= PersonLock.Forever, p.DisplayName)
    {
        IsBreakGlass = p.IsBreakGlass,
        HasFactor = db.AuthenticatorApps.Any(a => a.PersonId == p.Id) || db.Set<IdentityUserPasskey<Guid>>().Any(k => k.UserId == p.Id),
        IsInvited = p.PasswordHash == null && !db.ProviderLogins.Any(l => l.PersonId == p.Id),
        Link = p.Link != null && p.Link.ExpiresAt > now ? new PasswordLinkView(p.Link.IsInvitation, p.Link.CreatedAt, p.Link.ExpiresAt, p.Link.CreatedBy) : null,
    });
}
