namespace Scimify.Portal.Shared.Guides;

internal static class OtherGuide
{
    public const string Key = "other";

    public static readonly ProviderGuide Guide = new(Key, "Other")
    {
        About = "Whatever speaks SCIM 2.0 can be connected: another identity provider, a directory, or a program of your own.",
        Where = "Wherever your provider asks for a SCIM 2.0 target",
        Groups = "Assign people and groups to the app in your provider.",
        Steps =
        [
            GuideParts.CreateCredential("the name of your provider"),
            new(
                "Enter the values in your provider", GuideCheck.Token,
                "Open the form that asks for a SCIM 2.0 target, and enter those of these values that it asks for.")
            {
                Fields =
                [
                    GuideParts.Address("SCIM address"),
                    GuideParts.Token("Bearer token"),
                    new("Header, if it asks for the whole of it", "“Authorization: Bearer”, a space, and the token", IsCopied: false),
                    GuideParts.TokenEndpoint("Token endpoint, with an OAuth client"),
                    new("Unique attribute", "userName"),
                ],
            },
            new(
                "Test the connection", GuideCheck.Call,
                "Let the provider test the connection, or save the form."),
            new(
                "Look at the mapping", GuideCheck.Address,
                "Compare the attribute mapping of the provider with the table of this guide."),
            new(
                "Assign one person", GuideCheck.Person,
                "Assign yourself first."),
            new(
                "Send one group", GuideCheck.Group,
                "Assign or push one group that has you as its member."),
            new(
                "Assign everybody", GuideCheck.Everybody,
                "Assign the people and groups that use Looker."),
        ],
        Attributes =
        [
            GuideParts.UserName("A name that never changes, such as the work e-mail address"),
            GuideParts.Email("The work e-mail address"),
            GuideParts.GivenName("First name"),
            GuideParts.FamilyName("Last name"),
            GuideParts.Active("Whether the person may use Looker"),
            GuideParts.ExternalId("The provider’s own ID of the person"),
            GuideParts.DepartmentOf("Department"),
            GuideParts.GroupName("Name of the group"),
        ],
        Traps =
        [
            "Some forms want the token alone, others the word “Bearer” in front of it. If Scimify refuses a call, the check says which of the two was wrong.",
            "If a person is refused, the provisioning log has the reason, and what to do about it.",
            "Deactivate people who leave before you delete them. What deleting does in Looker is a policy of the integration.",
        ],
        Rotation = "Rotate the token with an overlap, and enter the new secret within it. Of an OAuth client, add a second secret, enter it, then remove the first.",
    };
}
