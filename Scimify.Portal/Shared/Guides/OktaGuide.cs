namespace Scimify.Portal.Shared.Guides;

internal static class OktaGuide
{
    public static readonly ProviderGuide Guide = new("okta", "Okta")
    {
        About = "Okta pushes people and groups to an app of the App Integration Wizard with SCIM provisioning. It sends a person when they are assigned, and a group when it is pushed.",
        Where = "Applications › your Looker app › Provisioning › Integration › Edit",
        Test = "Test Connector Configuration",
        Groups = "In Okta, push groups by name. Assignments and pushed groups are two lists; both are needed.",
        Agent = "Okta",
        Steps =
        [
            GuideParts.CreateToken("Okta"),
            new(
                "Enter the values in Okta", GuideCheck.Token,
                "Open “Applications › your Looker app › General › App Settings”, choose SCIM for provisioning, and save.",
                "Open “Provisioning › Integration › Edit”, and enter these values.")
            {
                Fields =
                [
                    GuideParts.Address("SCIM connector base URL"),
                    new("Unique identifier field for users", "userName"),
                    new("Supported provisioning actions", "Push New Users, Push Profile Updates, Push Groups", IsCopied: false),
                    new("Authentication mode", "HTTP Header", IsCopied: false),
                    GuideParts.Token("Authorization"),
                ],
            },
            new(
                "Test the connection", GuideCheck.Call,
                "Choose “Test Connector Configuration”, then save.",
                "Okta looks for a user who does not exist. The empty list that it gets is the right answer."),
            new(
                "Let Okta write, and look at the mappings", GuideCheck.Address,
                "Open “Provisioning › To App › Edit”, and switch on “Create Users”, “Update User Attributes” and “Deactivate Users”.",
                "Compare the attribute mappings below it with the table of this guide."),
            new(
                "Assign one person", GuideCheck.Person,
                "Open “Assignments”, and assign yourself first."),
            new(
                "Push one group", GuideCheck.Group,
                "Open “Push Groups”, find a group by its name, and push it.",
                "Its members have to be assigned to the app as well."),
            new(
                "Assign everybody", GuideCheck.Everybody,
                "Assign the groups whose people use Looker.",
                "Push the groups that Looker should have."),
        ],
        Attributes =
        [
            GuideParts.UserName("The application username format, under “Sign On”"),
            GuideParts.Email("email", GuideParts.PrimaryAddress),
            GuideParts.GivenName("firstName"),
            GuideParts.FamilyName("lastName"),
            GuideParts.Active("Okta sends it by itself"),
            GuideParts.ExternalId("Okta sends its own user ID by itself"),
            GuideParts.DepartmentOf("department"),
            GuideParts.GroupName("The name of the pushed group"),
        ],
        Traps =
        [
            "Use one group to assign people and another one to push. Okta advises against one group for both, because the two can overtake each other.",
            "Enter only the token: Okta adds “Bearer” itself. A field called “API Token”, as in Okta’s SCIM test apps, needs the word “Bearer”, a space and the token.",
            "Okta never deletes people. Whoever is no longer assigned is deactivated: Scimify disables the Looker user, and their content stays.",
            "Okta gives up a person whom Scimify refuses. Remove the cause that the error names, then retry the task in Okta.",
            "Such apps of Okta know no OAuth client credentials. Use a token, and not an OAuth client.",
        ],
        Rotation = "Rotate the token with an overlap, enter the new secret in the same field, and test again.",
    };
}
