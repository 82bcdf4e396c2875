using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scimify.Core.Looker;

namespace Scimify.Portal.Sandbox;

/// <summary>A request of a known operation and a known caller.</summary>
internal sealed class SandboxRequest
{
    public required LookerOperation Operation { get; init; }

    /// <summary>The decoded values of the path's parameters by name.</summary>
    public required IReadOnlyDictionary<string, string> Path { get; init; }

    public required IReadOnlyDictionary<string, string> Query { get; init; }

    public JsonNode? Json { get; init; }

    public string Text { get; init; } = "";

    public IReadOnlyDictionary<string, string> Form { get; init; } = new Dictionary<string, string>();

    /// <summary>Null for operations without a token.</summary>
    public SandboxUser? Caller { get; init; }

    public SandboxFields? Fields => SandboxFields.Parse(Query.GetValueOrDefault("fields"));

    /// <summary>The members of the body that the operation accepts. Others are ignored, as by Looker.</summary>
    public JsonObject Body => Json switch
    {
        JsonObject body => new JsonObject(body.Where(m => Operation.WritableFields.Contains(m.Key)).Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))),
        null => [],
        _ => throw SandboxRefusal.BadRequest("The body must be a JSON object."),
    };

    /// <summary>The IDs of a body that is a list of them.</summary>
    public IReadOnlyList<string> BodyIds => Json is JsonArray array
        ? [.. array.Select(id => AsId(id) ?? throw SandboxRefusal.BadRequest("The body must be a list of ids."))]
        : throw SandboxRefusal.BadRequest("The body must be a list of ids.");

    public bool? Flag(string name) => Query.GetValueOrDefault(name) switch
    {
        null or "" => null,
        "true" => true,
        "false" => false,
        _ => throw SandboxRefusal.BadRequest($"{name} must be true or false."),
    };

    public int? Number(string name) => Query.GetValueOrDefault(name) switch
    {
        null or "" => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) => n,
        _ => throw SandboxRefusal.BadRequest($"{name} must be a number."),
    };

    public HashSet<string>? Ids(string name) =>
        Query.GetValueOrDefault(name) is { Length: > 0 } csv ? [.. csv.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)] : null;

    public static string? AsId(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.String => node.GetValue<string>(),
        JsonValueKind.Number => node.ToJsonString(),
        _ => null,
    };
}
