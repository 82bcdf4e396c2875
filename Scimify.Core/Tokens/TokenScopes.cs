using Scimify.Core.Requests;

namespace Scimify.Core.Tokens;

/// <summary>What a SCIM token may be used for. Without <see cref="Users"/> and <see cref="Groups"/> it covers both.</summary>
[Flags]
public enum TokenScopes
{
    None = 0,
    Users = 1,
    Groups = 2,

    /// <summary>Allows only reading and searching.</summary>
    ReadOnly = 4,

    All = Users | Groups,
}

/// <summary>The REST API's words for scopes, and what they allow.</summary>
public static class TokenScopeRules
{
    private static readonly (string Name, TokenScopes Scope)[] Words =
        [("users", TokenScopes.Users), ("groups", TokenScopes.Groups), ("read-only", TokenScopes.ReadOnly)];

    public static string[] Names { get; } = [.. Words.Select(w => w.Name)];

    /// <param name="scopes">The token's scopes.</param>
    /// <param name="resource"><see cref="TokenScopes.Users"/> or <see cref="TokenScopes.Groups"/>.</param>
    public static bool Reaches(this TokenScopes scopes, TokenScopes resource) =>
        (scopes & TokenScopes.All) == TokenScopes.None || scopes.HasFlag(resource);

    public static bool MayWrite(this TokenScopes scopes) => !scopes.HasFlag(TokenScopes.ReadOnly);

    public static string[] NamesOf(TokenScopes scopes) => [.. Words.Where(w => scopes.HasFlag(w.Scope)).Select(w => w.Name)];

    /// <exception cref="ValidationFailedException"><c>scopes</c>: the list is empty, or has an unknown word.</exception>
    public static TokenScopes Parse(IReadOnlyCollection<string> names)
    {
        if (names.Count == 0 || names.Any(name => !Names.Contains(name)))
        {
            throw ValidationFailedException.Of("scopes", $"must be one or more of {string.Join(", ", Names)}.");
        }

        return Parsed(names);
    }

    /// <summary>Unknown words count for nothing.</summary>
    internal static TokenScopes Parsed(IEnumerable<string> names) => Words.Where(w => names.Contains(w.Name)).Aggregate(TokenScopes.None, (all, w) => all | w.Scope);

    /// <returns>What both allow; null if that is nothing.</returns>
    public static TokenScopes? Within(TokenScopes scopes, TokenScopes limit)
    {
        var resources = Resources(scopes) & Resources(limit);
        return resources == TokenScopes.None ? null : resources | ((scopes | limit) & TokenScopes.ReadOnly);
    }

    /// <summary>Whether something is allowed now, or from somewhere, that was not before. Networks are in the form of <see cref="TokenNetworks.Stored"/>.</summary>
    public static bool IsWider(TokenScopes scopes, string? networks, TokenScopes before, string? networksBefore) =>
        (Resources(scopes) & ~Resources(before)) != TokenScopes.None
        || (before.HasFlag(TokenScopes.ReadOnly) && !scopes.HasFlag(TokenScopes.ReadOnly))
        || !TokenNetworks.Parse(networksBefore).Include(TokenNetworks.Parse(networks));

    private static TokenScopes Resources(TokenScopes scopes) => (scopes & TokenScopes.All) is var named && named == TokenScopes.None ? TokenScopes.All : named;
}
