namespace Scimify.Portal.Shared.Guides;

internal static class PingGuides
{
    public static readonly ProviderGuide One = new("pingone", "PingOne")
    {
        About = "PingOne provisions people and groups through a connection of the type “SCIM Outbound” and a rule that says who is sent.",
        Where = "Integrations › Provisioning › your SCIM connection",
        Test = "Test connection",
        Groups = "In PingOne, add groups to the provisioning rule.",
        Steps =
        [
            GuideParts.CreateCredential("PingOne"),
            new(
                "Create the connection and enter the values", GuideCheck.Token,
                "Open “Integrations › Provisioning”, add a connection to an identity store, and choose “SCIM Outbound”.",
                "Enter those of these values that the authentication method asks for.")
            {
                Fields =
                [
                    GuideParts.Address("SCIM Base URL"),
                    new("Users Resource", "/Users"),
                    new("Groups Resource", "/Groups"),
                    new("SCIM Version", "2.0", IsCopied: false),
                    new("Authentication Method", "OAuth 2 Client Credentials, or OAuth 2 Bearer Token", IsCopied: false),
                    GuideParts.TokenEndpoint("OAuth Token Request"),
                    new("OAuth Client ID and OAuth Client Secret", "those of the OAuth client", IsCopied: false),
                    GuideParts.Token("OAuth Access Token, with a token that lasts"),
                    new("Auth Type Header", "Bearer", IsCopied: false),
                ],
            },
            new(
                "Test the connection", GuideCheck.Call,
                "Choose “Test connection”, save, and switch the connection on."),
            new(
                "Create the rule and look at its mapping", GuideCheck.Address,
                "Add a rule with PingOne as its source and the connection as its target.",
                "Open “Attribute Mapping” of the rule, and compare it with the table of this guide."),
            new(
                "Send one person", GuideCheck.Person,
                "Give the rule a user filter that fits only you, and switch the rule on."),
            new(
                "Send one group", GuideCheck.Group,
                "Open the rule, edit its groups, and add one whose members the filter lets through."),
            new(
                "Send everybody", GuideCheck.Everybody,
                "Widen the user filter to the people who use Looker, and add the other groups."),
        ],
        Attributes =
        [
            GuideParts.UserName("Username"),
            GuideParts.Email("Email Address"),
            GuideParts.GivenName("Given Name"),
            GuideParts.FamilyName("Family Name"),
            GuideParts.Active("Enabled"),
            GuideParts.ExternalId("User ID"),
            GuideParts.DepartmentOf("An attribute of your own"),
            GuideParts.GroupName("The name of the group"),
        ],
        Traps =
        [
            "Connection and rule have a switch each. Nothing is sent until both are on.",
            "PingOne sends its own groups, and none that come from another directory.",
            "If a group of the same name is here already, PingOne asks whether to merge or overwrite its members.",
            "The connection says what happens to people who are removed. Disabling keeps the account in Looker; deleting follows the integration’s policy for deleted users.",
        ],
        Rotation = "Add a second secret to the OAuth client, enter it, test, then remove the first. Of a token, rotate with an overlap and enter the new secret.",
    };

    public static readonly ProviderGuide Federate = new("pingfederate", "PingFederate")
    {
        About = "PingFederate provisions through the SCIM Provisioner, an add-on from Ping that is installed on the server. The provisioning built into PingFederate speaks SCIM 1.1, which Scimify does not.",
        Where = "Applications › Integration › SP Connections › your connection › Outbound Provisioning › Configure Provisioning › Target",
        Groups = "In PingFederate, choose the groups in the source of the provisioning channel.",
        Steps =
        [
            GuideParts.CreateCredential("PingFederate"),
            new(
                "Install the SCIM Provisioner", null,
                "Install Ping’s SCIM Provisioner as its manual says, and restart PingFederate."),
            new(
                "Create the connection and enter the values", GuideCheck.Token,
                "Create an SP connection from the template “SCIM Provisioner”, and choose only outbound provisioning.",
                "Enter those of these values that the authentication method asks for.")
            {
                Fields =
                [
                    GuideParts.Address("SCIM URL"),
                    new("SCIM Version", "2.0", IsCopied: false),
                    new("Authentication Method", "OAuth 2 Client Credentials, or OAuth 2 Bearer Token", IsCopied: false),
                    GuideParts.TokenEndpoint("Token Request Endpoint"),
                    new("Client ID and Client Secret", "those of the OAuth client", IsCopied: false),
                    GuideParts.Token("Access Token, with a token that lasts"),
                    new("Unique User Identifier", "userName"),
                ],
            },
            new(
                "Let PingFederate call", GuideCheck.Call,
                "Add a channel, switch channel and connection on, and save.",
                "There is no test button. PingFederate checks address and authentication when both are switched on."),
            new(
                "Look at the mapping", GuideCheck.Address,
                "Open the attribute mapping of the channel, and compare it with the table of this guide."),
            new(
                "Send one person", GuideCheck.Person,
                "Give the source of the channel a filter or a group that fits only you."),
            new(
                "Send one group", GuideCheck.Group,
                "Choose a group in the source of the channel whose members are sent too."),
            new(
                "Send everybody", GuideCheck.Everybody,
                "Widen the source of the channel to the people and groups that use Looker."),
        ],
        Attributes =
        [
            GuideParts.UserName("An attribute that never changes, such as userPrincipalName or uid"),
            GuideParts.Email("mail"),
            GuideParts.GivenName("givenName"),
            GuideParts.FamilyName("sn"),
            GuideParts.Active("PingFederate sends it by itself"),
            GuideParts.ExternalId("The directory’s unique ID"),
            GuideParts.DepartmentOf("department"),
            GuideParts.GroupName("The name of the group"),
        ],
        Traps =
        [
            "The unique user identifier cannot be changed later. To change it, delete the connection, restart PingFederate, and create the connection again.",
            "Scimify takes both PATCH and PUT. It does not matter which of them the connector is set to.",
            "The connector says what happens to people who are removed. Disabling keeps the account in Looker; deleting follows the integration’s policy for deleted users.",
        ],
        Rotation = "Add a second secret to the OAuth client, enter it and save, then remove the first. Of a token, rotate with an overlap and enter the new secret.",
    };
}
