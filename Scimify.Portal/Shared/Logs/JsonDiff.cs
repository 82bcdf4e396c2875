using System.Text.Json;

namespace Scimify.Portal.Shared.Logs;

/// <summary>Compares two JSON documents leaf by leaf.</summary>
public static class JsonDiff
{
    /// <summary>Changed leaves come first, in the order of the document. Null stands for no document.</summary>
    public static IReadOnlyList<DiffRow> Of(string? before, string? after)
    {
        var old = Leaves(before);
        var now = Leaves(after);
        var rows = now.Keys.Union(old.Keys).Select(path => new DiffRow(path, old.GetValueOrDefault(path), now.GetValueOrDefault(path)));
        return [.. rows.OrderBy(row => row.IsChanged ? 0 : 1)];
    }

    private static Dictionary<string, string> Leaves(string? json)
    {
        var leaves = new Dictionary<string, string>();
        if (json is not null)
        {
            using var document = JsonDocument.Parse(json);
            Collect(document.RootElement, "", leaves);
        }

        return leaves;
    }

    private static void Collect(JsonElement element, string path, Dictionary<string, string> leaves)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object when element.EnumerateObject().Any():
                foreach (var member in element.EnumerateObject())
                {
                    Collect(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", leaves);
                }

                break;
            case JsonValueKind.Array when element.GetArrayLength() > 0:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Collect(item, $"{path}[{index++}]", leaves);
                }

                break;
            default:
                leaves[path] = Text(element);
                break;
        }
    }

    private static string Text(JsonElement leaf) => leaf.ValueKind switch
    {
        JsonValueKind.String => leaf.GetString()!,
        JsonValueKind.Null => "none",
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        _ => leaf.GetRawText(),
    };
}

/// <param name="Path">The dotted path of the member.</param>
/// <param name="Before">Null if there was no such member.</param>
/// <param name="After">Null if there is no longer such a member.</param>
public sealed record DiffRow(string Path, string? Before, string? After)
{
    public bool IsChanged => Before != After;
}
