using Scimify.Core.Scim.Schemas;

namespace Scimify.Core.Scim.Values;

/// <summary>Reads what a resolved path selects in a resource.</summary>
public static class ResourceValues
{
    /// <summary>Every value at the path: several for a multi-valued attribute, none if it is unassigned.</summary>
    public static ValuesAt At(AttributePath path, ScimObject resource)
    {
        var container = path.Extension is null ? resource : resource.GetObject(path.Extension.Id);
        return new ValuesAt(container?[path.Name], path.SubAttribute);
    }

    /// <summary>Not empty, as the operator <c>pr</c> means it (RFC 7644 table 3).</summary>
    public static bool IsPresent(ScimValue value) => value switch
    {
        ScimNull => false,
        ScimString text => text.Value.Length > 0,
        ScimArray array => array.Any(IsPresent),
        ScimObject complex => complex.Any(member => IsPresent(member.Value)),
        _ => true,
    };
}
