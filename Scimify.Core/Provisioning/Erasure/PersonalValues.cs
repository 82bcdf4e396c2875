using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Provisioning.Erasure;

/// <summary>What a person was called, and texts of others without it. A value counts where it is whole, in any case.</summary>
public sealed class PersonalValues
{
    /// <summary>In texts about anything, shorter values stand for too many other things.</summary>
    private const int Shortest = 6;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly string _pseudonym;
    private readonly SearchValues<string> _any;
    private readonly Regex? _whole;

    /// <param name="values">Names, addresses and IDs.</param>
    /// <param name="pseudonym">Takes their place.</param>
    private PersonalValues(IEnumerable<string> values, string pseudonym)
    {
        _pseudonym = pseudonym;
        var all = values.SelectMany(value => (string[])[value, ScimText.Normalise(value)])
            .Where(value => value.Trim().Length > 0 && value != pseudonym).Distinct(StringComparer.OrdinalIgnoreCase).OrderByDescending(value => value.Length).ToList();
        _any = SearchValues.Create([.. all], StringComparison.OrdinalIgnoreCase);
        _whole = all.Count == 0 ? null : new Regex($@"(?<![\p{{L}}\p{{N}}])(?:{string.Join('|', all.Select(Regex.Escape))})(?![\p{{L}}\p{{N}}])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Longest);
    }

    /// <summary>For texts about anything and anybody.</summary>
    public static PersonalValues Anywhere(FormerPerson person) =>
        new(person.Values.Where(value => value.Trim().Length >= Shortest || value.Contains('@', StringComparison.Ordinal)), person.Pseudonym);

    /// <summary>For texts about the person.</summary>
    public static PersonalValues InOwnTexts(FormerPerson person) => new(person.Words, person.Pseudonym);

    /// <summary>The text without the values.</summary>
    /// <returns>The same instance if it has none of them.</returns>
    public string? Without(string? text) => text is null || _whole is null || !text.AsSpan().ContainsAny(_any) ? text : _whole.Replace(text, _pseudonym.Replace("$", "$$", StringComparison.Ordinal));

    /// <summary>JSON whose texts are without the values. Names of members stay.</summary>
    /// <inheritdoc cref="Without"/>
    public string? WithoutInJson(string? json)
    {
        if (json is null || _whole is null || (!json.Contains('\\', StringComparison.Ordinal) && !json.AsSpan().ContainsAny(_any)))
        {
            return json;
        }

        var hasChanged = false;
        var root = Walk(JsonNode.Parse(json), text =>
        {
            var without = Without(text)!;
            hasChanged |= !ReferenceEquals(without, text) && without != text;
            return without;
        });
        return hasChanged ? root!.ToJsonString(JsonSerializerOptions.Web) : json;
    }

    private static JsonNode? Walk(JsonNode? node, Func<string, string> change)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    Put(value, changed => members[name] = changed);
                }

                return members;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    Put(items[i], changed => items[i] = changed);
                }

                return items;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                return change(value.GetValue<string>());
            default:
                return node;
        }

        void Put(JsonNode? before, Action<JsonNode?> put)
        {
            if (Walk(before, change) is var after && !ReferenceEquals(after, before))
            {
                put(after);
            }
        }
    }
}
