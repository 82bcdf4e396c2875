namespace Scimify.Core.Tokens;

/// <summary>The tokens that a policy is about.</summary>
public enum TokenPolicyKind
{
    Scim,
    Personal,
}
