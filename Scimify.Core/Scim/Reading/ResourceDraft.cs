using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Reading;

/// <summary>A resource under construction: its core attributes and those of each extension, in order.</summary>
internal sealed class ResourceDraft(ScimResourceType type)
{
    /// <summary>How many values an attribute may have: far more than any person has. Members are rows of their own.</summary>
    public const int MaxValues = 100;

    private readonly AttributeDraft _core = new();
    private readonly AttributeDraft[] _extensions = [.. type.Extensions.Select(_ => new AttributeDraft())];

    /// <summary>Whether more than <see cref="MaxValues"/> of the attribute are refused.</summary>
    public static bool IsLimited(ScimAttribute attribute) =>
        attribute is { MultiValued: true, Mutability: Mutability.ReadWrite or Mutability.Immutable } && attribute.Name != GroupBody.MembersName;

    public static ScimException TooManyValues(string name, int count) =>
        ScimException.InvalidValue($"\"{name}\" has {count} values, and at most {MaxValues} are allowed.");

    public static ResourceDraft From(ScimObject resource, ScimResourceType type)
    {
        var draft = new ResourceDraft(type);
        foreach (var (name, value) in resource)
        {
            if (type.Extension(name) is { } extension && value is ScimObject attributes)
            {
                foreach (var (inner, innerValue) in attributes)
                {
                    draft.Of(extension).Set(inner, innerValue);
                }
            }
            else
            {
                draft._core.Set(name, value);
            }
        }

        return draft;
    }

    /// <param name="extension">Null for the core schema.</param>
    public AttributeDraft Of(ScimSchema? extension)
    {
        for (var i = 0; i < _extensions.Length; i++)
        {
            if (ReferenceEquals(type.Extensions[i], extension))
            {
                return _extensions[i];
            }
        }

        return extension is null ? _core : throw new ArgumentException($"{type.Name} has no extension {extension.Id}.", nameof(extension));
    }

    /// <summary>
    /// First schemas, which are always right: the core schema and each extension that has a value (RFC 7643 section 3).
    /// Then id and externalId, the core attributes, the extensions, and meta.
    /// </summary>
    /// <exception cref="ScimException">400 <c>invalidValue</c>: a required attribute has no value, or an attribute more than
    /// <see cref="MaxValues"/>.</exception>
    public ScimObject Build()
    {
        Require(type.Schema, _core);
        List<string> schemas = [type.Schema.Id];
        var body = new ScimObject.Builder().Add(CommonAttributes.Schemas.Name, ScimArray.Empty);
        AddFirst(body, CommonAttributes.Id.Name);
        AddFirst(body, CommonAttributes.ExternalId.Name);
        foreach (var (name, value) in _core.Values())
        {
            if (!name.Equals(CommonAttributes.Meta.Name, StringComparison.OrdinalIgnoreCase)
                && !name.Equals(CommonAttributes.Schemas.Name, StringComparison.OrdinalIgnoreCase))
            {
                body.TryAdd(name, value);
            }
        }

        for (var i = 0; i < _extensions.Length; i++)
        {
            if (!_extensions[i].IsEmpty)
            {
                Require(type.Extensions[i], _extensions[i]);
                schemas.Add(type.Extensions[i].Id);
                body.TryAdd(type.Extensions[i].Id, _extensions[i].Build());
            }
        }

        AddFirst(body, CommonAttributes.Meta.Name);
        return body.Build().With(CommonAttributes.Schemas.Name, ScimArray.OfStrings(schemas));
    }

    private void AddFirst(ScimObject.Builder body, string name)
    {
        if (_core.Get(name) is { } value)
        {
            body.Add(name, value);
        }
    }

    private static void Require(ScimSchema schema, AttributeDraft attributes)
    {
        foreach (var (name, value) in attributes.Values())
        {
            if (value is ScimArray { Count: > MaxValues } many && name != GroupBody.MembersName)
            {
                throw TooManyValues(name, many.Count);
            }
        }

        foreach (var attribute in schema.Attributes)
        {
            if (attribute.Required && IsBlank(attributes.Get(attribute.Name)))
            {
                throw ScimException.InvalidValue($"\"{attribute.Name}\" is required and must not be empty.");
            }
        }
    }

    private static bool IsBlank(ScimValue? value) =>
        value is null || (value is ScimString text && string.IsNullOrWhiteSpace(text.Value));
}
