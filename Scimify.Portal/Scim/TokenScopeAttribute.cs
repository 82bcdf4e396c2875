using Scimify.Core.Tokens;

namespace Scimify.Portal.Scim;

/// <summary>The scope that a controller requires of a token, besides the right to write if it writes.</summary>
/// <param name="scope"><see cref="TokenScopes.None"/> for any token: the controller checks the scope itself.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TokenScopeAttribute(TokenScopes scope) : Attribute
{
    public TokenScopes Scope { get; } = scope;
}
