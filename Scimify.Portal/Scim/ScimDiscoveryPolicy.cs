namespace Scimify.Portal.Scim;

/// <summary>The policy of the discovery endpoints: open to clients without a token, or only with a token (<c>Scimify:Discovery:RequireToken</c>).</summary>
internal static class ScimDiscoveryPolicy
{
    public const string Name = "ScimDiscovery";
}
