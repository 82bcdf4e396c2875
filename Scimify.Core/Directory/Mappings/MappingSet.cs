using System.Text.Json;
using System.Text.Json.Serialization;
using Scimify.Core.Directory.Users;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Directory.Mappings;

/// <summary>The attribute mappings of an integration, ready to be used. Immutable.</summary>
public sealed class MappingSet
{
    public static readonly MappingSet Empty = new([]);

    private const int MostKept = 256;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, MappingSet> Kept = new(StringComparer.Ordinal);

    private ScimResourceType? _userType;

    private readonly IReadOnlyList<(AttributeMapping Mapping, MappingExpression Expression)> _compiled;

    /// <exception cref="FormatException">A source is not of its grammar.</exception>
    public MappingSet(IReadOnlyList<AttributeMapping> attributes)
    {
        Attributes = attributes;
        _compiled = [.. attributes.Select(a => (a, MappingExpression.Parse(a.Source, a.Text, a.Name)))];
    }

    public IReadOnlyList<AttributeMapping> Attributes { get; }

    /// <summary>
    /// User with the attributes that are taken from Scimify's own extension, typed as Looker has them, and with those of
    /// <see cref="UserSchemas.Access"/> that a mapping gives effect.
    /// </summary>
    public ScimResourceType UserType => _userType ??= Declare();

    /// <summary>Whether SCIM can have an attribute of this name (RFC 7643 section 2.1), beside those that the extension has by itself.</summary>
    public static bool CanDeclare(string name) => AttributePath.IsName(name) && UserSchemas.LookerUser.Find(name) is null;

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

    private ScimResourceType Declare()
    {
        var own = Attributes.Where(a => a.Source == MappingSourceKind.Extension).ToList();
        var access = UserSchemas.Access.Intersect(_compiled.SelectMany(c => c.Expression.Sources)).ToList();
        if (own.Count + access.Count == 0)
        {
            return ScimResourceTypes.User;
        }

        var extension = new ScimSchema(
            UserSchemas.LookerUser.Id, UserSchemas.LookerUser.Name, UserSchemas.LookerUser.Description, [.. UserSchemas.LookerUser.Attributes, .. own.Select(Declare)]);
        return ScimResourceTypes.UserWith(extension, access);
    }

    private static ScimAttribute Declare(AttributeMapping mapping) => new(mapping.Name, mapping.Type switch
    {
        "number" => AttributeType.Decimal,
        "yesno" => AttributeType.Boolean,
        _ => AttributeType.String,
    })
    {
        CaseExact = true,
        Returned = Returned.Request,
        Description = $"The user attribute {mapping.Label} in Looker.",
    };

    /// <summary>Reads <see cref="ScimUserRow.LookerAttributes"/>.</summary>
    public static IReadOnlyList<DesiredAttribute> Desired(string? column) =>
        column is null ? [] : JsonSerializer.Deserialize(column, MappingJson.Default.IReadOnlyListDesiredAttribute) ?? [];
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(IReadOnlyList<AttributeMapping>))]
[JsonSerializable(typeof(IReadOnlyList<DesiredAttribute>))]
internal sealed partial class MappingJson : JsonSerializerContext;
