using System.Text.Json.Nodes;

namespace Scimify.Portal.Sandbox;

/// <summary>The parameter <c>fields=</c>, such as <c>id,credentials_email(email)</c>. Unknown names are ignored.</summary>
internal sealed class SandboxFields
{
    private readonly Dictionary<string, SandboxFields?> _names = [];

    /// <returns>Null for all fields.</returns>
    public static SandboxFields? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var at = 0;
        return ParseList(text, ref at);
    }

    public bool Has(string name) => _names.ContainsKey(name);

    /// <summary>The projection of a member that is an object or a list of them.</summary>
    public JsonNode? Cut(string name, JsonNode? value) => _names.GetValueOrDefault(name) is { } inner ? inner.Cut(value) : value;

    private JsonNode? Cut(JsonNode? value) => value switch
    {
        JsonObject o => new JsonObject(o.Where(m => Has(m.Key)).Select(m => KeyValuePair.Create(m.Key, Cut(m.Key, m.Value?.DeepClone())))),
        JsonArray a => new JsonArray([.. a.Select(item => Cut(item?.DeepClone()))]),
        _ => value,
    };

    private static SandboxFields ParseList(string text, ref int at)
    {
        var fields = new SandboxFields();
        var start = at;
        for (; at < text.Length; at++)
        {
            switch (text[at])
            {
                case ',':
                    fields.Add(text[start..at], null);
                    start = at + 1;
                    break;
                case '(':
                    var name = text[start..at];
                    at++;
                    fields.Add(name, ParseList(text, ref at));
                    start = at + 1;
                    break;
                case ')':
                    fields.Add(text[start..at], null);
                    return fields;
            }
        }

        fields.Add(text[Math.Min(start, text.Length)..], null);
        return fields;
    }

    private void Add(string name, SandboxFields? inner)
    {
        if (name.Trim() is { Length: > 0 } trimmed)
        {
            _names[trimmed] = inner;
        }
    }
}
