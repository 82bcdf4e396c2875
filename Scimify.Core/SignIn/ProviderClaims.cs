using System.Text.Json;

namespace Scimify.Core.SignIn;

/// <summary>What a provider says about somebody, in its ID token and at its userinfo endpoint. A list is one entry for each value.</summary>
public sealed class ProviderClaims(IEnumerable<KeyValuePair<string, string>> claims)
{
    public IReadOnlyList<KeyValuePair<string, string>> All { get; } = [.. claims];

    /// <summary>The first value; null if there is none.</summary>
    public string? First(string name) => Values(name) is [var first, ..] ? first : null;

    public bool IsTrue(string name) => string.Equals(First(name), "true", StringComparison.OrdinalIgnoreCase) || First(name) == "1";

    /// <summary>All values of a claim. If no claim has the name, its dots lead into objects: <c>realm_access.roles</c>.</summary>
    public IReadOnlyList<string> Values(string name)
    {
        List<string> exact = [.. All.Where(claim => claim.Key == name).Select(claim => claim.Value)];
        return exact.Count > 0 || !name.Contains('.', StringComparison.Ordinal) ? exact : [.. Within(name.Split('.'))];
    }

    /// <summary>The claims of a JSON object, as an ID token and an answer of userinfo have them.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(JsonElement body) =>
        from member in body.EnumerateObject()
        from value in TextsOf(member.Value)
        select KeyValuePair.Create(member.Name, value);

    private IEnumerable<string> Within(string[] path) =>
        from claim in All
        where claim.Key == path[0] && claim.Value.StartsWith('{')
        from value in At(claim.Value, path.AsMemory(1))
        select value;

    private static IReadOnlyList<string> At(string json, ReadOnlyMemory<string> path)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var element = document.RootElement;
            foreach (var part in path.Span)
            {
                if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(part, out element))
                {
                    return [];
                }
            }

            return [.. TextsOf(element)];
        }
        catch (JsonException)
        {
            return [];    // a text that only looks like an object
        }
    }

    private static IEnumerable<string> TextsOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(TextsOf),
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Null or JsonValueKind.Undefined => [],
        JsonValueKind.True => ["true"],
        JsonValueKind.False => ["false"],
        _ => [value.GetRawText()],
    };
}
