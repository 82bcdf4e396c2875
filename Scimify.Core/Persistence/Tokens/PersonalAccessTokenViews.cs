using Scimify.Core.People;
using Scimify.Core.Tokens;

namespace Scimify.Core.Persistence.Tokens;

/// <summary>The projection of every list of personal access tokens.</summary>
public static class PersonalAccessTokenViews
{
    public static IQueryable<PersonalAccessTokenView> Views(this IQueryable<PersonalAccessToken> tokens) => tokens.Select(t =>
        new PersonalAccessTokenView(t.Id, t.PersonId, t.Person!.Email!, t.Name, t.Scope, t.CreatedAt, t.ExpiresAt, t.LastUsedAt)
        {
            PersonName = t.Person!.DisplayName,
            AllowedNetworks = TokenNetworks.Texts(t.AllowedNetworks),
        });
}
