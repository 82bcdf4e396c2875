using System.Diagnostics;
using Scimify.Core.People;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.People;

/// <summary>What a role may do, in the console's words, from the one table of permissions.</summary>
internal static class RoleWords
{
    /// <summary>The most powerful role comes first.</summary>
    public static IReadOnlyList<Choice> Choices { get; } =
        [.. Enum.GetValues<PortalRole>().OrderDescending().Select(role => new Choice(role.ToString(), Roles.Name(role), Summary(role)))];

    public static IEnumerable<string> May(PortalRole role) => Of(role, isGranted: true);

    public static IEnumerable<string> MayNot(PortalRole role) => Of(role, isGranted: false);

    private static IEnumerable<string> Of(PortalRole role, bool isGranted) =>
        Enum.GetValues<Permission>().Where(permission => Permissions.Grants(role, permission) == isGranted).Select(Words);

    private static string Summary(PortalRole role) => role switch
    {
        PortalRole.Owner => "Everything, including people and the organization's rules.",
        PortalRole.Operator => "Integrations, policies, mappings, held changes, drift and SAML; reads tokens and both logs.",
        PortalRole.TokenManager => "SCIM tokens; sees integrations and their status.",
        PortalRole.Auditor => "Reads everything but secrets, and reviews access. Changes nothing else.",
        _ => throw new UnreachableException(),
    };

    private static string Words(Permission permission) => permission switch
    {
        Permission.ReadIntegrations => "see integrations and their status",
        Permission.ManageIntegrations => "add, change and remove integrations",
        Permission.ReadTokens => "see SCIM tokens",
        Permission.ManageTokens => "create, rotate and revoke SCIM tokens",
        Permission.ReadDirectory => "see users, groups, held changes and drift",
        Permission.ManageDirectory => "decide about held changes, drift and accounts",
        Permission.ReadSaml => "see the SAML configuration",
        Permission.ManageSaml => "change the SAML configuration",
        Permission.ReadLogs => "read both logs",
        Permission.ManageReviews => "start access reviews, and decide in them",
        Permission.ReadMetrics => "read the metrics",
        Permission.ReadPeople => "see people and their sessions",
        Permission.ManagePeople => "invite, change and remove people",
        Permission.ManageOrganization => "change how people sign in, and the organization's rules",
        _ => throw new UnreachableException(),
    };
}
