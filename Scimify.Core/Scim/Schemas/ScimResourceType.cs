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

    /// <summary>The core schema and then the extensions.</summary>
    public IReadOnlyList<ScimSchema> Schemas { get; }

    /// <summary>Attributes of the standard that are not kept, since nothing would come of them.</summary>
    public IReadOnlyList<ScimAttribute> WithoutEffect { get; init; } = [];

    /// <summary>Whether any attribute is returned on request only: a stored body may then not be copied out unread.</summary>
    public bool HasRequested { get; }

    /// <summary>An attribute of the core schema, or one that every resource has.</summary>
    public ScimAttribute? Find(string name) => PathOf(name)?.Attribute;

    /// <summary>Its path, made once.</summary>
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

    /// <summary>The one extension that has an attribute of this name; null where none or several have.</summary>
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
