namespace Scimify.Portal.Host.Authentication;

/// <summary>Names of authentication schemes, and of the policies that are not permissions.</summary>
public static class ScimifySchemes
{
    /// <summary>Picks one of the others by path: <c>/scim</c>, <c>/api</c>, or else the console's cookie.</summary>
    public const string ByPath = "Scimify";

    public const string ScimToken = "ScimToken";

    public const string ApiKey = "ApiKey";

    /// <summary>Policy: a SCIM token, and nothing else.</summary>
    public const string ScimPolicy = "Scim";
}
