using static Scimify.Core.Scim.Schemas.AttributeType;

namespace Scimify.Core.Scim.Schemas;

/// <summary>Group (RFC 7643 section 4.2) and Scimify's extension, as data.</summary>
public static class GroupSchemas
{
    public static readonly ScimSchema Group = new(SchemaUrns.Group, "Group", "Group",
    [
        new("displayName")
        {
            Required = true,
            Uniqueness = Uniqueness.Server,
            Description = "The name of the group. Unique without regard to case.",
        },
        new("members", Complex)
        {
            MultiValued = true,
            Description = "The members of the group.",
            SubAttributes =
            [
                new("value") { Mutability = Mutability.Immutable, Description = "The id of the member." },
                new("$ref", Reference)
                {
                    CaseExact = true,
                    Mutability = Mutability.Immutable,
                    ReferenceTypes = ["User", "Group"],
                    Description = "The URI of the member.",
                },
                new("type")
                {
                    Mutability = Mutability.Immutable,
                    CanonicalValues = ["User", "Group"],
                    Description = "The resource type of the member.",
                },
                new("display") { Mutability = Mutability.ReadOnly, Description = "The display name of the member." },
            ],
        },
    ]);

    public static readonly ScimSchema LookerGroup = new(SchemaUrns.LookerGroup, "LookerGroup", "What Looker and Scimify know of the group",
    [
        new("description")
        {
            Mutability = Mutability.ReadOnly,
            Returned = Returned.Request,
            Description = "The description that the integration gives its groups.",
        },
        new("lookerGroupId")
        {
            CaseExact = true,
            Mutability = Mutability.ReadOnly,
            Returned = Returned.Request,
            Description = "The id of the group in Looker.",
        },
    ]);
}
