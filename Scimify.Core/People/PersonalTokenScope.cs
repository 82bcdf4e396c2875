using Scimify.Core.Primitives;
using Scimify.Core.Requests;

namespace Scimify.Core.People;

/// <summary>What a personal access token may be used for, within what the role of its person may. Each scope includes those before it.</summary>
public enum PersonalTokenScope
{
    /// <summary>Only reading.</summary>
    Read = 0,

    /// <summary>Also everything about SCIM tokens.</summary>
    Tokens = 1,

    /// <summary>Everything that the role may.</summary>
    All = 2,
}

/// <summary>The one table of scopes and requests (docs/contracts.md, "People and personal access tokens").</summary>
public static class PersonalTokenScopes
{
    public static string[] Names { get; } = EnumWords.All<PersonalTokenScope>();

    /// <exception cref="ValidationFailedException"><c>scope</c>: there is no such word.</exception>
    public static PersonalTokenScope Parse(string word) =>
        EnumWords.Parse<PersonalTokenScope>(word) ?? throw ValidationFailedException.Of("scope", $"must be one of {string.Join(", ", Names)}.");

    /// <param name="scope">The token's scope.</param>
    /// <param name="isRead">Whether the request only reads: GET or HEAD.</param>
    /// <param name="permission">What the request requires of the role; null if it names nothing.</param>
    public static bool Allows(this PersonalTokenScope scope, bool isRead, Permission? permission) => scope switch
    {
        PersonalTokenScope.All => true,
        PersonalTokenScope.Tokens => isRead || permission == Permission.ManageTokens,
        PersonalTokenScope.Read => isRead,
        _ => false,
    };
}
