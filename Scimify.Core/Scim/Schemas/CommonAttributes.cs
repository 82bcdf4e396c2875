namespace Scimify.Core.Scim.Schemas;

/// <summary>
/// Attributes of every resource (RFC 7643 sections 3 and 3.1). They belong to no schema, so /Schemas does not list them.
/// </summary>
public static class CommonAttributes
{
    public static readonly ScimAttribute Schemas = new("schemas", AttributeType.Reference)
    {
        MultiValued = true,
        Required = true,
        CaseExact = true,
        Returned = Returned.Always,
        ReferenceTypes = ["uri"],
    };

    public static readonly ScimAttribute Id = new("id")
    {
        CaseExact = true,
        Mutability = Mutability.ReadOnly,
        Returned = Returned.Always,
        Uniqueness = Uniqueness.Server,
    };

    public static readonly ScimAttribute ExternalId = new("externalId") { CaseExact = true };

    public static readonly ScimAttribute Meta = new("meta", AttributeType.Complex)
    {
        Mutability = Mutability.ReadOnly,
        SubAttributes =
        [
            new("resourceType") { CaseExact = true, Mutability = Mutability.ReadOnly },
            new("created", AttributeType.DateTime) { Mutability = Mutability.ReadOnly },
            new("lastModified", AttributeType.DateTime) { Mutability = Mutability.ReadOnly },
            new("location", AttributeType.Reference)
            {
                CaseExact = true,
                Mutability = Mutability.ReadOnly,
                ReferenceTypes = ["uri"],
            },
            new("version") { CaseExact = true, Mutability = Mutability.ReadOnly },
        ],
    };

    public static readonly IReadOnlyList<ScimAttribute> All = [Schemas, Id, ExternalId, Meta];
}
