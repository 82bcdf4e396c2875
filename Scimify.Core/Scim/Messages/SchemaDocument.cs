using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Messages;

/// <summary>A schema in the form of RFC 7643 section 7.</summary>
internal static class SchemaDocument
{
    public static ScimObject Of(ScimSchema schema, string baseUrl) => ScimObject.Of(
        ("schemas", ScimArray.OfStrings([SchemaUrns.Schema])),
        ("id", new ScimString(schema.Id)),
        ("name", new ScimString(schema.Name)),
        ("description", new ScimString(schema.Description)),
        ("attributes", ScimArray.From(schema.Attributes.Select(Of))),
        ("meta", Discovery.Meta("Schema", $"{baseUrl}/Schemas/{schema.Id}")));

    private static ScimObject Of(ScimAttribute attribute)
    {
        var document = new ScimObject.Builder()
            .Add("name", new ScimString(attribute.Name))
            .Add("type", Name(attribute.Type))
            .Add("multiValued", ScimBoolean.Of(attribute.MultiValued))
            .Add("description", new ScimString(attribute.Description))
            .Add("required", ScimBoolean.Of(attribute.Required));
        if (attribute.SubAttributes.Count > 0)
        {
            document.Add("subAttributes", ScimArray.From(attribute.SubAttributes.Select(Of)));
        }

        if (attribute.CanonicalValues.Count > 0)
        {
            document.Add("canonicalValues", ScimArray.OfStrings(attribute.CanonicalValues));
        }

        if (attribute.ReferenceTypes.Count > 0)
        {
            document.Add("referenceTypes", ScimArray.OfStrings(attribute.ReferenceTypes));
        }

        // Case and uniqueness mean nothing for a boolean or a complex value. The RFC's own schemas leave them out too.
        if (attribute.Type is not (AttributeType.Complex or AttributeType.Boolean))
        {
            document.Add("caseExact", ScimBoolean.Of(attribute.CaseExact)).Add("uniqueness", Name(attribute.Uniqueness));
        }

        return document.Add("mutability", Name(attribute.Mutability)).Add("returned", Name(attribute.Returned)).Build();
    }

    private static ScimString Name<TEnum>(TEnum value)
        where TEnum : struct, Enum
    {
        var name = value.ToString();
        return new ScimString(char.ToLowerInvariant(name[0]) + name[1..]);
    }
}
