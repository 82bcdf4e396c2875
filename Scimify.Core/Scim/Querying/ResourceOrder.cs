using Scimify.Core.Scim.Reading;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Querying;

/// <summary>The order of <c>sortBy</c> (RFC 7644 section 3.4.2.3), for resources that no index sorts.</summary>
public sealed class ResourceOrder(AttributePath sortBy, bool descending) : IComparer<ScimObject>
{
    /// <summary>Ascending: by the attribute's type and case rule, resources without a value last. Descending: the reverse.</summary>
    public int Compare(ScimObject? x, ScimObject? y)
    {
        var order = (Key(x), Key(y)) switch
        {
            (null, null) => 0,
            (null, _) => 1,
            (_, null) => -1,
            var (left, right) => CompareValues(left, right, sortBy.Leaf!),
        };
        return descending ? -order : order;
    }

    /// <summary>The value that a resource is sorted by. Of several values it is the primary one, or else the first.</summary>
    public ScimValue? Key(ScimObject? resource)
    {
        var container = sortBy.Extension is null ? resource : resource?.GetObject(sortBy.Extension.Id);
        var value = container?[sortBy.Name];
        if (value is ScimArray values)
        {
            value = values.FirstOrDefault(PrimaryValue.Is) ?? (values.Count > 0 ? values[0] : null);
        }

        return sortBy.SubAttribute is { } sub ? (value as ScimObject)?[sub] : value;
    }

    private static int CompareValues(ScimValue left, ScimValue right, ScimAttribute attribute) => (left, right) switch
    {
        (ScimBoolean a, ScimBoolean b) => a.Value.CompareTo(b.Value),
        (ScimNumber a, ScimNumber b) => a.CompareTo(b),
        (ScimString a, ScimString b) when attribute.Type == AttributeType.DateTime
            && ScimDateTime.TryParse(a.Value, out var first) && ScimDateTime.TryParse(b.Value, out var second) => first.CompareTo(second),
        (ScimString a, ScimString b) => string.CompareOrdinal(
            ScimText.Normalise(a.Value, attribute), ScimText.Normalise(b.Value, attribute)),
        _ => 0,
    };
}
