using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Tokens;

namespace Scimify.Core.Persistence.Tokens;

/// <summary>The last uses of tokens, in the database.</summary>
internal sealed class TokenUseStore(ScimifyDatabase database) : ITokenUseStore
{
    public Task NoteAsync(IReadOnlyCollection<TokenUse> uses, TimeSpan atMostOncePer, CancellationToken ct) => database.WriteAsync(
        session =>
        {
            foreach (var use in uses)
            {
                var before = use.At - atMostOncePer;
                switch (use.Kind)
                {
                    case TokenKind.Scim:
                        Concern(session, session.Context.ScimTokens.Where(t => t.Id == use.TokenId).Select(t => (int?)t.OrganizationKey));
                        session.Context.ScimTokens
                            .Where(t => t.Id == use.TokenId && (t.LastUsedAt == null || t.LastUsedAt <= before))
                            .ExecuteUpdate(set => set
                                .SetProperty(t => t.LastUsedAt, use.At)
                                .SetProperty(t => t.LastUsedFrom, use.Address)
                                .SetProperty(t => t.LastUsedAgent, use.Agent));
                        break;
                    case TokenKind.Personal:
                        Concern(session, session.Context.PersonalAccessTokens.Where(t => t.Id == use.TokenId).Select(t => (int?)t.OrganizationKey));
                        session.Context.PersonalAccessTokens
                            .Where(t => t.Id == use.TokenId && (t.LastUsedAt == null || t.LastUsedAt <= before))
                            .ExecuteUpdate(set => set.SetProperty(t => t.LastUsedAt, use.At));
                        break;
                    case TokenKind.OAuthClient:
                        Concern(session, session.Context.OAuthClients.Where(c => c.Id == use.TokenId).Select(c => (int?)c.OrganizationKey));
                        session.Context.OAuthClients
                            .Where(c => c.Id == use.TokenId && (c.LastUsedAt == null || c.LastUsedAt <= before))
                            .ExecuteUpdate(set => set
                                .SetProperty(c => c.LastUsedAt, use.At)
                                .SetProperty(c => c.LastUsedFrom, use.Address)
                                .SetProperty(c => c.LastUsedAgent, use.Agent));
                        break;
                    case TokenKind.Metrics:
                        session.Context.MetricsTokens
                            .Where(t => t.Id == use.TokenId && (t.LastUsedAt == null || t.LastUsedAt <= before))
                            .ExecuteUpdate(set => set.SetProperty(t => t.LastUsedAt, use.At));
                        break;
                    default:
                        throw new UnreachableException();
                }
            }
        },
        ct);

    private static void Concern(WriteSession session, IQueryable<int?> organization)
    {
        if (organization.SingleOrDefault() is { } key)
        {
            session.Concern(key);
        }
    }
}
