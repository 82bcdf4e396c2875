namespace Scimify.Core.Scim.Schemas;

/// <summary>A resource type: its core schema and the extensions that its resources may carry (RFC 7643 section 6).</summary>
public sealed class ScimResourceType
{
    private readonly Dictionary<string, AttributePath> _paths;

    public ScimResourceType(string name, string endpoint, string description, ScimSchema schema, IReadOnlyList<ScimSchema> extensions)
    {
        Name = name;
        Endpoint = endpoint;
        Description = description;
        Schema = schema;
        Extensions = extensions;
        Schemas = [schema, .. extensions];
        _paths = new Dictionary<string, AttributePath>(StringComparer.OrdinalIgnoreCase);
        foreach (var attribute in CommonAttributes.All.Concat(schema.Attributes))
        {
            _paths[attribute.Name] = AttributePath.Of(null, attribute);
        }

        HasRequested = Schemas.Any(item => item.Attributes.Any(attribute => attribute.HasRequested));
    }

    public string Name { get; }

    /// <summary>Relative to the base URL: "/Users".</summary>
    public string Endpoint { get; }

    public string Description { get; }
    public ScimSchema Schema { get; }
    public IReadOnlyList<ScimSchema> Extensions { get; }

    /// <summary>The core schema, then the extensions.</summary>
    public IReadOnlyList<ScimSchema> Schemas { get; }

    /// <summary>Standard attributes that are not kept, because they would have no effect.</summary>
    public IReadOnlyList<ScimAttribute> WithoutEffect { get; init; } = [];

    /// <summary>Whether any attribute is returned only on request. If so, a stored body cannot be sent without being read.</summary>
    public bool HasRequested { get; }

    /// <summary>The same type as if it had no attributes that a client can set and nobody can read: <c>password</c>.</summary>
    public ScimResourceType WithoutWriteOnly() =>
        new(Name, Endpoint, Description, new ScimSchema(Schema.Id, Schema.Name, Schema.Description, [.. Schema.Attributes.Where(attribute => attribute.Mutability != Mutability.WriteOnly)]), Extensions) { WithoutEffect = WithoutEffect };

    /// <summary>An attribute of the core schema, or one of the common attributes.</summary>
    public ScimAttribute? Find(string name) => PathOf(name)?.Attribute;

    /// <summary>Its path, created once.</summary>
    internal AttributePath? PathOf(string name) => _paths.GetValueOrDefault(name);

    public ScimSchema? Extension(string id)
    {
        foreach (var extension in Extensions)
        {
            if (string.Equals(extension.Id, id, StringComparison.OrdinalIgnoreCase))
            {
                return extension;
            }
        }

        return null;
    }

    /// <summary>The one extension with an attribute of this name; null if there is none or several.</summary>
    public ScimSchema? ExtensionWith(string attributeName)
    {
        ScimSchema? found = null;
        foreach (var extension in Extensions)
        {
            if (extension.Find(attributeName) is not null)
            {
                if (found is not null)
                {
                    return null;
                }

                found = extension;
            }
        }

        return found;
    }

    public override string ToString() => Name;
}
