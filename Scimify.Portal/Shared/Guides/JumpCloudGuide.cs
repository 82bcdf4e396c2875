namespace Scimify.Portal.Shared.Guides;

internal static class JumpCloudGuide
{
    public static readonly ProviderGuide Guide = new("jumpcloud", "JumpCloud")
    {
        About = "JumpCloud provisions people and user groups through the custom SCIM integration of an SSO application.",
        Where = "SSO Applications › your Looker app › Identity Management",
        Test = "Test Connection",
        Groups = "In JumpCloud, switch on the management of user groups, then choose groups under User Groups.",
        Steps =
        [
            GuideParts.CreateToken("JumpCloud"),
            new(
                "Add the application and enter the values", GuideCheck.Token,
                "Open “SSO Applications › Add New Application › Custom Application”, and choose to export users to the app.",
                "Open “Identity Management”, and enter these values.")
            {
                Fields =
                [
                    GuideParts.Address("Base URL"),
                    new("SCIM version", "SCIM 2.0", IsCopied: false),
                    GuideParts.Token("Token Key"),
                    new("Test User Email", "an address of your domain that nobody uses", IsCopied: false),
                ],
            },
            new(
                "Test the connection", GuideCheck.Call,
                "Choose “Test Connection”, then “Activate”, and save.",
                "JumpCloud creates a user and a group for the test, and deletes both."),
            new(
                "Look at the attributes", GuideCheck.Address,
                "Compare the attributes under “Identity Management” with the table of this guide."),
            new(
                "Send one person", GuideCheck.Person,
                "Create a user group that has only you.",
                "Select it under “User Groups” of the application, and save."),
            new(
                "Send one group", GuideCheck.Group,
                "Switch on “Enable management of User Groups and Group Membership in this application”, and save.",
                "The group that you selected then comes with its members."),
            new(
                "Select everybody", GuideCheck.Everybody,
                "Select the user groups whose people use Looker."),
        ],
        Attributes =
        [
            GuideParts.UserName("Username, or Company Email"),
            GuideParts.Email("Company Email"),
            GuideParts.GivenName("First Name"),
            GuideParts.FamilyName("Last Name"),
            GuideParts.Active("JumpCloud sends it by itself"),
            GuideParts.DepartmentOf("Department"),
            GuideParts.GroupName("Name of the user group"),
        ],
        Traps =
        [
            "The test makes a real user. In a live integration, that user reaches Looker, and stays there disabled if deleting means disabling. Choose plan mode for the test if you do not want that.",
            "JumpCloud tests again whenever the settings change, and asks for a test address each time.",
            "JumpCloud creates no group without members.",
            "A user group that is no longer selected stays in Looker as it is. Its people are deactivated, unless another selected group has them.",
            "A group of Scimify with the same name is taken over, and JumpCloud then decides who is in it.",
        ],
        Rotation = "Rotate the token with an overlap, enter the new secret as “Token Key” with a test address, test, and activate again.",
    };
}
