using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Requests;
using Scimify.Core.SignIn;

namespace Scimify.Portal.Features.SignIn;

/// <summary>Ways to sign in, the policy, whom it concerns, and the latest sign-ins from the audit log.</summary>
public sealed class SignInSettingsQuery(IDbContextFactory<ScimifyContext> contexts, SignInPolicyService policies, ProviderService providers, ProviderSnapshots snapshots)
{
    private const int Latest = 20;
    private static readonly string[] Actions = ["session.start", "session.fail", "session.revoke"];

    /// <exception cref="ForbiddenException">The role may not read people.</exception>
    public async Task<SignInSettingsView> RunAsync(Actor actor, CancellationToken ct)
    {
        var policy = await policies.GetAsync(actor, ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var people = db.People.Where(p => p.OrganizationKey == actor.OrganizationKey);
        var passkeys = db.Set<IdentityUserPasskey<Guid>>();
        var withoutFactor = await people
            .Where(p => p.PasswordHash != null && !db.AuthenticatorApps.Any(a => a.PersonId == p.Id) && !passkeys.Any(k => k.UserId == p.Id))
            .GroupBy(p => p.Role).Select(g => new { Role = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Role, g => g.Count, ct);
        var withoutAccount = await people.CountAsync(p => !p.IsBreakGlass && !db.ProviderLogins.Any(l => l.PersonId == p.Id), ct);
        var breakGlass = await people.Where(p => p.IsBreakGlass).OrderBy(p => p.NormalizedEmail)
            .Select(p => new BreakGlassOwner(
                p.Id, p.DisplayName ?? p.Email!, p.Email!, p.LockoutEnd >= PersonLock.Forever, passkeys.Any(k => k.UserId == p.Id),
                p.PasswordHash != null && db.AuthenticatorApps.Any(a => a.PersonId == p.Id)))
            .ToListAsync(ct);
        var latest = await db.AuditLog
            .Where(e => e.OrganizationKey == actor.OrganizationKey && Actions.Contains(e.Action))
            .OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(Latest)
            .Select(e => new SignInEntry(e.Id, e.At, e.Action, e.SubjectName, e.SourceAddress))
            .ToListAsync(ct);
        var configured = (await snapshots.EnabledAsync(ct)).Where(provider => provider.IsConfigured && provider.OrganizationKey == actor.OrganizationKey).Select(provider => provider.Name);
        return new SignInSettingsView(
            policy, Permissions.Grants(actor.Role, Permission.ManageOrganization) ? await providers.ListAsync(actor, ct) : [], [.. configured], withoutFactor, withoutAccount, breakGlass, latest);
    }
}

/// <param name="Providers">Empty for roles that may not manage the organization.</param>
/// <param name="Configured">The names of the providers that come from the settings.</param>
/// <param name="WithoutFactor">How many people of a role have a password and no second factor.</param>
/// <param name="WithoutAccount">How many people have connected no account at a provider and are not break-glass.</param>
/// <param name="BreakGlass">By e-mail address.</param>
/// <param name="Latest">Sign-ins, failed ones, and sessions that were ended; the newest first.</param>
public sealed record SignInSettingsView(
    SignInPolicy Policy, IReadOnlyList<ProviderView> Providers, IReadOnlyList<string> Configured, IReadOnlyDictionary<PortalRole, int> WithoutFactor, int WithoutAccount,
    IReadOnlyList<BreakGlassOwner> BreakGlass, IReadOnlyList<SignInEntry> Latest);

/// <param name="HasPasskey">Which opens the console alone.</param>
/// <param name="HasPasswordAndApp">Which do together.</param>
public sealed record BreakGlassOwner(Guid Id, string Name, string Email, bool IsLocked, bool HasPasskey, bool HasPasswordAndApp);

public sealed record SignInEntry(Guid Id, DateTimeOffset At, string Action, string Person, string? Address);
