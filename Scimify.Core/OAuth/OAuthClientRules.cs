using Scimify.Core.Requests;
using Scimify.Core.Tokens;

namespace Scimify.Core.OAuth;

/// <summary>What holds for every client.</summary>
public static class OAuthClientRules
{
    /// <summary>Clients of one integration.</summary>
    public const int Most = 50;

    /// <summary>Secrets that work, so that the next one can be entered before the last one ends.</summary>
    public const int MostSecrets = 2;

    public const int DefaultHours = 1;

    public const int MostHours = 6;

    /// <exception cref="ValidationFailedException"><c>tokenLifeHours</c>.</exception>
    public static int ValidHours(int hours) => hours is >= 1 and <= MostHours
        ? hours
        : throw ValidationFailedException.Of("tokenLifeHours", $"must be a whole number from 1 to {MostHours}.");
}

/// <summary>The words of the parameter <c>scope</c> (RFC 6749 section 3.3): those of SCIM tokens, and <c>scim</c> for all that the client has.</summary>
public static class OAuthScopes
{
    /// <summary>What Microsoft Entra ID asks for.</summary>
    public const string Everything = "scim";

    public static string[] Names { get; } = [Everything, .. TokenScopeRules.Names];

    /// <param name="asked">The parameter; null or empty for all that the client has.</param>
    /// <param name="allowed">The client's scopes.</param>
    /// <returns>Null if a word is unknown, or goes beyond the client's.</returns>
    public static TokenScopes? Granted(string? asked, TokenScopes allowed)
    {
        string[] words = [.. (asked ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
        if (!words.All(word => Names.Contains(word, StringComparer.Ordinal)))
        {
            return null;
        }

        var named = TokenScopeRules.Parsed(words.Where(word => word != Everything));
        var resources = named & TokenScopes.All;
        if (words.Contains(Everything, StringComparer.Ordinal) || resources == TokenScopes.None)
        {
            return TokenScopeRules.Within(TokenScopes.All | (named & TokenScopes.ReadOnly), allowed);
        }

        return TokenScopeRules.Within(named, allowed) is { } granted && (granted & TokenScopes.All) == resources ? granted : null;
    }
}
