namespace Scimify.Portal.Shared.Guides;

/// <summary>What several guides say in the same way.</summary>
internal static class GuideParts
{
    public const string WorkAddress = """emails[type eq "work"].value""";
    public const string PrimaryAddress = "emails[primary eq true].value";
    public const string Department = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";

    public const string TokenAlone = "the token, without the word “Bearer”";

    private const string Names = "Looker shows it.";

    public static GuideField Address(string label) => new(label, GuideAddresses.ScimPlace);

    public static GuideField Token(string label) => new(label, TokenAlone, IsCopied: false);

    public static GuideField TokenEndpoint(string label) => new(label, GuideAddresses.TokenEndpointPlace);

    public static GuideStep CreateToken(string name) => new(
        "Create a token", GuideCheck.Credential,
        $"Open “Tokens” of the integration, and create a token named “{name}”.",
        "The console shows it once. Keep it at hand until it is entered in the next step.");

    public static GuideStep CreateCredential(string name) => new(
        "Create an OAuth client or a token", GuideCheck.Credential,
        $"Open “Tokens” of the integration, and create an OAuth client named “{name}”. Access tokens then last for hours, and a secret is replaced without a gap.",
        "If you prefer one token that lasts, create a token instead. The console shows a secret once: keep it at hand until it is entered.");

    public static GuideAttribute UserName(string source) => new("userName", source, "Scimify knows people by it. No two people may share one.");

    public static GuideAttribute Email(string source, string path = WorkAddress) => new(
        path, source, "Looker’s account has this address. Without it, a userName that looks like an address counts. Without either, the person stays out of Looker.");

    public static GuideAttribute GivenName(string source) => new("name.givenName", source, Names);

    public static GuideAttribute FamilyName(string source) => new("name.familyName", source, Names);

    public static GuideAttribute Active(string source) => new("active", source, "False disables the Looker user and ends their sessions.");

    public static GuideAttribute ExternalId(string source) => new("externalId", source, "It tells a new person from somebody who had the same address before. Choose an ID that never passes to somebody else.");

    public static GuideAttribute DepartmentOf(string source) => new(Department, source, "Only if a mapping of Looker user attributes uses it.");

    public static GuideAttribute GroupName(string source) => new("displayName", source, "The Looker group has this name. No two groups may share one.", IsOfGroup: true);
}
