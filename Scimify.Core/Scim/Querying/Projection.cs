using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Querying;

/// <summary>
/// Which attributes an answer has (RFC 7644 section 3.9): those that are always returned, and either the default ones, those of
/// <c>attributes</c>, or the default ones without those of <c>excludedAttributes</c>. An attribute that is returned on request
/// is there if it was asked for, or if the client sent it (<see cref="WithSent"/>).
/// </summary>
public sealed class Projection
{
    private readonly ScimResourceType _type;
    private readonly AttributeSelection? _asked;
    private readonly AttributeSelection? _excluded;
    private readonly AttributeSelection _sent;
    private readonly IReadOnlyList<string> _excludedNames;

    private Projection(
        ScimResourceType type, AttributeSelection? asked, AttributeSelection? excluded, AttributeSelection sent, IReadOnlyList<string> excludedNames)
    {
        _type = type;
        _asked = asked;
        _excluded = excluded;
        _sent = sent;
        _excludedNames = excludedNames;
    }

    /// <summary>Nothing was asked for, excluded or sent, so the answer has the default attributes.</summary>
    public bool IsDefault => _asked is null && _excluded is null && _sent.IsEmpty;

    /// <summary>The default attributes without this one, as when a client wants groups without their members.</summary>
    /// <param name="attribute">A name without URN and sub-attribute.</param>
    public bool LeavesOutOnly(string attribute) =>
        _asked is null && _sent.IsEmpty && _excludedNames is [var name] && name.Equals(attribute, StringComparison.OrdinalIgnoreCase);

    public static Projection Default(ScimResourceType type) => new(type, null, null, new AttributeSelection(), []);

    /// <param name="attributes">Names separated by commas; null or blank if absent. Names that no schema has select nothing.</param>
    /// <param name="excludedAttributes">Likewise.</param>
    /// <param name="type">Decides which attributes there are.</param>
    /// <exception cref="ScimException">400 <c>invalidValue</c>: both are given, which RFC 7644 section 3.9 forbids.</exception>
    public static Projection Parse(string? attributes, string? excludedAttributes, ScimResourceType type) =>
        Parse(Split(attributes), Split(excludedAttributes), type);

    public static Projection Parse(
        IReadOnlyList<string> attributes, IReadOnlyList<string> excludedAttributes, ScimResourceType type)
    {
        if (attributes.Count > 0 && excludedAttributes.Count > 0)
        {
            throw ScimException.InvalidValue("\"attributes\" and \"excludedAttributes\" exclude each other.");
        }

        return new Projection(
            type,
            attributes.Count > 0 ? AttributeSelection.Parse(attributes, type) : null,
            excludedAttributes.Count > 0 ? AttributeSelection.Parse(excludedAttributes, type) : null,
            new AttributeSelection(),
            excludedAttributes);
    }

    /// <summary>For the answer to a write: adds the attributes returned on request that the client sent.</summary>
    /// <param name="body">The body of the request.</param>
    public Projection WithSent(ScimObject body)
    {
        var sent = new AttributeSelection();
        foreach (var schema in _type.Schemas)
        {
            var container = ReferenceEquals(schema, _type.Schema) ? body : body.GetObject(schema.Id);
            foreach (var attribute in schema.Attributes)
            {
                if (attribute.HasRequested && container?.Contains(attribute.Name) == true)
                {
                    sent.Add(AttributePath.Of(ReferenceEquals(schema, _type.Schema) ? null : schema, attribute));
                }
            }
        }

        return sent.IsEmpty ? this : new Projection(_type, _asked, _excluded, sent, _excludedNames);
    }

    /// <summary>
    /// Whether the answer has the attribute or a part of it, so that a caller knows whether to read members or groups. Takes a
    /// name, or a URN with a name. The URN of an extension asks for any of its attributes.
    /// </summary>
    public bool Includes(string attribute)
    {
        if (_type.Extension(attribute) is { } extension)
        {
            return extension.Attributes.Any(item => Keeps(extension, item, null));
        }

        return AttributePath.TryParse(attribute, out var path)
            && PathResolver.Resolve(path, _type, Dialect.Tolerant, new ToleranceLog()) is { Attribute: { } found } resolved
            && Keeps(resolved.Extension, found, resolved.Sub);
    }

    /// <returns>A copy with what the projection keeps. Its <c>schemas</c> name what is left. Never has a writeOnly attribute.</returns>
    public ScimObject Apply(ScimObject resource)
    {
        var result = new ScimObject.Builder();
        List<string> schemas = [_type.Schema.Id];
        foreach (var (name, value) in resource)
        {
            if (_type.Extension(name) is { } extension)
            {
                var kept = Apply(extension, value as ScimObject ?? ScimObject.Empty);
                if (kept.Count > 0)
                {
                    result.Add(extension.Id, kept);
                    schemas.Add(extension.Id);
                }
            }
            else if (_type.Find(name) is { } attribute && Kept(null, attribute, value) is { } kept)
            {
                result.Add(attribute.Name, kept);
            }
        }

        return result.Build().With(CommonAttributes.Schemas.Name, ScimArray.OfStrings(schemas));
    }

    private ScimObject Apply(ScimSchema extension, ScimObject attributes)
    {
        var result = new ScimObject.Builder();
        foreach (var (name, value) in attributes)
        {
            if (extension.Find(name) is { } attribute && Kept(extension, attribute, value) is { } kept)
            {
                result.Add(attribute.Name, kept);
            }
        }

        return result.Build();
    }

    private ScimValue? Kept(ScimSchema? extension, ScimAttribute attribute, ScimValue value)
    {
        if (attribute.Type != AttributeType.Complex)
        {
            return Keeps(extension, attribute, null) ? value : null;
        }

        if (value is not ScimArray items)
        {
            return Parts(extension, attribute, value);
        }

        var kept = items.Select(item => Parts(extension, attribute, item)).OfType<ScimValue>().ToArray();
        return kept.Length == 0 ? null : ScimArray.Of(kept);
    }

    private ScimObject? Parts(ScimSchema? extension, ScimAttribute attribute, ScimValue value)
    {
        if (value is not ScimObject complex)
        {
            return null;
        }

        var result = new ScimObject.Builder();
        foreach (var (name, part) in complex)
        {
            if (attribute.Sub(name) is { } sub && Keeps(extension, attribute, sub))
            {
                result.Add(sub.Name, part);
            }
        }

        return result.Count == 0 ? null : result.Build();
    }

    private bool Keeps(ScimSchema? extension, ScimAttribute attribute, ScimAttribute? sub)
    {
        if (sub is null && attribute.SubAttributes.Count > 0)
        {
            return attribute.SubAttributes.Any(part => Keeps(extension, attribute, part));
        }

        if (attribute.Returned == Returned.Never || sub?.Returned == Returned.Never)
        {
            return false;
        }

        if (attribute.Returned == Returned.Always && sub?.Returned is null or Returned.Always or Returned.Default)
        {
            return true;
        }

        if (_sent.Selects(extension, attribute, sub))
        {
            return true;
        }

        var onRequest = attribute.Returned == Returned.Request || sub?.Returned == Returned.Request;
        return _asked is null
            ? !onRequest && _excluded?.Selects(extension, attribute, sub) != true
            : _asked.Selects(extension, attribute, sub) || (sub?.Returned == Returned.Always && _asked.SelectsPart(extension, attribute));
    }

    private static string[] Split(string? names) =>
        names?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
