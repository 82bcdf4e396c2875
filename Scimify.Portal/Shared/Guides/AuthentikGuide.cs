namespace Scimify.Portal.Shared.Guides;

internal static class AuthentikGuide
{
    public static readonly ProviderGuide Guide = new("authentik", "authentik")
    {
        About = "authentik provisions people and groups through a SCIM provider, which is added to an application as its backchannel provider. It sends changes at once, and everything once an hour.",
        Where = "Applications › Providers › your SCIM provider › Edit",
        Groups = "In authentik, the SCIM provider sends groups by itself; its settings and property mappings decide which.",
        Steps =
        [
            GuideParts.CreateToken("authentik"),
            new(
                "Create the provider and enter the values", GuideCheck.Token,
                "Open “Applications › Providers”, create a provider of the type “SCIM”, and enter these values.")
            {
                Fields = [GuideParts.Address("URL"), new("Authentication mode", "Static token", IsCopied: false), GuideParts.Token("Token"), new("Compatibility mode", "Default", IsCopied: false)],
            },
            new(
                "Add it to an application", GuideCheck.Call,
                "Edit the application of Looker, and add the provider under “Backchannel providers”. Leave its field for the main provider as it is.",
                "Open the provider, and let it synchronize. authentik reads first what this server can do."),
            new(
                "Look at the property mappings", GuideCheck.Address,
                "Keep the default mappings for users and groups, or compare your own with the table of this guide."),
            new(
                "Send one person", GuideCheck.Person,
                "Set the user filter of the provider to a group that has only you, and let it synchronize."),
            new(
                "Send one group", GuideCheck.Group,
                "Let the provider synchronize a group that has you as its member."),
            new(
                "Send everybody", GuideCheck.Everybody,
                "Set the user filter to the group whose people use Looker, and let the provider synchronize."),
        ],
        Attributes =
        [
            GuideParts.UserName("username, in the default mapping"),
            GuideParts.Email("email, in the default mapping", GuideParts.PrimaryAddress),
            GuideParts.GivenName("The first word of name, in the default mapping"),
            GuideParts.FamilyName("The rest of name, in the default mapping"),
            GuideParts.Active("is_active, in the default mapping"),
            GuideParts.ExternalId("uid, in the default mapping"),
            GuideParts.GroupName("name of the group, in the default mapping"),
        ],
        Traps =
        [
            "A SCIM provider is always a backchannel provider. If it is entered as the main provider, the application shows up for people and does not open.",
            "Synchronizing runs in authentik’s worker. If nothing arrives, look whether the worker runs and reaches this server.",
            "Another user filter removes nobody who was sent before. Deactivate or delete these people in authentik.",
            "authentik keeps what it read of this server’s abilities for a while. After an upgrade of Scimify, new abilities are used later.",
        ],
        Rotation = "Rotate the token with an overlap, enter the new secret in the provider, and let it synchronize.",
    };
}
