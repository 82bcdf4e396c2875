using static Scimify.Core.Scim.Schemas.AttributeType;

namespace Scimify.Core.Scim.Schemas;

/// <summary>User (RFC 7643 section 4.1), the enterprise extension (4.3) and Scimify's own extension, as data.</summary>
public static class UserSchemas
{
    public static readonly ScimSchema User = new(SchemaUrns.User, "User", "User account",
    [
        new("userName")
        {
            Required = true,
            Uniqueness = Uniqueness.Server,
            IsTrimmed = true,
            Description = "The name that the user signs in with. Unique without regard to case.",
        },
        new("name", Complex)
        {
            Description = "The components of the user's name.",
            SubAttributes =
            [
                Text("formatted", "The full name, formatted for display."),
                Text("familyName", "The family name, or last name."),
                Text("givenName", "The given name, or first name."),
                Text("middleName", "The middle name or names."),
                Text("honorificPrefix", "A title before the name, such as Ms."),
                Text("honorificSuffix", "What follows the name, such as III."),
            ],
        },
        Text("displayName", "The name of the user, suitable for display."),
        Text("nickName", "The casual way to address the user."),
        new("profileUrl", Reference)
        {
            CaseExact = true,
            ReferenceTypes = ["external"],
            Description = "The URL of the user's online profile.",
        },
        Text("title", "The user's title, such as Vice President."),
        Text("userType", "The relation between the organization and the user, such as Contractor."),
        Text("preferredLanguage", "Preferred written or spoken language, as in the HTTP header Accept-Language."),
        Text("locale", "The user's default location, for currency, dates and numbers, as a language tag."),
        Text("timezone", "The user's time zone by its IANA name, such as America/Los_Angeles."),
        new("active", AttributeType.Boolean) { IsKeptUnsaid = true, Description = "Whether the user may sign in." },
        new("password")
        {
            CaseExact = true,
            Mutability = Mutability.WriteOnly,
            Returned = Returned.Never,
            Description = "Accepted and not used: Looker users sign in through the identity provider.",
        },
        MultiValued(
            "emails",
            "E-mail addresses of the user.",
            new("value") { IsTrimmed = true, Description = "The e-mail address." },
            "work",
            "home",
            "other"),
        MultiValued("phoneNumbers", "Phone numbers of the user.", Text("value", "The phone number."), "work", "home", "mobile", "fax", "pager", "other"),
        MultiValued("ims", "Instant messaging addresses of the user.", Text("value", "The instant messaging address."), "aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"),
        MultiValued(
            "photos",
            "URLs of photos of the user.",
            new("value", Reference) { CaseExact = true, ReferenceTypes = ["external"], Description = "The URL of the photo." },
            "photo",
            "thumbnail"),
        new("addresses", Complex)
        {
            MultiValued = true,
            Description = "Physical mailing addresses of the user.",
            SubAttributes =
            [
                Text("formatted", "The full address, formatted for display or a mailing label."),
                Text("streetAddress", "Street, house number, P.O. box; may have several lines."),
                Text("locality", "The city or locality."),
                Text("region", "The state or region."),
                Text("postalCode", "The postal code."),
                Text("country", "The country, as an ISO 3166-1 alpha-2 code."),
                Label("work", "home", "other"),
                Primary,
            ],
        },
        new("groups", Complex)
        {
            MultiValued = true,
            Mutability = Mutability.ReadOnly,
            Description = "The groups that the user belongs to. Changed through the groups.",
            SubAttributes =
            [
                new("value") { CaseExact = true, Mutability = Mutability.ReadOnly, Description = "The id of the group." },
                new("$ref", Reference)
                {
                    CaseExact = true,
                    Mutability = Mutability.ReadOnly,
                    ReferenceTypes = ["Group"],
                    Description = "The URI of the group.",
                },
                new("display") { Mutability = Mutability.ReadOnly, Description = "The display name of the group." },
                new("type")
                {
                    Mutability = Mutability.ReadOnly,
                    CanonicalValues = ["direct", "indirect"],
                    Description = "Whether the membership is direct or through another group.",
                },
            ],
        },
        MultiValued(
            "x509Certificates",
            "Certificates issued to the user.",
            new("value", Binary) { CaseExact = true, Description = "The certificate: DER, in base64." }),
    ]);

    /// <summary>
    /// Standard attributes that say what a person may do. They reach Looker only through a mapping, so only an integration that maps
    /// one has it. Elsewhere it would look as if it had an effect.
    /// </summary>
    public static readonly IReadOnlyList<ScimAttribute> Access =
    [
        MultiValued("entitlements", "Entitlements of the user.", Text("value", "The entitlement.")),
        MultiValued("roles", "Roles of the user.", Text("value", "The role.")),
    ];

    public static readonly ScimSchema EnterpriseUser = new(SchemaUrns.EnterpriseUser, "EnterpriseUser", "Enterprise user",
    [
        Text("employeeNumber", "The identifier that the organization gave the person."),
        Text("costCenter", "The name of the cost center."),
        Text("organization", "The name of the organization."),
        Text("division", "The name of the division."),
        Text("department", "The name of the department."),
        new("manager", Complex)
        {
            Description = "The user's manager.",
            SubAttributes =
            [
                new("value") { CaseExact = true, Description = "The id of the manager's user." },
                new("$ref", Reference) { CaseExact = true, ReferenceTypes = ["User"], Description = "The URI of the manager's user." },
                new("displayName") { Mutability = Mutability.ReadOnly, Description = "The display name of the manager." },
            ],
        },
    ]);

    /// <summary>Scimify's extension without mapped attributes. An integration's own instance may have more.</summary>
    public static readonly ScimSchema LookerUser = new(SchemaUrns.LookerUser, "LookerUser", "What Looker knows of the user",
    [
        new("lookerUserId")
        {
            CaseExact = true,
            Mutability = Mutability.ReadOnly,
            Returned = Returned.Request,
            Description = "The id of the user in Looker.",
        },
    ]);

    private static ScimAttribute Primary => new("primary", AttributeType.Boolean)
    {
        Description = "Whether this is the preferred value. True at most once.",
    };

    private static ScimAttribute Text(string name, string description) => new(name) { Description = description };

    private static ScimAttribute Label(params string[] canonical) => new("type")
    {
        CanonicalValues = canonical,
        Description = "What the value is for.",
    };

    private static ScimAttribute MultiValued(string name, string description, ScimAttribute value, params string[] types) =>
        new(name, Complex)
        {
            MultiValued = true,
            Description = description,
            SubAttributes = [value, Text("display", "A name of the value, for display."), Label(types), Primary],
        };
}
