using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Persistence.Tokens;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.PersonalTokens;

/// <summary>Personal access tokens, without revoked ones, newest first.</summary>
public sealed class PersonalTokensQuery(IDbContextFactory<ScimifyContext> contexts)
{
    /// <summary>The actor's own.</summary>
    /// <exception cref="ForbiddenException">The actor is not a person.</exception>
    public Task<ResultPage<PersonalAccessTokenView>> OwnAsync(Actor actor, PageRequest part, CancellationToken ct)
    {
        var personId = actor.Id ?? throw new ForbiddenException();
        return PageAsync(token => token.PersonId == personId, part, ct);
    }

    /// <summary>Those of all people of the organization.</summary>
    /// <exception cref="ForbiddenException">The role may not read people.</exception>
    public Task<ResultPage<PersonalAccessTokenView>> EveryoneAsync(Actor actor, PageRequest part, CancellationToken ct)
    {
        actor.Require(Permission.ReadPeople);
        return PageAsync(token => token.OrganizationKey == actor.OrganizationKey, part, ct);
    }

    private async Task<ResultPage<PersonalAccessTokenView>> PageAsync(Expression<Func<PersonalAccessToken, bool>> whose, PageRequest part, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var tokens = db.PersonalAccessTokens.Where(whose).Where(t => t.RevokedAt == null);
        var rows = await tokens.OrderByDescending(t => t.CreatedAt).ThenBy(t => t.Id).Skip(part.Skip).Take(part.Size).Views().ToListAsync(ct);
        return new(rows, part, await tokens.LongCountAsync(ct));
    }
}
