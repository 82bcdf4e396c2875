using System.Text.Json;
using System.Text.Json.Serialization;
using Scimify.Core.Scim;

namespace Scimify.Core.Directory;

/// <summary>The attribute mappings of an integration, ready to be used. Immutable.</summary>
public sealed class MappingSet
{
    public static readonly MappingSet Empty = new([]);

    private const int MostKept = 256;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, MappingSet> Kept = new(StringComparer.Ordinal);

    private readonly IReadOnlyList<(AttributeMapping Mapping, MappingExpression Expression)> _compiled;

    /// <exception cref="FormatException">A source is not of its grammar.</exception>
    public MappingSet(IReadOnlyList<AttributeMapping> attributes)
    {
        Attributes = attributes;
        _compiled = [.. attributes.Select(a => (a, MappingExpression.Parse(a.Source, a.Text, a.Name)))];
    }

    public IReadOnlyList<AttributeMapping> Attributes { get; }

    /// <summary>From the stored document; every SCIM write asks, so that what was read once is kept.</summary>
    public static MappingSet Parse(string? document)
    {
        if (document is null)
        {
            return Empty;
        }

        lock (Gate)
        {
            if (!Kept.TryGetValue(document, out var set))
            {
                set = new MappingSet(JsonSerializer.Deserialize(document, MappingJson.Default.IReadOnlyListAttributeMapping) ?? []);
                if (Kept.Count >= MostKept)
                {
                    Kept.Clear();
                }

                Kept.Add(document, set);
            }

            return set;
        }
    }

    /// <summary>Null without mappings.</summary>
    public string? Store() => Attributes.Count == 0 ? null : JsonSerializer.Serialize(Attributes, MappingJson.Default.IReadOnlyListAttributeMapping);

    /// <summary>What Looker is to have for a SCIM user, as the row keeps it; null without mappings.</summary>
    public string? DesiredOf(ScimObject user) => Attributes.Count == 0
        ? null
        : JsonSerializer.Serialize(
            [.. _compiled.Select(c => new DesiredAttribute(
                c.Mapping.AttributeId, c.Mapping.Name, c.Expression.Evaluate(user, c.Mapping.Type), c.Mapping.IsSeeded, c.Mapping.IsHidden))],
            MappingJson.Default.IReadOnlyListDesiredAttribute);

    /// <summary>Reads the row's column.</summary>
    public static IReadOnlyList<DesiredAttribute> Desired(ScimUserRow row) =>
        row.LookerAttributes is null ? [] : JsonSerializer.Deserialize(row.LookerAttributes, MappingJson.Default.IReadOnlyListDesiredAttribute) ?? [];
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(IReadOnlyList<AttributeMapping>))]
[JsonSerializable(typeof(IReadOnlyList<DesiredAttribute>))]
internal sealed partial class MappingJson : JsonSerializerContext;
