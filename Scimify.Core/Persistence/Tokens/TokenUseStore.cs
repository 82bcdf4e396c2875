using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Tokens;

namespace Scimify.Core.Persistence.Tokens;

/// <summary>The last uses of SCIM tokens and personal access tokens, in the database.</summary>
internal sealed class TokenUseStore(ScimifyDatabase database) : ITokenUseStore
{
    public Task NoteAsync(IReadOnlyCollection<TokenUse> uses, TimeSpan atMostOncePer, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            foreach (var use in uses)
            {
                var before = use.At - atMostOncePer;
                if (use.Kind == TokenKind.Scim)
                {
                    session.Context.ScimTokens
                        .Where(t => t.Id == use.TokenId && (t.LastUsedAt == null || t.LastUsedAt <= before))
                        .ExecuteUpdate(set => set
                            .SetProperty(t => t.LastUsedAt, use.At)
                            .SetProperty(t => t.LastUsedFrom, use.Address)
                            .SetProperty(t => t.LastUsedAgent, use.Agent));
                }
                else
                {
                    session.Context.PersonalAccessTokens
                        .Where(t => t.Id == use.TokenId && (t.LastUsedAt == null || t.LastUsedAt <= before))
                        .ExecuteUpdate(set => set.SetProperty(t => t.LastUsedAt, use.At));
                }
            }
        },
        ct);
}
