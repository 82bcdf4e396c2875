namespace Scimify.Core.Scim.Schemas;

/// <summary>A schema as data (RFC 7643 section 7). Instances can be created at run time.</summary>
public sealed class ScimSchema
{
    private readonly Dictionary<string, ScimAttribute> _byName;

    /// <exception cref="ArgumentException">Two attributes have the same name.</exception>
    public ScimSchema(string id, string name, string description, IReadOnlyList<ScimAttribute> attributes)
    {
        Id = id;
        Name = name;
        Description = description;
        Attributes = attributes;
        _byName = attributes.ToDictionary(attribute => attribute.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The schema's URN.</summary>
    public string Id { get; }

    public string Name { get; }
    public string Description { get; }
    public IReadOnlyList<ScimAttribute> Attributes { get; }

    public ScimAttribute? Find(string name) => _byName.GetValueOrDefault(name);

    public override string ToString() => Id;
}
