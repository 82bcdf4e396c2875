namespace Scimify.Portal.Shared.Guides;

internal static class OneLoginGuide
{
    private const string Template =
        """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{$parameters.scimusername}","name":{"givenName":"{$user.firstname}","familyName":"{$user.lastname}"},"emails":[{"value":"{$user.email}","type":"work","primary":true}]}""";

    public static readonly ProviderGuide Guide = new("onelogin", "OneLogin")
    {
        About = "OneLogin provisions through an app of its catalogue that speaks SCIM to any address: “SCIM Provisioner with SAML (SCIM v2 Enterprise)”.",
        Where = "Applications › your SCIM app › Configuration",
        Test = "Enable, under API Connection",
        Groups = "In OneLogin, include groups in user provisioning, and add a rule that sets them.",
        Steps =
        [
            GuideParts.CreateToken("OneLogin"),
            new(
                "Add the app and enter the values", GuideCheck.Token,
                "Open “Applications › Add App”, search for SCIM, choose “SCIM Provisioner with SAML (SCIM v2 Enterprise)”, and save.",
                "Open “Configuration”, and enter these values.")
            {
                Fields = [GuideParts.Address("SCIM Base URL"), GuideParts.Token("SCIM Bearer Token"), new("SCIM JSON Template", Template)],
            },
            new(
                "Test the connection", GuideCheck.Call,
                "Choose “Enable” under “API Connection”, and save.",
                "OneLogin looks for a user who does not exist. The empty list that it gets is the right answer."),
            new(
                "Look at the parameters", GuideCheck.Address,
                "Open “Parameters”, and set “scimusername” to Email.",
                "The JSON template decides what else is sent. Compare it with the table of this guide."),
            new(
                "Assign one person", GuideCheck.Person,
                "Open “Provisioning”, switch on “Enable provisioning”, and save.",
                "Open your own user, and add the app under “Applications”. If the line says that it is pending, approve it."),
            new(
                "Send one group", GuideCheck.Group,
                "Open “Parameters › Groups”, switch on “Include in User Provisioning”, and save.",
                "Open “Rules”, and add a rule that sets groups in the app, for example from the role of a person."),
            new(
                "Assign everybody", GuideCheck.Everybody,
                "Open “Access”, and choose the roles whose people use Looker."),
        ],
        Attributes =
        [
            GuideParts.UserName("scimusername, set to Email"),
            GuideParts.Email("{$user.email}"),
            GuideParts.GivenName("{$user.firstname}"),
            GuideParts.FamilyName("{$user.lastname}"),
            GuideParts.Active("OneLogin sends it by itself"),
            GuideParts.DepartmentOf("{$parameters.department}, added to the template"),
            GuideParts.GroupName("The value that the rule sets"),
        ],
        Traps =
        [
            "Creating, updating and deleting can each wait for an administrator. Clear these three boxes under “Provisioning”, or approve every change by hand.",
            "Choose under “Provisioning” what happens to somebody who is deleted or loses the app. Suspending disables the Looker user. Doing nothing leaves the access as it is.",
            "OneLogin offers only groups that it has read. After a group was added, refresh the entitlements under “Provisioning”.",
        ],
        Rotation = "Rotate the token with an overlap, enter the new secret as “SCIM Bearer Token”, and save.",
    };
}
