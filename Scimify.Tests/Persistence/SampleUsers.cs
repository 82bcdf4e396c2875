namespace Scimify.Tests.Persistence;

/// <summary>Users with attributes from a small set of awkward values. The same seed gives the same users.</summary>
internal sealed class SampleUsers(int seed)
{
    public static readonly string[] Texts =
        ["", "a", "A", "ab", "Zoë", "Zoe\u0308", "ZOË", "straße", "100%", "a_b", "a'b", "a\\\\b", "\u0130", "漢字", "😀", "a\uffffb", "b c"];

    private readonly Random _random = new(seed);

    public string One(int number)
    {
        List<string> parts = [$"\"userName\":\"{Text()}{number}\""];
        Maybe(parts, "displayName");
        Maybe(parts, "externalId");
        Maybe(parts, "title");
        if (_random.Next(2) == 0)
        {
            parts.Add($"\"active\":{(_random.Next(2) == 0 ? "true" : "false")}");
        }

        if (_random.Next(2) == 0)
        {
            parts.Add($"\"name\":{{\"familyName\":\"{Text()}\"}}");
        }

        var emails = Enumerable.Range(0, _random.Next(3)).Select(i =>
            $"{{\"value\":\"{Text()}@{i}.example\"{(_random.Next(2) == 0 ? "" : $",\"type\":\"{Pick("work", "home", "Work")}\"")}}}").ToList();
        if (emails.Count > 0)
        {
            // The address that counts is one that Looker accepts, so the others may be anything.
            emails.Add($"{{\"value\":\"{number}@counts.example\",\"primary\":true}}");
            parts.Add($"\"emails\":[{string.Join(',', emails)}]");
        }

        if (_random.Next(3) == 0)
        {
            parts.Add($"\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":{{\"department\":\"{Text()}\"}}");
        }

        return $"{{{string.Join(',', parts)}}}";
    }

    /// <summary>A filter of the given depth over lists, attributes with columns and attributes without.</summary>
    public string Filter(int depth, IReadOnlyList<Guid> groups) => depth == 0
        ? Leaf(groups)
        : _random.Next(4) switch
        {
            0 => $"not ({Filter(depth - 1, groups)})",
            1 => $"({Filter(depth - 1, groups)} and {Filter(depth - 1, groups)})",
            2 => $"({Filter(depth - 1, groups)} or {Filter(depth - 1, groups)})",
            _ => Leaf(groups),
        };

    private string Leaf(IReadOnlyList<Guid> groups) => _random.Next(12) switch
    {
        0 or 1 or 2 => $"{Pick("userName", "displayName", "externalId", "title", "name.familyName", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department")} {Operator()} \"{Text()}{Pick("", "", "7")}\"",
        3 => $"{Pick("userName", "displayName", "externalId", "title", "emails", "emails.value", "emails.type", "groups", "name", "meta.created", "id")} pr",
        4 => $"active {Pick("eq", "ne")} {Pick("true", "false")}",
        5 => $"emails{Pick("", ".value")} {Operator()} \"{Text()}{Pick("", "@0.example")}\"",
        6 => $"emails[type eq \"{Pick("work", "HOME")}\" and value {Operator()} \"{Text()}{Pick("", "@0.example")}\"]",
        7 => $"emails[{Pick("value", "type")} {Operator()} \"{Text()}\"{Pick("", " or type eq \\\"work\\\"").Replace("\\", "", StringComparison.Ordinal)}]",
        8 => $"groups{Pick("", ".value")} eq \"{groups[_random.Next(groups.Count)]}\"",
        9 => $"groups.display {Pick("eq", "sw", "co")} \"{Pick("Team", "team 1", "TEAM 2", "x")}\"",
        10 => $"groups[value eq \"{groups[_random.Next(groups.Count)]}\"]",
        _ => $"meta.{Pick("created", "lastModified")} {Pick("eq", "ne", "gt", "ge", "lt", "le")} \"{Pick("2011-05-13T04:42:34Z", "2099-01-01T00:00:00.0000001Z", "2026-11-22T03:00:00.123Z")}\"",
    };

    private string Operator() => Pick("eq", "eq", "ne", "sw", "co", "ew", "gt", "ge", "lt", "le");

    private void Maybe(List<string> parts, string name)
    {
        if (_random.Next(3) > 0)
        {
            parts.Add($"\"{name}\":\"{Text()}\"");
        }
    }

    private string Text() => Pick(Texts);

    private string Pick(params string[] from) => from[_random.Next(from.Length)];
}
