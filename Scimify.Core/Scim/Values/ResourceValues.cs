namespace Scimify.Core.Scim;

/// <summary>Reads what a resolved path selects in a resource.</summary>
public static class ResourceValues
{
    /// <summary>Every value at the path: several for a multi-valued attribute, none where it is unassigned.</summary>
    public static IEnumerable<ScimValue> At(AttributePath path, ScimObject resource)
    {
        var container = path.Extension is null ? resource : resource.GetObject(path.Extension.Id);
        var value = container?[path.Name];
        return value switch
        {
            null or ScimNull => [],
            ScimArray values => path.SubAttribute is { } sub ? Subs(values, sub) : values,
            ScimObject complex when path.SubAttribute is { } sub => complex[sub] is { } found and not ScimNull ? [found] : [],
            _ => path.SubAttribute is null ? [value] : [],
        };
    }

    /// <summary>Not empty: what the operator <c>pr</c> asks (RFC 7644 table 3).</summary>
    public static bool IsPresent(ScimValue value) => value switch
    {
        ScimNull => false,
        ScimString text => text.Value.Length > 0,
        ScimArray array => array.Any(IsPresent),
        ScimObject complex => complex.Any(member => IsPresent(member.Value)),
        _ => true,
    };

    private static IEnumerable<ScimValue> Subs(ScimArray values, string sub)
    {
        foreach (var value in values)
        {
            if (value is ScimObject complex && complex[sub] is { } found and not ScimNull)
            {
                yield return found;
            }
        }
    }
}
