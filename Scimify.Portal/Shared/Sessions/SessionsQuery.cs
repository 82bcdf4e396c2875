using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.People.Sessions;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Requests;

namespace Scimify.Portal.Shared.Sessions;

/// <summary>Sessions that go on, the newest first.</summary>
public sealed class SessionsQuery(IDbContextFactory<ScimifyContext> contexts, SessionUses uses, TimeProvider clock)
{
    /// <summary>The actor's own.</summary>
    /// <exception cref="ForbiddenException">The actor is not a person.</exception>
    public Task<ResultPage<SessionView>> OwnAsync(Actor actor, PageRequest part, CancellationToken ct)
    {
        var personId = actor.Id ?? throw new ForbiddenException();
        return PageAsync(session => session.PersonId == personId, part, ct);
    }

    /// <summary>Those of one person of the organization.</summary>
    /// <exception cref="ForbiddenException">The role may not read people.</exception>
    public Task<ResultPage<SessionView>> OfPersonAsync(Actor actor, Guid personId, PageRequest part, CancellationToken ct)
    {
        actor.Require(Permission.ReadPeople);
        return PageAsync(session => session.PersonId == personId && session.Person!.OrganizationKey == actor.OrganizationKey, part, ct);
    }

    /// <summary>Those of all people of the organization.</summary>
    /// <exception cref="ForbiddenException">The role may not read people.</exception>
    public Task<ResultPage<SessionView>> EveryoneAsync(Actor actor, PageRequest part, CancellationToken ct)
    {
        actor.Require(Permission.ReadPeople);
        return PageAsync(session => session.Person!.OrganizationKey == actor.OrganizationKey, part, ct);
    }

    private async Task<ResultPage<SessionView>> PageAsync(Expression<Func<PersonSession, bool>> whose, PageRequest part, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(ct);
        var idle = await db.Sessions.Where(whose).Select(s => (int?)s.Person!.Organization!.SessionIdleMinutes).FirstOrDefaultAsync(ct) ?? SignInPolicy.UsualIdleMinutes;
        var since = now.AddMinutes(-idle);
        var sessions = db.Sessions.Where(whose).Where(s => s.ExpiresAt > now && s.LastUsedAt > since);
        var rows = await sessions.OrderByDescending(s => s.CreatedAt).ThenBy(s => s.Id).Skip(part.Skip).Take(part.Size)
            .Select(s => new SessionView(s.Id, s.PersonId, s.Person!.DisplayName ?? s.Person.Email!, s.Person.Email!, s.Device, s.Address, s.How, s.CreatedAt, s.LastUsedAt, s.ExpiresAt))
            .ToListAsync(ct);
        return new([.. rows.Select(row => row with { LastUsedAt = uses.LastOf(row.Id, row.LastUsedAt) })], part, await sessions.LongCountAsync(ct));
    }
}

/// <param name="Person">What they are called.</param>
/// <param name="UserAgent">What the browser says of itself; null if nothing.</param>
/// <param name="Address">Remote address of the sign-in.</param>
/// <param name="How">Such as <c>password</c>.</param>
public sealed record SessionView(
    Guid Id, Guid PersonId, string Person, string Email, string? UserAgent, string? Address, string How,
    DateTimeOffset StartedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt)
{
    public string Device => DeviceWords.Of(UserAgent);
}
