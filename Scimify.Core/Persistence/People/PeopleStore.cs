using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Servers;
using Scimify.Core.Requests;

namespace Scimify.Core.Persistence.People;

/// <summary>Organizations and people in the database.</summary>
internal sealed class PeopleStore(ScimifyDatabase database, WaysInSteps ways, TimeProvider clock) : IPeopleStore
{
    private const string FirstOrganizationName = "Default";

    public async Task<bool> AnyoneAsync(CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.People.AnyAsync(ct);
    }

    public async Task<PersonState?> FindStateAsync(Guid id, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await States(db.People.Where(p => p.Id == id)).FirstOrDefaultAsync(ct);
    }

    public async Task<IReadOnlyList<PersonState>> FindByEmailAsync(string normalizedEmail, string? organization, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        var people = db.People.Where(p => p.NormalizedEmail == normalizedEmail);
        if (organization is not null)
        {
            var key = Find(db, new OrganizationChoice.NameOrId(organization))?.Key;
            people = people.Where(p => p.OrganizationKey == key);
        }

        return await States(people.OrderBy(p => p.OrganizationKey)).ToListAsync(ct);
    }

    public async Task<IReadOnlyList<PersonView>> ListAsync(int organizationKey, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.People
            .Where(p => p.OrganizationKey == organizationKey)
            .OrderBy(p => p.NormalizedEmail)
            .Views(db, clock.GetUtcNow())
            .ToListAsync(ct);
    }

    public async Task<IReadOnlyList<PersonOfInstallation>> ListEveryoneAsync(CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.People
            .OrderBy(p => p.OrganizationKey).ThenBy(p => p.NormalizedEmail)
            .Select(p => new PersonOfInstallation(
                p.Id, p.Email!, p.Role, p.Organization!.Name, p.LockoutEnd >= PersonLock.Forever,
                p.PasswordHash == null && !db.ProviderLogins.Any(l => l.PersonId == p.Id), p.MustChangePassword))
            .ToListAsync(ct);
    }

    public async Task<AddPersonOutcome> AddAsync(
        Person person, OrganizationChoice organization, bool onlyAsFirst, Func<Organization, AuditEntry> audit, CancellationToken ct)
    {
        try
        {
            return await database.WriteAsync(session => Add(session, person, organization, onlyAsFirst, audit), ct);
        }
        catch (DbUpdateException) when (!ct.IsCancellationRequested)
        {
            // Another node may have stored the same address first. Any other error is not ours to explain.
            await using var db = database.CreateDbContext();
            if (await db.People.AnyAsync(p => p.OrganizationKey == person.OrganizationKey && p.NormalizedEmail == person.NormalizedEmail, ct))
            {
                return new AddPersonOutcome.EmailTaken();
            }

            throw;
        }
    }

    public Task<bool> RenameAsync(Guid id, string? displayName, Func<string?, AuditEntry> audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            if (session.Context.People.FirstOrDefault(p => p.Id == id) is not { } person)
            {
                return false;
            }

            if (person.DisplayName != displayName)
            {
                var before = person.DisplayName;
                (person.DisplayName, person.ConcurrencyStamp) = (displayName, Guid.NewGuid().ToString());
                session.AppendAudit(audit(before));
                session.Announce(new ServerNews.AccountChanged(id));
            }

            return true;
        },
        ct);

    public Task<bool> ChangeAsync(int organizationKey, Guid id, Func<Person, PersonChange> change, CancellationToken ct) => database.WriteAsync(
        session => ways.Keep(session, organizationKey, () =>
        {
            // One change at a time in an organization. Otherwise two nodes could each remove one of the last two owners.
            var db = session.Context;
            if (db.People.Include(p => p.Link).FirstOrDefault(p => p.Id == id && p.OrganizationKey == organizationKey) is not { } person)
            {
                return false;
            }

            var made = change(person);
            person.ConcurrencyStamp = Guid.NewGuid().ToString();
            if (made.KeepsSessions)
            {
                session.AppendAudit(made.Audit);
                return true;
            }

            person.SecurityStamp = Guid.NewGuid().ToString("N");
            if (made.LosesOwner && !ways.HasOtherOwner(session, organizationKey, id))
            {
                throw new ConflictException("This is the last owner. Make somebody else an owner first.");
            }

            db.Sessions.Where(s => s.PersonId == id).ExecuteDelete();
            if (made.Remove)
            {
                db.People.Remove(person);
            }

            session.AppendAudit(made.Audit);
            session.Announce(new ServerNews.AccountChanged(id));
            return true;
        }),
        ct);

    private static IQueryable<PersonState> States(IQueryable<Person> people) => people.Select(p => new PersonState(
        p.Id, p.Email!, p.Role, p.SecurityStamp, p.OrganizationKey, p.Organization!.Id, p.LockoutEnd >= PersonLock.Forever, p.DisplayName)
    {
        MustChangePassword = p.MustChangePassword,
    });

    private AddPersonOutcome Add(
        WriteSession session, Person person, OrganizationChoice choice, bool onlyAsFirst, Func<Organization, AuditEntry> audit)
    {
        var db = session.Context;
        if (onlyAsFirst && db.People.Any())
        {
            return new AddPersonOutcome.NotTheFirst();
        }

        var found = Find(db, choice);
        if (found is null && choice is OrganizationChoice.Existing)
        {
            return new AddPersonOutcome.NoOrganization();
        }

        if (found is not null && db.People.Any(p => p.OrganizationKey == found.Key && p.NormalizedEmail == person.NormalizedEmail))
        {
            return new AddPersonOutcome.EmailTaken();
        }

        var organization = found ?? Make(db, choice);
        person.OrganizationKey = organization.Key;
        db.People.Add(person);
        session.AppendAudit(audit(organization));
        return new AddPersonOutcome.Added(organization, OrganizationIsNew: found is null);
    }

    private static Organization? Find(ScimifyContext db, OrganizationChoice choice) => choice switch
    {
        OrganizationChoice.Existing existing => db.Organizations.FirstOrDefault(o => o.Key == existing.Key),
        OrganizationChoice.First => db.Organizations.OrderBy(o => o.Key).FirstOrDefault(),
        OrganizationChoice.NameOrId named when Guid.TryParse(named.Text, out var id) => db.Organizations.FirstOrDefault(o => o.Id == id),
        OrganizationChoice.NameOrId named => db.Organizations.AsEnumerable()
            .FirstOrDefault(o => o.Name.Equals(named.Text, StringComparison.OrdinalIgnoreCase)),
        _ => throw new UnreachableException(),
    };

    private Organization Make(ScimifyContext db, OrganizationChoice choice)
    {
        var name = choice is OrganizationChoice.NameOrId named ? named.Text : FirstOrganizationName;
        var organization = new Organization
        {
            Id = Guid.TryParse(name, out var id) ? id : Guid.NewGuid(),
            Name = name,
            CreatedAt = clock.GetUtcNow(),
        };
        db.Organizations.Add(organization);
        db.SaveChanges();
        return organization;
    }
}
