using Scimify.Core.Scim;

namespace Scimify.Core.Persistence.Directory;

/// <summary>
/// What a resource is sorted by: of a multi-valued attribute the primary value, else the first (RFC 7644 section 3.4.2.3).
/// A resource without a value comes after all others.
/// </summary>
internal readonly record struct SortKey(ScimValue? Value) : IComparable<SortKey>
{
    public static SortKey Of(ScimObject resource, AttributePath path)
    {
        var container = path.Extension is null ? resource : resource.GetObject(path.Extension.Id);
        var value = container?[path.Name];
        if (value is ScimArray values)
        {
            value = values.FirstOrDefault(v => v is ScimObject item && item.GetBoolean("primary") == true) ?? values.FirstOrDefault();
        }

        if (value is ScimObject complex)
        {
            value = complex[path.SubAttribute ?? "value"];
        }

        return new(value is ScimString text ? Comparable(text, path) : value);
    }

    public int CompareTo(SortKey other) => (Value, other.Value) switch
    {
        (null, null) => 0,
        (null, _) => 1,
        (_, null) => -1,
        (ScimString a, ScimString b) => string.CompareOrdinal(a.Value, b.Value),
        (ScimBoolean a, ScimBoolean b) => a.Value.CompareTo(b.Value),
        (ScimNumber a, ScimNumber b) => a.CompareTo(b),
        _ => 0,
    };

    private static ScimString Comparable(ScimString text, AttributePath path) => path.Leaf switch
    {
        { Type: AttributeType.DateTime } when ScimDateTime.TryParse(text.Value, out var instant) => new(instant.UtcTicks.ToString("D20")),
        { } leaf => new(ScimText.Normalise(text.Value, leaf)),
        null => text,
    };
}
