using System.Text.Json.Nodes;

namespace Scimify.Core.Saml;

/// <summary>Looker's names of the roles, groups and user attributes that a configuration refers to by ID.</summary>
public sealed record SamlNames(IReadOnlyDictionary<string, string> Roles, IReadOnlyDictionary<string, string> Groups, IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>The names that the document itself shows.</summary>
    public static SamlNames Of(SamlDocument document)
    {
        var json = document.Json;
        return new(
            Named(Objects(json["default_new_user_roles"]).Concat(Objects(json["groups"]).SelectMany(g => Objects(g["roles"])))),
            Named(Objects(json["default_new_user_groups"])),
            Named(Objects(json["user_attributes"]).SelectMany(a => Objects(a["user_attributes"]))));
    }

    /// <summary>Sorted by name. An ID without a known name stands for itself.</summary>
    public static string Text(IReadOnlyDictionary<string, string> names, IEnumerable<string> ids) =>
        string.Join(", ", ids.Select(id => names.GetValueOrDefault(id) ?? $"#{id}"));

    private static IEnumerable<JsonObject> Objects(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();

    private static Dictionary<string, string> Named(IEnumerable<JsonObject> objects)
    {
        var names = new Dictionary<string, string>();
        foreach (var item in objects)
        {
            if (SamlValues.Id(item["id"]) is { } id)
            {
                names[id] = SamlValues.Member(item, "name");
            }
        }

        return names;
    }
}
