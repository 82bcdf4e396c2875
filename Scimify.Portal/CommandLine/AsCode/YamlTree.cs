using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Scimify.Portal.Shared.Inputs;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Scimify.Portal.CommandLine.AsCode;

/// <summary>
/// YAML 1.2 as JSON, with the line of each value. Only what JSON has: no anchors, aliases and tags, so that a small text is never a large
/// document, and no name twice.
/// </summary>
internal sealed partial class YamlTree
{
    private const int MaxDepth = 30;

    private readonly Parser _parser;
    private readonly Dictionary<string, long> _lines = new(StringComparer.Ordinal);

    private YamlTree(string text) => _parser = new Parser(new StringReader(text));

    /// <summary>The document; null for an empty one.</summary>
    public JsonNode? Root { get; private set; }

    /// <exception cref="YamlProblemException">The text is not such YAML.</exception>
    public static YamlTree Parse(string text)
    {
        var tree = new YamlTree(text);
        try
        {
            tree.Read();
        }
        catch (YamlException e) when (e is not YamlProblemException)
        {
            throw new YamlProblemException(e.Start.Line, $"is not YAML: {e.Message}");
        }

        return tree;
    }

    /// <param name="path">As in <see cref="Core.Requests.FieldErrors"/>: <c>people.0.role</c>.</param>
    /// <returns>The line of the value or, if there is none, of what it would be in. The first is 1.</returns>
    public long LineOf(string path)
    {
        while (true)
        {
            if (_lines.TryGetValue(path, out var line))
            {
                return line;
            }

            var dot = path.LastIndexOf('.');
            if (dot < 0)
            {
                return 1;
            }

            path = path[..dot];
        }
    }

    /// <summary>What a plain scalar means in YAML's core schema, as far as JSON has it.</summary>
    public static JsonNode? Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => JsonValue.Create(true),
        "false" or "False" or "FALSE" => JsonValue.Create(false),
        _ when WholeNumber().IsMatch(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ when Number().IsMatch(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };

    private void Read()
    {
        Next();    // the start of the stream
        if (Next() is StreamEnd)
        {
            return;
        }

        Root = Node(Next(), "", 0);
        Next();    // the end of the document
        if (Next() is not StreamEnd)
        {
            throw new YamlProblemException(_parser.Current!.Start.Line, "has a second document. One is expected.");
        }
    }

    private ParsingEvent Next() => _parser.MoveNext() ? _parser.Current! : throw new YamlProblemException(1, "ends too early.");

    private JsonNode? Node(ParsingEvent at, string path, int depth)
    {
        var line = at.Start.Line;
        _lines[path] = line;
        if (at is AnchorAlias || at is NodeEvent { Anchor.IsEmpty: false })
        {
            throw new YamlProblemException(line, "has an anchor or an alias. Write the value out.");
        }

        if (at is NodeEvent { Tag.IsEmpty: false })
        {
            throw new YamlProblemException(line, "has a tag. Write the value without it.");
        }

        if (depth >= MaxDepth)
        {
            throw new YamlProblemException(line, $"has more than {MaxDepth} levels.");
        }

        return at switch
        {
            Scalar { Style: ScalarStyle.Plain } plain => Plain(plain.Value),
            Scalar quoted => JsonValue.Create(quoted.Value),
            SequenceStart => Sequence(path, depth),
            MappingStart => Mapping(path, depth),
            _ => throw new YamlProblemException(line, "has something that is no value."),
        };
    }

    private JsonArray Sequence(string path, int depth)
    {
        var items = new JsonArray();
        for (var at = Next(); at is not SequenceEnd; at = Next())
        {
            items.Add(Node(at, path.Length == 0 ? $"{items.Count}" : $"{path}.{items.Count}", depth + 1));
        }

        return items;
    }

    private JsonObject Mapping(string path, int depth)
    {
        var members = new JsonObject();
        for (var at = Next(); at is not MappingEnd; at = Next())
        {
            var line = at.Start.Line;
            if (at is not Scalar { Anchor.IsEmpty: true, Tag.IsEmpty: true } name || !InputText.IsWellFormed(name.Value))
            {
                throw new YamlProblemException(line, "has a member whose name is no text.");
            }

            if (members.ContainsKey(name.Value))
            {
                throw new YamlProblemException(line, $"has the member {DisplayText.Of(name.Value)} twice.");
            }

            var inner = path.Length == 0 ? name.Value : $"{path}.{name.Value}";
            members.Add(name.Value, Node(Next(), inner, depth + 1));
            _lines[inner] = line;
        }

        return members;
    }

    [GeneratedRegex("^-?(0|[1-9][0-9]*)$")]
    private static partial Regex WholeNumber();

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$")]
    private static partial Regex Number();
}

/// <summary>The text is not the YAML that is expected.</summary>
/// <param name="line">The first is 1.</param>
/// <param name="rule">The rest of a sentence about the file. It quotes no value.</param>
internal sealed class YamlProblemException(long line, string rule) : YamlException(rule)
{
    public long Line { get; } = line;
}
