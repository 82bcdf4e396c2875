namespace Scimify.Portal.Shared.Guides;

internal static class SailPointGuide
{
    public static readonly ProviderGuide Guide = new("sailpoint", "SailPoint")
    {
        About = "SailPoint Identity Security Cloud and IdentityIQ connect through a source of the type “SCIM 2.0”. SailPoint reads the people and groups that are here, and provisions what its access profiles and roles ask for.",
        Where = "Admin › Connections › Sources › your SCIM 2.0 source › Connection Settings",
        Test = "Test Connection, under Review and Test",
        Groups = "In SailPoint, groups are entitlements of the source. Read them, then grant them through access profiles.",
        Steps =
        [
            GuideParts.CreateCredential("SailPoint"),
            new(
                "Create the source and enter the values", GuideCheck.Token,
                "Open “Admin › Connections › Sources”, create a source, and choose “SCIM 2.0”.",
                "Open “Connection Settings”, and enter those of these values that the authentication type asks for.")
            {
                Fields =
                [
                    GuideParts.Address("Host URL, or Base URL"),
                    new("Authentication Type", "OAuth 2.0, or API Token", IsCopied: false),
                    new("Grant Type", "Client Credentials", IsCopied: false),
                    GuideParts.TokenEndpoint("Token URL"),
                    new("Client ID and Client Secret", "those of the OAuth client", IsCopied: false),
                    GuideParts.Token("API Token, with a token that lasts"),
                ],
            },
            new(
                "Test the connection", GuideCheck.Call,
                "Open “Review and Test”, and choose “Test Connection”.",
                "SailPoint reads what this server can do, and its schemas."),
            new(
                "Discover the schema and look at the mapping", GuideCheck.Address,
                "Open “Account Schema”, and choose “Discover”. Mark userName as the account name, and id as the account ID.",
                "Compare the attributes that SailPoint sends for a new account with the table of this guide."),
            new(
                "Provision one person", GuideCheck.Person,
                "Request access to the source for yourself, or grant it through an access profile that only you have."),
            new(
                "Grant one group", GuideCheck.Group,
                "Load the entitlements of the source. If there is no group yet, create one with a SCIM request, then load them again.",
                "Grant yourself a group through an access profile."),
            new(
                "Provision everybody", GuideCheck.Everybody,
                "Give access profiles and roles to the people who use Looker."),
        ],
        Attributes =
        [
            GuideParts.UserName("Account name, such as the work e-mail address"),
            GuideParts.Email("Work email"),
            GuideParts.GivenName("First name"),
            GuideParts.FamilyName("Last name"),
            GuideParts.Active("SailPoint sends it by itself"),
            GuideParts.ExternalId("Identity ID"),
            GuideParts.DepartmentOf("Department"),
            GuideParts.GroupName("SailPoint reads it, and shows it as the name of the entitlement"),
        ],
        Traps =
        [
            "SailPoint may have to activate provisioning for your site before a source can write.",
            "Leave the options for servers that do not follow the standard off. Scimify answers discovery as SailPoint wants it.",
            "A token needs the scopes for users and for groups. With read-only, SailPoint can load accounts and provision nobody.",
            "Disabling an account in SailPoint disables the Looker user. Deleting it follows the integration’s policy for deleted users.",
        ],
        Rotation = "Add a second secret to the OAuth client, enter it, test, then remove the first. Of a token, rotate with an overlap and enter the new secret.",
    };
}
