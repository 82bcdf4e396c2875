namespace Scimify.Portal.Shared.Guides;

internal static class EntraGuide
{
    public static readonly ProviderGuide Guide = new("entra", "Entra ID")
    {
        About = "Microsoft Entra ID provisions the people and groups that are assigned to an enterprise application. It works in cycles of about 40 minutes.",
        Where = "Enterprise applications › your Looker app › Provisioning › Admin Credentials",
        Test = "Test Connection",
        Groups = "In Entra ID, assign people and groups under Users and groups, then start provisioning.",
        Steps =
        [
            new(
                "Create an OAuth client or a token", GuideCheck.Credential,
                "Open “Tokens” of the integration. What to create there depends on what your Entra offers.",
                "Workload identity federation: create an OAuth client with the issuer, JWKS URL, subject and audience that Entra shows. Nobody then holds a secret.",
                "OAuth 2.0 client credentials: create an OAuth client with a secret. Apps of Entra’s gallery want this.",
                "A secret token alone: create a token with an expiry. The console shows a secret once: keep it at hand until it is entered."),
            new(
                "Create the application and enter the values", GuideCheck.Token,
                "Open “Enterprise applications › New application › Create your own application”, and choose an application that is not in the gallery.",
                "Open “Provisioning” of the application. If Entra asks for a mode, choose “Automatic”. Enter those of these values that it asks for.")
            {
                Fields =
                [
                    GuideParts.Address("Tenant URL"),
                    GuideParts.Token("Secret Token"),
                    GuideParts.TokenEndpoint("Token endpoint, with an OAuth client"),
                    new("Client identifier and secret, with an OAuth client", "those of the OAuth client", IsCopied: false),
                ],
            },
            new(
                "Test the connection", GuideCheck.Call,
                "Choose “Test Connection”, then save.",
                "Entra looks for a random user name. The empty list that it gets is the right answer."),
            new(
                "Look at the mappings", GuideCheck.Address,
                "Open “Mappings”, then the mapping of users.",
                "Give the work e-mail address a source that everybody has, such as mail. Compare the other rows with the table of this guide."),
            new(
                "Provision one person", GuideCheck.Person,
                "Assign yourself under “Users and groups”.",
                "Choose “Provision on demand” and your name. Entra shows the result at once, without waiting for a cycle."),
            new(
                "Provision one group", GuideCheck.Group,
                "Assign a group under “Users and groups”.",
                "Choose “Provision on demand”, the group and a few of its members."),
            new(
                "Start provisioning", GuideCheck.Everybody,
                "Assign the people and groups that use Looker, then choose “Start provisioning”.",
                "A cycle takes about 40 minutes, and the first one can take longer."),
        ],
        Attributes =
        [
            GuideParts.UserName("userPrincipalName"),
            GuideParts.Email("mail"),
            GuideParts.GivenName("givenName"),
            GuideParts.FamilyName("surname"),
            GuideParts.Active("""Switch([IsSoftDeleted], , "False", "True", "True", "False")"""),
            GuideParts.ExternalId("objectId, and not mailNickname"),
            GuideParts.DepartmentOf("department"),
            GuideParts.GroupName("displayName, in the mapping of groups"),
        ],
        Traps =
        [
            "Entra does not resolve nested groups. Assign the inner groups.",
            "Somebody without mail, such as a guest, stays in Scimify and is shown as “No e-mail”. Map another source if that concerns many.",
            "Entra does not warn before a secret expires. Scimify’s console does, 30, 14, 7 and 1 days ahead.",
            "If most calls fail, Entra puts the application into quarantine. It then runs once a day, and not at all after four weeks. Remove the cause, and restart provisioning.",
            "Whoever is no longer assigned is disabled. Whoever was deleted in Entra is deleted here 30 days later.",
            "Entra finds groups by displayName. Of two groups with one name, the second is refused.",
            "Scimify takes what Entra sends with the flag aadOptscim062020 and without it. You need not add it to the address.",
        ],
        Rotation = "Of an OAuth client, add a second secret, enter it, then remove the first. Of a token, rotate with an overlap and enter the new secret. Test and save; provisioning then continues.",
    };
}
