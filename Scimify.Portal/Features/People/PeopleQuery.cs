using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.People.SignIns;
using Scimify.Core.Persistence.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.People;

/// <summary>The people of an organization, by e-mail address.</summary>
public sealed class PeopleQuery(IDbContextFactory<ScimifyContext> contexts, SignInWaits waits, TimeProvider clock)
{
    public async Task<ResultPage<PersonView>> RunAsync(Actor actor, PageRequest part, CancellationToken ct)
    {
        actor.Require(Permission.ReadPeople);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var people = db.People.Where(p => p.OrganizationKey == actor.OrganizationKey);
        var rows = await people.OrderBy(p => p.NormalizedEmail).Skip(part.Skip).Take(part.Size).Views(db, clock.GetUtcNow()).ToListAsync(ct);
        return new(await waits.OfAsync(rows, ct), part, await people.LongCountAsync(ct));
    }
}
