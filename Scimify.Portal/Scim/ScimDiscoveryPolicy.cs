namespace Scimify.Portal.Scim;

/// <summary>Policy of the discovery endpoints: open to who sends no token, or with a token only (<c>Scimify:Discovery:RequireToken</c>).</summary>
internal static class ScimDiscoveryPolicy
{
    public const string Name = "ScimDiscovery";
}
