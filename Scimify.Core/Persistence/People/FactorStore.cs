using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Audit;
using Scimify.Core.Integrations;
using Scimify.Core.People.Factors;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Provisioning.Servers;

namespace Scimify.Core.Persistence.People;

/// <summary>Second factors in the database. What is secret about them is encrypted with the key ring, so that a copy of the database shows nobody's codes.</summary>
internal sealed class FactorStore(ScimifyDatabase database, WaysInSteps ways, ISecretProtector protector) : IFactorStore
{
    /// <summary>Three codes of a million fit at any time, so a whole day of guessing succeeds once in 700.</summary>
    private const int MostTries = 5;

    private static readonly TimeSpan TriesWithin = TimeSpan.FromMinutes(15);

    public async Task<PersonFactors> FindAsync(Guid personId, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        var app = await db.AuthenticatorApps.FirstOrDefaultAsync(a => a.PersonId == personId, ct);
        var passkeys = await PasskeysOf(db, personId).ToListAsync(ct);
        return new PersonFactors(
            app?.AddedAt,
            app is null ? 0 : Codes(app).Count,
            [.. passkeys.OrderBy(p => p.Data.CreatedAt).Select(p => new PasskeyView(p.CredentialId, p.Data.Name ?? "", p.Data.CreatedAt, p.Data.IsBackedUp))])
        {
            Reset = await db.People.Where(p => p.Id == personId && p.FactorsResetAt != null).Select(p => new FactorReset(p.FactorsResetAt!.Value, p.FactorsResetBy!)).SingleOrDefaultAsync(ct),
        };
    }

    public async Task<string?> FindKeyAsync(Guid personId, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        return await db.AuthenticatorApps.FirstOrDefaultAsync(a => a.PersonId == personId, ct) is { } app ? protector.Unprotect(app.ProtectedKey) : null;
    }

