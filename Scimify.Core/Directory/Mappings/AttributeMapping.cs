using System.Text.Json.Serialization;

namespace Scimify.Core.Directory.Mappings;

/// <summary>The source of a mapped Looker attribute's value. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MappingSourceKind>))]
public enum MappingSourceKind
{
    /// <summary>One attribute of the SCIM user, by its path.</summary>
    Attribute,

    /// <summary>The same text for everybody.</summary>
    Constant,

    /// <summary>Text with attributes in braces.</summary>
    Template,

    /// <summary>The attribute of the same name in Scimify's extension of SCIM users.</summary>
    Extension,
}

/// <summary>A Looker user attribute that follows SCIM.</summary>
/// <param name="AttributeId">Looker's ID of the attribute.</param>
/// <param name="Name">Looker's name of it when the mapping was saved.</param>
/// <param name="Label">As Looker shows it.</param>
/// <param name="Type">Looker's type, such as <c>string</c>, <c>number</c> or <c>yesno</c>.</param>
/// <param name="IsHidden">Its values are never shown.</param>
/// <param name="Text">The path, the constant or the template; empty for the extension.</param>
/// <param name="IsSeeded">Whether it is written only once and then left alone. Otherwise it is kept equal.</param>
public sealed record AttributeMapping(
    string AttributeId, string Name, string Label, string Type, bool IsHidden, MappingSourceKind Source, string Text, bool IsSeeded);

/// <summary>The value that Looker should have for one user.</summary>
/// <param name="Value">Null for no value of the user's own.</param>
public sealed record DesiredAttribute(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("value")] string? Value,
    [property: JsonPropertyName("seeded")] bool IsSeeded = false,
    [property: JsonPropertyName("hidden")] bool IsHidden = false);
