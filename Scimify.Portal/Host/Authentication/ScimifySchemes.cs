namespace Scimify.Portal.Host.Authentication;

/// <summary>Names of authentication schemes, and of the policies that are not permissions.</summary>
public static class ScimifySchemes
{
    /// <summary>Picks one of the others by path: <c>/scim</c>, <c>/api</c>, <c>/metrics</c>, or else the console's cookie.</summary>
    public const string ByPath = "Scimify";

    public const string ScimToken = "ScimToken";

    public const string ApiKey = "ApiKey";

    public const string MetricsToken = "MetricsToken";

    /// <summary>Policy: a SCIM token, and nothing else.</summary>
    public const string ScimPolicy = "Scim";

    /// <summary>Policy: a metrics token, or a personal access token whose role reads metrics.</summary>
    public const string MetricsPolicy = "Metrics";
}
