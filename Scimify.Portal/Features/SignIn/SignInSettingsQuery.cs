using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Requests;

namespace Scimify.Portal.Features.SignIn;

/// <summary>The sign-in policy, whom it concerns, and the latest sign-ins from the audit log.</summary>
public sealed class SignInSettingsQuery(IDbContextFactory<ScimifyContext> contexts, SignInPolicyService policies)
{
    private const int Latest = 20;
    private static readonly string[] Actions = ["session.start", "session.fail", "session.revoke"];

    /// <exception cref="ForbiddenException">The role may not read people.</exception>
    public async Task<SignInSettingsView> RunAsync(Actor actor, CancellationToken ct)
    {
        var policy = await policies.GetAsync(actor, ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var withoutFactor = await db.People
            .Where(p => p.OrganizationKey == actor.OrganizationKey && !db.AuthenticatorApps.Any(a => a.PersonId == p.Id)
                && !db.Set<Microsoft.AspNetCore.Identity.IdentityUserPasskey<Guid>>().Any(k => k.UserId == p.Id))
            .GroupBy(p => p.Role).Select(g => new { Role = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Role, g => g.Count, ct);
        var latest = await db.AuditLog
            .Where(e => e.OrganizationKey == actor.OrganizationKey && Actions.Contains(e.Action))
            .OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(Latest)
            .Select(e => new SignInEntry(e.Id, e.At, e.Action, e.SubjectName, e.SourceAddress))
            .ToListAsync(ct);
        return new SignInSettingsView(policy, withoutFactor, latest);
    }
}

/// <param name="WithoutFactor">How many people of a role have no second factor.</param>
/// <param name="Latest">Sign-ins, failed ones, and sessions that were ended; the newest first.</param>
public sealed record SignInSettingsView(SignInPolicy Policy, IReadOnlyDictionary<PortalRole, int> WithoutFactor, IReadOnlyList<SignInEntry> Latest);

public sealed record SignInEntry(Guid Id, DateTimeOffset At, string Action, string Person, string? Address);
