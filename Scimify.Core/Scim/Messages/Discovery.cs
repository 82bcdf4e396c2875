using Scimify.Core.Scim.Querying;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Messages;

/// <summary>The documents of RFC 7644 section 4, created from the schema model.</summary>
public static class Discovery
{
    public const int MaxBulkOperations = 1000;
    public const int MaxBulkPayloadBytes = 5 * 1024 * 1024;
    public static readonly TimeSpan CursorTimeout = TimeSpan.FromHours(1);

    /// <summary>Every schema of the types once, and those of the discovery documents themselves.</summary>
    /// <param name="types">As this client sees them.</param>
    /// <param name="baseUrl">The absolute URL that ends in "/scim/v2".</param>
    public static ScimObject Schemas(IReadOnlyList<ScimResourceType> types, string baseUrl) =>
        ListMessage.Of([.. Distinct(types).Select(schema => SchemaDocument.Of(schema, baseUrl))]);

    /// <summary>Null if there is no such schema.</summary>
    public static ScimObject? Schema(string id, IReadOnlyList<ScimResourceType> types, string baseUrl) =>
        Distinct(types).FirstOrDefault(schema => string.Equals(schema.Id, id, StringComparison.OrdinalIgnoreCase)) is { } found
            ? SchemaDocument.Of(found, baseUrl)
            : null;

    public static ScimObject ResourceTypes(IReadOnlyList<ScimResourceType> types, string baseUrl) =>
        ListMessage.Of([.. types.Select(type => ResourceTypeDocument(type, baseUrl))]);

    /// <summary>Null if there is no such type.</summary>
    public static ScimObject? ResourceType(string name, IReadOnlyList<ScimResourceType> types, string baseUrl) =>
        types.FirstOrDefault(type => string.Equals(type.Name, name, StringComparison.OrdinalIgnoreCase)) is { } found
            ? ResourceTypeDocument(found, baseUrl)
            : null;

    /// <param name="baseUrl">As for <see cref="Schemas"/>.</param>
    /// <param name="isInterop">Whether the interoperability profile is kept. Otherwise nothing is said about it.</param>
    /// <param name="withPagination">False for clients that refuse members which RFC 7643 does not have.</param>
    /// <param name="withSecurityEvents">The same.</param>
    public static ScimObject ServiceProviderConfig(string baseUrl, bool isInterop = false, bool withPagination = true, bool withSecurityEvents = true)
    {
        var whole = Whole(baseUrl);
        var said = withPagination ? whole : whole.Without("pagination");
        said = withSecurityEvents ? said : said.Without("securityEvents");
        return isInterop ? said.With("interopProfileConformant", ScimBoolean.True) : said;
    }

    private static ScimObject Whole(string baseUrl) => ScimObject.Of(
        ("schemas", ScimArray.OfStrings([SchemaUrns.ServiceProviderConfig])),
        ("patch", Supported(true)),
        ("bulk", Supported(true)
            .With("maxOperations", ScimNumber.Of(MaxBulkOperations))
            .With("maxPayloadSize", ScimNumber.Of(MaxBulkPayloadBytes))),
        ("filter", Supported(true).With("maxResults", ScimNumber.Of(ListQuery.MaxPageSize))),
        ("changePassword", Supported(false)),
        ("sort", Supported(true)),
        ("etag", Supported(true)),
        ("pagination", ScimObject.Of(
            ("cursor", ScimBoolean.True),
            ("index", ScimBoolean.True),
            ("defaultPaginationMethod", new ScimString("index")),
            ("defaultPageSize", ScimNumber.Of(ListQuery.DefaultPageSize)),
            ("maxPageSize", ScimNumber.Of(ListQuery.MaxPageSize)),
            ("cursorTimeout", ScimNumber.Of((long)CursorTimeout.TotalSeconds)))),
        ("securityEvents", ScimObject.Of(("asyncRequest", new ScimString("request")))),
        ("authenticationSchemes", ScimArray.Of(
            Scheme("oauthbearertoken", "Bearer token", "A SCIM token of the integration, in the Authorization header.", "https://www.rfc-editor.org/info/rfc6750").With("primary", ScimBoolean.True),
            Scheme("oauth2", "OAuth 2.0 client credentials", "An access token of an OAuth client of the integration, in the Authorization header.", "https://www.rfc-editor.org/info/rfc6749"))),
        ("meta", Meta("ServiceProviderConfig", $"{baseUrl}/ServiceProviderConfig")));

    internal static ScimObject Meta(string resourceType, string location) => ScimObject.Of(
        ("resourceType", new ScimString(resourceType)), ("location", new ScimString(location)));

    private static ScimObject ResourceTypeDocument(ScimResourceType type, string baseUrl)
    {
        var document = ScimObject.Of(
            ("schemas", ScimArray.OfStrings([SchemaUrns.ResourceType])),
            ("id", new ScimString(type.Name)),
            ("name", new ScimString(type.Name)),
            ("endpoint", new ScimString(type.Endpoint)),
            ("description", new ScimString(type.Description)),
            ("schema", new ScimString(type.Schema.Id)));
        if (type.Extensions.Count > 0)
        {
            document = document.With("schemaExtensions", ScimArray.From(type.Extensions.Select(extension => ScimObject.Of(
                ("schema", new ScimString(extension.Id)), ("required", ScimBoolean.False)))));
        }

        return document.With("meta", Meta("ResourceType", $"{baseUrl}/ResourceTypes/{type.Name}"));
    }

    private static IEnumerable<ScimSchema> Distinct(IReadOnlyList<ScimResourceType> types) =>
        types.SelectMany(type => type.Schemas).DistinctBy(schema => schema.Id).Concat(DiscoverySchemas.All);

    /// <summary>RFC 7643 section 5.</summary>
    private static ScimObject Scheme(string type, string name, string description, string specUri) => ScimObject.Of(
        ("type", new ScimString(type)), ("name", new ScimString(name)), ("description", new ScimString(description)), ("specUri", new ScimString(specUri)));

    private static ScimObject Supported(bool supported) => ScimObject.Of(("supported", ScimBoolean.Of(supported)));
}
