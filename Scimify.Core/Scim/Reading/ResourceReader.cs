using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Reading;

/// <summary>Reads the body of a POST or PUT into the form that is stored.</summary>
public static class ResourceReader
{
    /// <summary>
    /// Checks values and gives names their schema's spelling. Leaves out readOnly attributes, nulls and empty arrays, and the
    /// password once it is checked. <c>schemas</c> comes first and lists what is there.
    /// </summary>
    /// <returns>Without id, meta and all other readOnly attributes.</returns>
    /// <exception cref="ScimException">400 <c>invalidValue</c> or <c>invalidSyntax</c>.</exception>
    public static ScimObject ReadForCreate(ScimObject body, ScimResourceType type, Dialect dialect, ToleranceLog log) =>
        Read(body, type, dialect, log).Build();

    /// <summary>
    /// Like a create, with the rules of RFC 7644 section 3.5.1: what the body leaves out is cleared, and immutable values stay.
    /// Two more things stay, because a client can hardly mean to clear them by silence: <c>active</c>, and an extension that the
    /// body does not mention and whose attributes are returned only on request.
    /// </summary>
    /// <param name="body">The body of the PUT.</param>
    /// <param name="current">The resource as it is; may have id and meta.</param>
    /// <param name="type">Decides the attributes.</param>
    /// <param name="dialect">What is accepted.</param>
    /// <param name="log">Receives what was accepted.</param>
    /// <returns>Without id, meta and all other readOnly attributes. A new instance even if nothing changed.</returns>
    /// <exception cref="ScimException">400 <c>invalidValue</c>, <c>invalidSyntax</c> or <c>mutability</c>.</exception>
    public static ScimObject ReadForReplace(
        ScimObject body, ScimObject current, ScimResourceType type, Dialect dialect, ToleranceLog log)
    {
        var draft = Read(body, type, dialect, log);
        foreach (var schema in type.Schemas)
        {
            var extension = ReferenceEquals(schema, type.Schema) ? null : schema;
            var before = extension is null ? current : current.GetObject(schema.Id) ?? ScimObject.Empty;
            KeepUnsaid(draft.Of(extension), before, schema, log);
        }

        return draft.Build();
    }

    private static ResourceDraft Read(ScimObject body, ScimResourceType type, Dialect dialect, ToleranceLog log)
    {
        SchemasAttribute.Check(body, type, dialect, log);
        var reader = new ValueReader(dialect, log);
        var draft = new ResourceDraft(type);
        foreach (var (path, value) in new AttributeKeys(type, dialect, log).Expand(body))
        {
            if (path.Attribute is not { } attribute)
            {
                continue;
            }

            if (attribute.Mutability == Mutability.ReadOnly || path.Sub?.Mutability == Mutability.ReadOnly)
            {
                NoteReadOnly(path, value, log);
            }
            else if (path.Sub is { } sub)
            {
                SetSub(draft.Of(path.Extension), attribute, sub, reader.Read(sub, value, attribute.Name));
            }
            else if (reader.Read(attribute, value) is { } read)
            {
                Keep(draft.Of(path.Extension), attribute, read, log);
            }
        }

        return draft;
    }

    private static void Keep(AttributeDraft attributes, ScimAttribute attribute, ScimValue value, ToleranceLog log)
    {
        if (attribute.Mutability == Mutability.WriteOnly)
        {
            log.Note(VendorQuirks.PasswordDropped, $"left out: \"{attribute.Name}\" is accepted and not kept");
            return;
        }

        // The body may have named the same attribute before, with a dotted or URN-prefixed key.
        var merged = value is ScimObject later && attributes.Get(attribute.Name) is ScimObject earlier
            ? Merged(earlier, later)
            : value;
        attributes.Set(attribute.Name, merged);
    }

    private static void SetSub(AttributeDraft attributes, ScimAttribute attribute, ScimAttribute sub, ScimValue? value)
    {
        if (value is null)
        {
            return;
        }

        if (!attribute.MultiValued)
        {
            attributes.Set(attribute.Name, (attributes.Get(attribute.Name) as ScimObject ?? ScimObject.Empty).With(sub.Name, value));
            return;
        }

        throw ScimException.InvalidValue($"\"{attribute.Name}\" has several values: a key cannot name \"{sub.Name}\" of one of them.");
    }

    private static ScimObject Merged(ScimObject earlier, ScimObject later)
    {
        foreach (var (name, value) in later)
        {
            earlier = earlier.With(name, value);
        }

        return earlier;
    }

    private static void KeepUnsaid(AttributeDraft attributes, ScimObject before, ScimSchema schema, ToleranceLog log)
    {
        var silent = attributes.IsEmpty;
        foreach (var attribute in schema.Attributes)
        {
            if (attribute.Mutability == Mutability.ReadOnly || before[attribute.Name] is not { } old)
            {
                continue;
            }

            var given = attributes.Get(attribute.Name);
            if (attribute.Mutability == Mutability.Immutable && given is not null && !given.Equals(old))
            {
                throw ScimException.Mutability($"\"{attribute.Name}\" cannot be changed once it has a value.");
            }

            var kept = attribute.Mutability == Mutability.Immutable
                || (silent && attribute.Returned == Returned.Request)
                || attribute.IsKeptUnsaid;
            if (given is null && kept)
            {
                attributes.Set(attribute.Name, old);
                if (attribute.IsKeptUnsaid)
                {
                    log.Note(VendorQuirks.ActiveKept, $"kept: \"{attribute.Name}\" was not sent and stays as it is");
                }
            }
        }
    }

    private static void NoteReadOnly(AttributePath path, ScimValue value, ToleranceLog log)
    {
        if (value is not (ScimNull or ScimArray { Count: 0 }))
        {
            log.Note(VendorQuirks.ReadOnlyIgnored, $"left out: \"{path}\" is readOnly");
        }
    }
}
