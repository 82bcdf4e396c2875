namespace Scimify.Core.People;

/// <summary>What a role can allow.</summary>
public enum Permission
{
    ReadIntegrations,
    ManageIntegrations,
    ReadTokens,
    ManageTokens,

    /// <summary>Users, groups, links, held changes, drift.</summary>
    ReadDirectory,
    ManageDirectory,
    ReadSaml,
    ManageSaml,
    ReadLogs,

    /// <summary>Start and cancel access reviews, and decide in those that one is asked in.</summary>
    ManageReviews,

    /// <summary>The organization's numbers at <c>/metrics</c>.</summary>
    ReadMetrics,
    ReadPeople,
    ManagePeople,

    /// <summary>Settings for everybody in the organization, such as the token policy.</summary>
    ManageOrganization,
}

/// <summary>The one table of roles and permissions (docs/contracts.md, "Roles and permissions").</summary>
public static class Permissions
{
    public static bool Grants(PortalRole role, Permission permission) => role switch
    {
        PortalRole.Owner => true,
        PortalRole.Operator => permission is not (Permission.ManageTokens or Permission.ManagePeople or Permission.ReadPeople or Permission.ManageOrganization),
        PortalRole.TokenManager => permission is Permission.ReadTokens or Permission.ManageTokens or Permission.ReadIntegrations,
        PortalRole.Auditor => permission is Permission.ReadIntegrations or Permission.ReadTokens or Permission.ReadDirectory
            or Permission.ReadSaml or Permission.ReadLogs or Permission.ManageReviews or Permission.ReadMetrics or Permission.ReadPeople,
        _ => false,
    };

    /// <summary>Whether a role may change something that another one may not.</summary>
    public static bool MayMore(PortalRole before, PortalRole after) => Changing.Any(permission => Grants(after, permission) && !Grants(before, permission));

    private static readonly Permission[] Changing =
    [
        Permission.ManageIntegrations, Permission.ManageTokens, Permission.ManageDirectory, Permission.ManageSaml, Permission.ManagePeople, Permission.ManageOrganization,
    ];
}
