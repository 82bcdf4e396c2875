using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Schemas;

namespace Scimify.Core.Scim.Querying;

/// <summary>A set of attributes, sub-attributes and whole extensions.</summary>
internal sealed class AttributeSelection
{
    private readonly HashSet<AttributePath> _paths = [];
    private readonly HashSet<AttributePath> _parents = [];

    public bool IsEmpty => _paths.Count == 0;

    /// <summary>Ignores names that the type does not have.</summary>
    public static AttributeSelection Parse(IReadOnlyList<string> names, ScimResourceType type)
    {
        var selection = new AttributeSelection();
        var unlogged = new ToleranceLog();
        foreach (var name in names)
        {
            if (AttributePath.TryParse(name, out var path) && PathResolver.Resolve(path, type, Dialect.Tolerant, unlogged) is { } found)
            {
                selection.Add(found);
            }
        }

        return selection;
    }

    public void Add(AttributePath path)
    {
        _paths.Add(path);
        if (path is { Sub: not null, Attribute: { } attribute })
        {
            _parents.Add(AttributePath.Of(path.Extension, attribute));
        }
    }

    public bool Selects(ScimSchema? extension, ScimAttribute attribute, ScimAttribute? sub) =>
        !IsEmpty
        && ((extension is not null && _paths.Contains(AttributePath.Of(extension)))
            || _paths.Contains(AttributePath.Of(extension, attribute))
            || (sub is not null && _paths.Contains(AttributePath.Of(extension, attribute, sub))));

    public bool SelectsPart(ScimSchema? extension, ScimAttribute attribute) =>
        _parents.Contains(AttributePath.Of(extension, attribute));
}
