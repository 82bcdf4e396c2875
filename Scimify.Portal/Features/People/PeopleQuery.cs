using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.People.SignIns;
using Scimify.Core.Persistence.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.People;

/// <summary>The people of an organization, by e-mail address.</summary>
public sealed class PeopleQuery(IDbContextFactory<ScimifyContext> contexts, SignInAttempts attempts, TimeProvider clock)
{
    public async Task<ResultPage<PersonView>> RunAsync(Actor actor, PageRequest part, CancellationToken ct)
    {
        actor.Require(Permission.ReadPeople);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var people = db.People.Where(p => p.OrganizationKey == actor.OrganizationKey);
        var rows = await people.OrderBy(p => p.NormalizedEmail).Skip(part.Skip).Take(part.Size).Views(db, clock.GetUtcNow()).ToListAsync(ct);
        var slowed = await attempts.WaitingAsync(rows.Select(person => person.Email), ct);
        return new(
            [.. rows.Select(person => person with { SlowedUntil = slowed.TryGetValue(person.Email, out var until) ? until : null })],
            part,
            await people.LongCountAsync(ct));
    }
}
