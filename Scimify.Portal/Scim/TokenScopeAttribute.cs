using Scimify.Core.Tokens;

namespace Scimify.Portal.Scim;

/// <summary>The scope that a token needs for a controller, besides the right to write where it writes.</summary>
/// <param name="scope"><see cref="TokenScopes.None"/>: any token; the controller looks itself.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TokenScopeAttribute(TokenScopes scope) : Attribute
{
    public TokenScopes Scope { get; } = scope;
}
