using Scimify.Core.People;

namespace Scimify.Portal.Shared;

public static class Roles
{
    /// <summary>The console's name: "Token manager".</summary>
    public static string Name(PortalRole role) => role == PortalRole.TokenManager ? "Token manager" : role.ToString();
}