    public Task<bool> SetAppAsync(Guid personId, string key, long step, IReadOnlyList<string> codeHashes, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            var db = session.Context;
            if (!db.People.Any(p => p.Id == personId))
            {
                return false;
            }

            var app = Locked(session, personId);
            if (app is null)
            {
                app = new AuthenticatorApp { PersonId = personId, ProtectedKey = "", ProtectedCodes = "" };
                db.AuthenticatorApps.Add(app);
            }

            (app.ProtectedKey, app.ProtectedCodes) = (protector.Protect(key), Protect(codeHashes));
            (app.AddedAt, app.LastStep, app.Tries, app.TriesSince) = (audit.At, step, 0, audit.At);
            session.AppendAudit(audit);
            return true;
        },
        ct);

    public Task<bool> ReplaceCodesAsync(Guid personId, IReadOnlyList<string> codeHashes, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            if (Locked(session, personId) is not { } app)
            {
                return false;
            }

            app.ProtectedCodes = Protect(codeHashes);
            session.AppendAudit(audit);
            return true;
        },
        ct);

    public Task<FactorRemoval> RemoveAppAsync(Guid personId, bool keepOne, AuditEntry audit, CancellationToken ct) => RemoveAsync(
        personId,
        keepOne,
        audit,
        (_, has) => (has.Apps, has.Passkeys),
        db => db.AuthenticatorApps.Where(a => a.PersonId == personId).ExecuteDelete(),
        ct);

    public Task<FactorRemoval> RemovePasskeyAsync(Guid personId, byte[] id, bool keepOne, AuditEntry audit, CancellationToken ct) => RemoveAsync(
        personId,
        keepOne,
        audit,
        (db, has) => (PasskeysOf(db, personId).Count(p => p.CredentialId == id), has.Apps + has.Passkeys - 1),
        db => PasskeysOf(db, personId).Where(p => p.CredentialId == id).ExecuteDelete(),
        ct);

    public Task<bool> AddPasskeyAsync(Guid personId, UserPasskeyInfo passkey, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            var db = session.Context;
            if (!db.People.Any(p => p.Id == personId) || db.Set<IdentityUserPasskey<Guid>>().Any(p => p.CredentialId == passkey.CredentialId))
            {
                return false;
            }

            db.Add(new IdentityUserPasskey<Guid>
            {
                UserId = personId,
                CredentialId = passkey.CredentialId,
                Data = new IdentityPasskeyData
                {
                    PublicKey = passkey.PublicKey,
                    Name = passkey.Name,
                    CreatedAt = audit.At,
                    SignCount = passkey.SignCount,
                    Transports = passkey.Transports,
                    IsUserVerified = passkey.IsUserVerified,
                    IsBackupEligible = passkey.IsBackupEligible,
                    IsBackedUp = passkey.IsBackedUp,
                    AttestationObject = passkey.AttestationObject,
                    ClientDataJson = passkey.ClientDataJson,
                },
            });
            session.AppendAudit(audit);
            return true;
        },
        ct);

    public Task<bool> RenamePasskeyAsync(Guid personId, byte[] id, string name, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            if (session.Context.Set<IdentityUserPasskey<Guid>>().FirstOrDefault(p => p.UserId == personId && p.CredentialId == id) is not { } passkey)
            {
                return false;
            }

            passkey.Data.Name = name;
            session.AppendAudit(audit);
            return true;
        },
        ct);

    public Task<bool> RemoveAllAsync(Guid personId, AuditEntry audit, CancellationToken ct) => database.WriteAsync(
        session => ways.Keep(session, OrganizationOf(session, personId), () =>
        {
            var db = session.Context;
            var removed = db.AuthenticatorApps.Where(a => a.PersonId == personId).ExecuteDelete() + PasskeysOf(db, personId).ExecuteDelete();
            if (removed == 0)
            {
                return false;
            }

            foreach (var id in db.Sessions.Where(s => s.PersonId == personId).Select(s => s.Id).ToList())
            {
                session.Announce(new ServerNews.AccountChanged(id));
            }

            db.Sessions.Where(s => s.PersonId == personId).ExecuteDelete();
            session.Execute(
                "UPDATE people SET factors_reset_at = @p1, factors_reset_by = @p2 WHERE id = @p0", personId.ToString(), audit.At.ToUnixTimeMilliseconds(), audit.ActorName);
            session.AppendAudit(audit);
            return true;
        }),
        ct);

    public Task ForgetResetAsync(Guid personId, CancellationToken ct) => database.WriteAsync(
        session => session.Execute("UPDATE people SET factors_reset_at = NULL, factors_reset_by = NULL WHERE id = @p0", personId.ToString()), ct);

    public Task<CodeTry> TryAsync(Guid personId, DateTimeOffset now, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            if (Locked(session, personId) is not { } app)
            {
                return CodeTry.TooMany;
            }

            if (now - app.TriesSince >= TriesWithin)
            {
                (app.Tries, app.TriesSince) = (0, now);
            }

            app.Tries = Math.Min(app.Tries + 1, MostTries + 1);
            return app.Tries > MostTries ? CodeTry.TooMany : app.Tries == MostTries ? CodeTry.Last : CodeTry.Allowed;
        },
        ct);

    public Task ForgetTriesAsync(Guid personId, CancellationToken ct) => database.WriteAsync(
        session => session.Execute("UPDATE authenticator_apps SET tries = 0 WHERE person_id = @p0", personId.ToString()), ct);

    public async Task<IReadOnlyDictionary<Guid, DateTimeOffset>> WaitingAsync(IReadOnlyCollection<Guid> people, DateTimeOffset now, CancellationToken ct)
    {
        await using var db = database.CreateDbContext();
        var since = now - TriesWithin;
        return await db.AuthenticatorApps.Where(a => people.Contains(a.PersonId) && a.Tries >= MostTries && a.TriesSince > since)
            .ToDictionaryAsync(a => a.PersonId, a => a.TriesSince + TriesWithin, ct);
    }

    public Task<bool> UseStepAsync(Guid personId, long step, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            if (Locked(session, personId) is not { } app || step <= app.LastStep)
            {
                return false;
            }

            (app.LastStep, app.Tries) = (step, 0);
            return true;
        },
        ct);

    public Task<bool> UseCodeAsync(Guid personId, string hash, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            if (Locked(session, personId) is not { } app || Codes(app) is var codes && !codes.Contains(hash))
            {
                return false;
            }

            app.ProtectedCodes = Protect(Codes(app).Where(code => code != hash));
            app.Tries = 0;
            return true;
        },
        ct);

    /// <summary>Locks the row until the commit, so that two servers do not accept the same code.</summary>
    private static AuthenticatorApp? Locked(WriteSession session, Guid personId) =>
        session.Execute("UPDATE authenticator_apps SET tries = tries WHERE person_id = @p0", personId.ToString()) == 0
            ? null
            : session.Context.AuthenticatorApps.Single(a => a.PersonId == personId);

    /// <param name="count">How many rows would go, and how many factors would be left, of those that there are.</param>
    private Task<FactorRemoval> RemoveAsync(
        Guid personId, bool keepOne, AuditEntry audit, Func<ScimifyContext, (int Apps, int Passkeys), (int Found, int Left)> count, Action<ScimifyContext> remove, CancellationToken ct) =>
        database.WriteAsync(
            session => ways.Keep(session, OrganizationOf(session, personId), () =>
            {
                // Two removals at once could otherwise both leave the other's factor.
                session.Execute("UPDATE people SET role = role WHERE id = @p0", personId.ToString());
                var db = session.Context;
                var (found, left) = count(db, (db.AuthenticatorApps.Count(a => a.PersonId == personId), PasskeysOf(db, personId).Count()));
                if (found == 0 || (keepOne && left == 0))
                {
                    return found == 0 ? FactorRemoval.Unknown : FactorRemoval.LastOne;
                }

                remove(db);
                session.AppendAudit(audit);
                return FactorRemoval.Removed;
            }),
            ct);

    /// <returns>A key of no organization if the person no longer exists.</returns>
    private static int OrganizationOf(WriteSession session, Guid personId) =>
        session.Context.People.Where(p => p.Id == personId).Select(p => p.OrganizationKey).FirstOrDefault();

    private static IQueryable<IdentityUserPasskey<Guid>> PasskeysOf(ScimifyContext db, Guid personId) =>
        db.Set<IdentityUserPasskey<Guid>>().AsNoTracking().Where(p => p.UserId == personId);

    private string Protect(IEnumerable<string> codeHashes) => protector.Protect(string.Join(' ', codeHashes));

    private IReadOnlyList<string> Codes(AuthenticatorApp app) => protector.Unprotect(app.ProtectedCodes).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
