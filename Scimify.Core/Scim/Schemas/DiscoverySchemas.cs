using static Scimify.Core.Scim.Schemas.AttributeType;

namespace Scimify.Core.Scim.Schemas;

/// <summary>
/// The schemas of the discovery documents themselves (RFC 7643 section 8.7.2), with <c>pagination</c> of RFC 9865 section 4, <c>securityEvents</c> of RFC 9967 section 4, <c>interopProfileConformant</c> of draft-zollner-scim-interop-profile
/// and the sub-attributes that the RFC forgot (errata 5607 and 8011). Everything in them is readOnly.
/// </summary>
public static class DiscoverySchemas
{
    public static readonly ScimSchema ServiceProviderConfig = new(SchemaUrns.ServiceProviderConfig, "ServiceProviderConfig", "What the service provider can do",
    [
        External("documentationUri", "Documentation for people."),
        Feature("patch", "PATCH of resources."),
        Feature(
            "bulk",
            "Several operations in one request.",
            Number("maxOperations", "How many operations one request may have."),
            Number("maxPayloadSize", "How many bytes one request may have.")),
        Feature("filter", "Filters in queries.", Number("maxResults", "How many resources one answer may have.")),
        Feature("changePassword", "Changes of passwords."),
        Feature("sort", "Sorted results."),
        Feature("etag", "Versions of resources."),
        new("pagination", Complex)
        {
            Mutability = Mutability.ReadOnly,
            Description = "How results are cut into pages.",
            SubAttributes =
            [
                Flag("cursor", "Whether pages may be asked for by cursor."),
                Flag("index", "Whether pages may be asked for by index."),
                Text("defaultPaginationMethod", "The method where a client does not say: cursor or index."),
                Number("defaultPageSize", "The size of a page where a client does not say."),
                Number("maxPageSize", "The largest page."),
                Number("cursorTimeout", "For how many seconds a cursor can be used."),
            ],
        },
        new("securityEvents", Complex)
        {
            Mutability = Mutability.ReadOnly,
            Description = "What there is of security events.",
            SubAttributes =
            [
                Text("asyncRequest", "When a request is carried out asynchronously.") with { CanonicalValues = ["none", "long", "request"] },
                Text("eventUris", "The events that are delivered by streams.") with { MultiValued = true, CaseExact = true },
            ],
        },
        Flag("interopProfileConformant", "Whether the interoperability profile is kept. Absent if not."),
        new("authenticationSchemes", Complex)
        {
            MultiValued = true,
            Required = true,
            Mutability = Mutability.ReadOnly,
            Description = "How a client may say who it is.",
            SubAttributes =
            [
                Text("type", "The kind of scheme.") with
                {
                    Required = true,
                    CanonicalValues = ["oauth", "oauth2", "oauthbearertoken", "httpbasic", "httpdigest"],
                },
                Text("name", "The name of the scheme.") with { Required = true },
                Text("description", "What the scheme is.") with { Required = true },
                External("specUri", "The specification of the scheme."),
                External("documentationUri", "Documentation for people."),
                Flag("primary", "Whether this is the preferred scheme."),
            ],
        },
    ]);

    public static readonly ScimSchema ResourceType = new(SchemaUrns.ResourceType, "ResourceType", "A type of resource",
    [
        Text("id", "The id of the resource type: its name."),
        Text("name", "The name of the resource type.") with { Required = true },
        Text("description", "What the resource type is."),
        Uri("endpoint", "Where the resources are, relative to the base URL.") with { Required = true },
        Uri("schema", "The core schema of the resource type.") with { Required = true },
        new("schemaExtensions", Complex)
        {
            MultiValued = true,
            Mutability = Mutability.ReadOnly,
            Description = "The extensions of the resource type.",
            SubAttributes =
            [
                Uri("schema", "The schema of the extension.") with { Required = true },
                Flag("required", "Whether every resource of the type has it.") with { Required = true },
            ],
        },
    ]);

    public static readonly ScimSchema Schema = new(SchemaUrns.Schema, "Schema", "The attributes of a resource type or of an extension",
    [
        Uri("id", "The URI of the schema.") with { Required = true },
        Text("name", "The name of the schema."),
        Text("description", "What the schema describes."),
        Attributes("attributes", true, Attributes("subAttributes", false)),
    ]);

    public static readonly IReadOnlyList<ScimSchema> All = [ServiceProviderConfig, ResourceType, Schema];

    private static ScimAttribute Attributes(string name, bool required, params ScimAttribute[] inner) => new(name, Complex)
    {
        MultiValued = true,
        Required = required,
        Mutability = Mutability.ReadOnly,
        Description = "Attributes with their characteristics.",
        SubAttributes =
        [
            Text("name", "The name of the attribute.") with { Required = true, CaseExact = true },
            Text("type", "The data type of the attribute.") with
            {
                Required = true,
                CanonicalValues = ["string", "complex", "boolean", "decimal", "integer", "dateTime", "reference", "binary"],
            },
            .. inner,
            Flag("multiValued", "Whether it has several values.") with { Required = true },
            Text("description", "What the attribute is."),
            Flag("required", "Whether it must have a value."),
            Text("canonicalValues", "Values that are suggested.") with { MultiValued = true, CaseExact = true },
            Flag("caseExact", "Whether upper and lower case differ."),
            Text("mutability", "Whether it can be written.") with { CanonicalValues = ["readOnly", "readWrite", "immutable", "writeOnly"] },
            Text("returned", "When it is in an answer.") with { CanonicalValues = ["always", "never", "default", "request"] },
            Text("uniqueness", "Among what its value is unique.") with { CanonicalValues = ["none", "server", "global"] },
            Text("referenceTypes", "What a reference may lead to.") with { MultiValued = true, CaseExact = true },
        ],
    };

    private static ScimAttribute Feature(string name, string description, params ScimAttribute[] more) => new(name, Complex)
    {
        Required = true,
        Mutability = Mutability.ReadOnly,
        Description = description,
        SubAttributes = [Flag("supported", "Whether it is supported.") with { Required = true }, .. more.Select(item => item with { Required = true })],
    };

    private static ScimAttribute Text(string name, string description) => new(name) { Mutability = Mutability.ReadOnly, Description = description };

    private static ScimAttribute Flag(string name, string description) =>
        new(name, AttributeType.Boolean) { Mutability = Mutability.ReadOnly, Description = description };

    private static ScimAttribute Number(string name, string description) => new(name, Integer) { Mutability = Mutability.ReadOnly, Description = description };

    private static ScimAttribute Uri(string name, string description) => new(name, Reference)
    {
        CaseExact = true,
        Mutability = Mutability.ReadOnly,
        ReferenceTypes = ["uri"],
        Description = description,
    };

    private static ScimAttribute External(string name, string description) => Uri(name, description) with { ReferenceTypes = ["external"] };
}
