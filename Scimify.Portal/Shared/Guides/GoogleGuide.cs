namespace Scimify.Portal.Shared.Guides;

internal static class GoogleGuide
{
    public static readonly ProviderGuide Guide = new("google", "Google Workspace")
    {
        About = "Google Workspace provisions only the apps of its own catalogue, and Scimify is not one of them. A custom SAML app has no provisioning. Another program has to read Google’s directory and send it here.",
        Where = "The SCIM target of the program that reads Google’s directory",
        Groups = "In the program that reads Google’s directory, choose the groups to send.",
        Steps =
        [
            new(
                "Choose what sends for Google", null,
                "An identity provider that imports people from Google Workspace, such as Okta or JumpCloud: connect it to Google, then follow its guide instead of this one.",
                "A program of your own that reads Google’s Directory API and sends SCIM: go on here."),
            GuideParts.CreateToken("Google Workspace"),
            new(
                "Enter the values in that program", GuideCheck.Token,
                "Give the program these values.")
            {
                Fields =
                [
                    GuideParts.Address("SCIM address"),
                    new("Header Authorization", "“Bearer”, a space, and the token", IsCopied: false),
                    new("Content type", "application/scim+json"),
                ],
            },
            new(
                "Make the first call", GuideCheck.Call,
                "Let the program look for a user name with the filter userName eq.",
                "If nobody has it, the answer is 200 with an empty list."),
            new(
                "Look at the mapping", GuideCheck.Address,
                "Compare what the program sends with the table of this guide."),
            new(
                "Send one person", GuideCheck.Person,
                "Let the program send only you first."),
            new(
                "Send one group", GuideCheck.Group,
                "Let the program send one group with you as its member.",
                "A member is named by the ID that Scimify gave when the person was created."),
            new(
                "Send everybody", GuideCheck.Everybody,
                "Let the program send everybody who uses Looker."),
        ],
        Attributes =
        [
            GuideParts.UserName("primaryEmail"),
            GuideParts.Email("primaryEmail"),
            GuideParts.GivenName("name.givenName"),
            GuideParts.FamilyName("name.familyName"),
            GuideParts.Active("false if suspended or archived is true"),
            GuideParts.ExternalId("id"),
            GuideParts.DepartmentOf("organizations, department of the primary one"),
            GuideParts.GroupName("name of the group"),
        ],
        Traps =
        [
            "Some people enter another address in an app of Google’s catalogue. Google does not support that, and can change the app at any time.",
            "Google’s Directory API lists a group within a group as one member. Send the people in it instead.",
            "If somebody leaves, send active with the value false first. Delete only when the account is no longer needed.",
        ],
        Rotation = "Rotate the token with an overlap, and give the program the new secret within it.",
    };
}
