namespace Scimify.Portal.Shared.Guides;

internal static class KeycloakGuide
{
    public static readonly ProviderGuide Guide = new("keycloak", "Keycloak")
    {
        About = "Keycloak itself sends no SCIM: its own SCIM API receives, as Scimify does. An extension of the community adds a client that sends. This guide is for keycloak-scim and its forks, which all add a user federation provider named “scim”.",
        Where = "User federation › Add provider › scim",
        Groups = "In Keycloak, groups are sent by the extension when they or their members change.",
        Steps =
        [
            new(
                "Install an extension", null,
                "Choose an extension that is built for your version of Keycloak, put it into the folder “providers” of every server, and restart them.",
                "Open the events settings of the realm, and add “scim” to the event listeners."),
            GuideParts.CreateToken("Keycloak"),
            new(
                "Enter the values in Keycloak", GuideCheck.Token,
                "Open “User federation”, add the provider “scim”, and enter these values.")
            {
                Fields =
                [
                    GuideParts.Address("SCIM 2.0 endpoint"),
                    new("Endpoint content type", "application/scim+json, or application/json", IsCopied: false),
                    new("Auth mode", "BEARER", IsCopied: false),
                    GuideParts.Token("Bearer token"),
                    new("Enable import during sync", "off", IsCopied: false),
                    new("Enable refresh during sync", "on", IsCopied: false),
                ],
            },
            new(
                "Make the first call", GuideCheck.Call,
                "Save, then change something of a user of the realm, such as the last name.",
                "There is no test button. The extension calls when something changes."),
            new(
                "Look at the users", GuideCheck.Address,
                "Give every user of the realm an e-mail address. The extension decides what else is sent: compare it with the table of this guide."),
            new(
                "Send one person", GuideCheck.Person,
                "Change your own user, so that the extension sends it."),
            new(
                "Send one group", GuideCheck.Group,
                "Add yourself to a group, so that the extension sends it."),
            new(
                "Send everybody", GuideCheck.Everybody,
                "Open the provider “scim”, and synchronize all users."),
        ],
        Attributes =
        [
            GuideParts.UserName("Username"),
            GuideParts.Email("Email", GuideParts.PrimaryAddress),
            new("displayName", "First name and last name, as one text", "Where the extension sends no first and last name, Scimify takes them from it."),
            GuideParts.Active("Enabled"),
            GuideParts.ExternalId("The extension sends Keycloak’s user ID by itself"),
            GuideParts.GroupName("Name of the group"),
        ],
        Traps =
        [
            "The extension sends what changes. What changed while it could not reach Scimify may never come: synchronize all users from time to time.",
            "Some versions send groups only when they change, and offer no way to send the ones that exist. Change each of them once.",
            "People who come from LDAP may change without an event. Choose an extension that says how it deals with that.",
            "Import during sync stays off. It creates users in the realm, or removes people here whom the realm does not have.",
        ],
        Rotation = "Rotate the token with an overlap, enter the new secret in the provider “scim”, and save.",
    };
}
