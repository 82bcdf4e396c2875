using System.Text.Json;
using System.Text.Json.Serialization;
using Scimify.Core.Directory.Users;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Directory.Mappings;

/// <summary>An integration's attribute mappings, ready for use. Immutable.</summary>
public sealed class MappingSet
{
    public static readonly MappingSet Empty = new([]);

    private const int MostKept = 256;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, MappingSet> Kept = new(StringComparer.Ordinal);

    private ScimResourceType? _userType;

    private readonly IReadOnlyList<(AttributeMapping Mapping, MappingExpression Expression)> _compiled;

    /// <exception cref="FormatException">A source does not follow its grammar.</exception>
    public MappingSet(IReadOnlyList<AttributeMapping> attributes)
    {
        Attributes = attributes;
        _compiled = [.. attributes.Select(a => (a, MappingExpression.Parse(a.Source, a.Text, a.Name)))];
    }

    public IReadOnlyList<AttributeMapping> Attributes { get; }

    /// <summary>
    /// The User type with the attributes that come from Scimify's extension, typed as in Looker, and with those of
    /// <see cref="UserSchemas.Access"/> that a mapping gives an effect.
    /// </summary>
    public ScimResourceType UserType => _userType ??= Declare();

    /// <summary>Whether SCIM can have an attribute of this name (RFC 7643 section 2.1) besides those that the extension always has.</summary>
    public static bool CanDeclare(string name) => AttributePath.IsName(name) && UserSchemas.LookerUser.Find(name) is null;

    /// <summary>Parses the stored document. Every SCIM write needs it, so the result is cached.</summary>
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

    /// <summary>Null if there are no mappings.</summary>
    public string? Store() => Attributes.Count == 0 ? null : JsonSerializer.Serialize(Attributes, MappingJson.Default.IReadOnlyListAttributeMapping);

    /// <summary>What Looker should have for a SCIM user, in the form of the row's column; null without mappings.</summary>
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
