using Microsoft.EntityFrameworkCore;
using Scimify.Core.People;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Requests;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.PersonalTokens;

/// <summary>A person's own personal access tokens, without revoked ones, newest first.</summary>
public sealed class PersonalTokensQuery(IDbContextFactory<ScimifyContext> contexts)
{
    /// <exception cref="ForbiddenException">The actor is not a person.</exception>
    public async Task<ResultPage<PersonalAccessTokenView>> RunAsync(Actor actor, PageRequest part, CancellationToken ct)
    {
        var personId = actor.Id ?? throw new ForbiddenException();
        await using var db = await contexts.CreateDbContextAsync(ct);
        var tokens = db.PersonalAccessTokens.Where(t => t.PersonId == personId && t.RevokedAt == null);
        var rows = await tokens.OrderByDescending(t => t.CreatedAt).ThenBy(t => t.Id).Skip(part.Skip).Take(part.Size)
            .Select(t => new PersonalAccessTokenView(t.Id, t.PersonId, t.Person!.Email!, t.Name, t.CreatedAt, t.ExpiresAt, t.LastUsedAt))
            .ToListAsync(ct);
        return new(rows, part, await tokens.LongCountAsync(ct));
    }
}
