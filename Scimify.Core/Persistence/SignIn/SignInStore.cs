using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Servers;
using Scimify.Core.SignIn;

namespace Scimify.Core.Persistence.SignIn;

internal sealed class SignInStore(ScimifyDatabase database, WaysInSteps ways) : ISignInStore
{
    public async Task<IReadOnlyList<SignInProvider>> ListAsync(int organizationKey, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.SignInProviders.Where(p => p.OrganizationKey == organizationKey).OrderBy(p => p.Key).ToListAsync(ct);
    }

    public async Task<IReadOnlyList<SignInProvider>> EnabledAsync(CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.SignInProviders.Include(p => p.Organization).Where(p => p.IsEnabled).OrderBy(p => p.Name).ThenBy(p => p.Key).ToListAsync(ct);
    }

    public async Task<SignInProvider?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.SignInProviders.Include(p => p.Organization).SingleOrDefaultAsync(p => p.Id == id, ct);
    }

    public async Task<Organization?> FirstOrganizationAsync(CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.Organizations.OrderBy(o => o.Key).FirstOrDefaultAsync(ct);
    }

    public Task<bool> AddAsync(SignInProvider provider, int most, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            var db = session.Context;
            if (db.SignInProviders.Count(p => p.OrganizationKey == provider.OrganizationKey) >= most)
            {
                return false;
            }

            db.SignInProviders.Add(provider);
            session.AppendAudit(audit);
            return true;
        },
        ct);

    public Task<SignInProvider?> ChangeAsync(int organizationKey, Guid id, Func<SignInProvider, AuditEntry?> change, CancellationToken ct) => database.WriteAsync(
        session => ways.Keep(session, organizationKey, () =>
        {
            var provider = Find(session, organizationKey, id);
            if (provider is not null && change(provider) is { } audit)
            {
                session.AppendAudit(audit);
                session.Announce(new ServerNews.AccountChanged(id));
            }

            return provider;
        }),
        ct);

    public Task<bool> DeleteAsync(int organizationKey, Guid id, Func<SignInProvider, AuditEntry> audit, CancellationToken ct) => database.WriteAsync(
        session => ways.Keep(session, organizationKey, () =>
        {
            if (Find(session, organizationKey, id) is not { } provider)
            {
                return false;
            }

            session.Context.SignInProviders.Remove(provider);
            session.AppendAudit(audit(provider));
            session.Announce(new ServerNews.AccountChanged(id));
            return true;
        }),
        ct);

    public async Task<Guid?> FindPersonAsync(int organizationKey, ProviderIdentity identity, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await Logins(db, organizationKey, identity.Issuer, identity.Subject).Select(l => (Guid?)l.PersonId).SingleOrDefaultAsync(ct);
    }

    public Task UsedAsync(int organizationKey, ProviderIdentity identity, Guid provider, DateTimeOffset at, CancellationToken ct) => database.WriteAsync(
        session => session.Execute(
            "UPDATE person_logins SET used_at = @p3, provider_id = @p4 WHERE organization_key = @p0 AND issuer = @p1 AND subject = @p2",
            organizationKey, identity.Issuer, identity.Subject, at.ToUnixTimeMilliseconds(), provider.ToString()),
        ct);

    public Task<bool> ConnectAsync(ProviderLogin login, AuditEntry audit, CancellationToken ct) => AddAsync(
        login,
        session =>
        {
            if (!session.Context.People.Any(p => p.Id == login.PersonId && p.OrganizationKey == login.OrganizationKey))
            {
                return false;
            }

            session.AppendAudit(audit);
            return true;
        },
        ct);

    public async Task<AcceptOutcome> AcceptAsync(ProviderLogin login, string linkHash, DateTimeOffset now, AuditEntry audit, CancellationToken ct)
    {
        try
        {
            return await database.WriteAsync(
                session =>
                {
                    var owner = Logins(session.Context, login.OrganizationKey, login.Issuer, login.Subject).Select(l => (Guid?)l.PersonId).SingleOrDefault();
                    if (owner is not null && owner != login.PersonId)
                    {
                        return AcceptOutcome.Taken;
                    }

                    // One statement, so that of two servers only one uses the link.
                    var isUsed = session.Context.People.Any(p => p.Id == login.PersonId && p.OrganizationKey == login.OrganizationKey && (p.LockoutEnd == null || p.LockoutEnd < PersonLock.Forever))
                        && session.Execute(
                            "DELETE FROM password_links WHERE person_id = @p0 AND hash = @p1 AND expires_at > @p2", login.PersonId.ToString(), linkHash, now.ToUnixTimeMilliseconds()) == 1;
                    if (!isUsed)
                    {
                        return AcceptOutcome.LinkGone;
                    }

                    if (owner is null)
                    {
                        session.Context.ProviderLogins.Add(login);
                    }

                    session.AppendAudit(audit);
                    session.Announce(new ServerNews.AccountChanged(login.PersonId));
                    return AcceptOutcome.Accepted;
                },
                ct);
        }
        catch (DbUpdateException) when (!ct.IsCancellationRequested)
        {
            await using var db = database.CreateDbContext();
            if (await Logins(db, login.OrganizationKey, login.Issuer, login.Subject).AnyAsync(ct))
            {
                return AcceptOutcome.Taken;
            }

            throw;
        }
    }

    public Task<bool> DisconnectAsync(Guid person, string issuer, string subject, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        session => ways.Keep(session, audit.OrganizationKey, () =>
        {
            var isGone = session.Execute("DELETE FROM person_logins WHERE person_id = @p0 AND issuer = @p1 AND subject = @p2", person.ToString(), issuer, subject) > 0;
            if (isGone)
            {
                session.AppendAudit(audit);
            }

            return isGone;
        }),
        ct);

    public async Task<IReadOnlyList<ProviderLogin>> LoginsOfAsync(Guid person, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.ProviderLogins.Where(l => l.PersonId == person).OrderBy(l => l.CreatedAt).ThenBy(l => l.Subject).ToListAsync(ct);
    }

    public async Task<IReadOnlyDictionary<Guid, ProviderUse>> UsesAsync(int organizationKey, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        var logins = await db.ProviderLogins.Where(l => l.OrganizationKey == organizationKey).Select(l => new { l.ProviderId, l.PersonId, l.UsedAt }).ToListAsync(ct);
        return logins.GroupBy(l => l.ProviderId).ToDictionary(of => of.Key, of => new ProviderUse(of.Select(l => l.PersonId).Distinct().Count(), of.Max(l => l.UsedAt)));
    }

    public Task<bool> AddPersonAsync(Person person, ProviderLogin login, AuditEntry audit, CancellationToken ct) => AddAsync(
        login,
        session =>
        {
            if (session.Context.People.Any(p => p.OrganizationKey == person.OrganizationKey && p.NormalizedEmail == person.NormalizedEmail))
            {
                return false;
            }

            session.Context.People.Add(person);
            session.AppendAudit(audit);
            return true;
        },
        ct);

    public Task AppendAsync(AuditEntry audit, CancellationToken ct) => database.WriteAsync(session => session.AppendAudit(audit), ct);

    /// <returns>False also if another server stored the same account or address in the meantime.</returns>
    private async Task<bool> AddAsync(ProviderLogin login, Func<WriteSession, bool> beside, CancellationToken ct)
    {
        try
        {
            return await database.WriteAsync(
                session =>
                {
                    if (Logins(session.Context, login.OrganizationKey, login.Issuer, login.Subject).Any() || !beside(session))
                    {
                        return false;
                    }

                    session.Context.ProviderLogins.Add(login);
                    return true;
                },
                ct);
        }
        catch (DbUpdateException) when (!ct.IsCancellationRequested)
        {
            await using var db = database.CreateDbContext();
            if (await Logins(db, login.OrganizationKey, login.Issuer, login.Subject).AnyAsync(ct))
            {
                return false;
            }

            throw;
        }
    }

    private static IQueryable<ProviderLogin> Logins(ScimifyContext db, int organizationKey, string issuer, string subject) =>
        db.ProviderLogins.Where(l => l.OrganizationKey == organizationKey && l.Issuer == issuer && l.Subject == subject);

    private static SignInProvider? Find(WriteSession session, int organizationKey, Guid id) =>
        session.Context.SignInProviders.SingleOrDefault(p => p.OrganizationKey == organizationKey && p.Id == id);
}
