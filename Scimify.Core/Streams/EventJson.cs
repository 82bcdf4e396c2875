using System.Text.Json.Nodes;

namespace Scimify.Core.Streams;

internal static class EventJson
{
    /// <summary>An object of these members, without those that are null.</summary>
    public static JsonObject Of(params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var json = new JsonObject();
        foreach (var (name, value) in members)
        {
            if (value is not null)
            {
                json[name] = value;
            }
        }

        return json;
    }
}
