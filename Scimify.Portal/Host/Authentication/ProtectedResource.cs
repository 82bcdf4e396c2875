namespace Scimify.Portal.Host.Authentication;

/// <summary>Where the SCIM endpoint says which authorization server it belongs to (RFC 9728).</summary>
internal static class ProtectedResource
{
    public const string Root = "/.well-known/oauth-protected-resource";

    public const string Scim = "/scim/v2";

    public const string Address = Root + Scim;
}
