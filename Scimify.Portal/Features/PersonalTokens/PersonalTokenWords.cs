using System.Diagnostics;
using System.Globalization;
using Scimify.Core.People;
using Scimify.Core.Primitives;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Tokens;

namespace Scimify.Portal.Features.PersonalTokens;

/// <summary>The console's words and choices for personal access tokens.</summary>
public static class PersonalTokenWords
{
    private const int UsualDays = 90;

    public static string Of(PersonalTokenScope scope) => scope switch
    {
        PersonalTokenScope.Read => "Read only",
        PersonalTokenScope.Tokens => "Read, and manage SCIM tokens",
        PersonalTokenScope.All => "Everything that your role may",
        _ => throw new UnreachableException(),
    };

    /// <summary>Without the scope that adds nothing in this role.</summary>
    public static IEnumerable<PersonalTokenScope> Offered(PortalRole role) =>
        Enum.GetValues<PersonalTokenScope>().Where(scope => scope != PersonalTokenScope.Tokens || Permissions.Grants(role, Permission.ManageTokens));

    /// <summary>The key of <see cref="TokenExpiry.Choices"/> when the dialog opens: the policy's default, otherwise 90 days if the policy allows them.</summary>
    public static string UsualExpiry(TokenPolicy policy) =>
        (policy.DefaultDays ?? Math.Min(UsualDays, policy.MaxDays ?? UsualDays)).ToString(CultureInfo.InvariantCulture);

    /// <summary>What a token in a list is limited to; null if it may do everything that the role may, from everywhere.</summary>
    public static string? Limits(PersonalAccessTokenView token)
    {
        string?[] limits =
        [
            token.Scope switch { PersonalTokenScope.Read => "reads only", PersonalTokenScope.Tokens => "changes SCIM tokens only", _ => null },
            NetworksField.Words(token.AllowedNetworks),
        ];
        return string.Join(", ", limits.OfType<string>()) is { Length: > 0 } words ? LetterCase.Capital(words) : null;
    }
}
