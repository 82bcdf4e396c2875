using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scimify.Core.Requests;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.CommandLine.AsCode;

/// <summary>A file in the form of <see cref="ConfigurationFile"/>, checked.</summary>
internal sealed class ConfigurationDocument
{
    /// <summary>Far more than the largest organization needs.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private const string SecretRule = "must be { env: NAME } or { file: PATH }. A secret has no place in the file.";

    private readonly string _name;
    private readonly YamlTree _tree;

    private ConfigurationDocument(string path, YamlTree tree, JsonObject root)
    {
        (_name, _tree, Root) = (Path.GetFileName(path), tree, root);
    }

    /// <summary>Sections that a file can have, in its order.</summary>
    public static IReadOnlyList<string> Sections { get; } =
        [.. InputType.Of(typeof(ConfigurationFile)).Members.Select(member => member.Name).Where(name => name != "version")];

    public JsonObject Root { get; }

    /// <exception cref="VerbException">The file cannot be read, or says something that is not expected: every such place, with its line.</exception>
    public static async Task<ConfigurationDocument> ReadAsync(string path, CancellationToken ct)
    {
        var name = Path.GetFileName(path);
        var text = await FilePath.GuardAsync(path, () => TextAsync(path, ct));
        YamlTree tree;
        try
        {
            tree = YamlTree.Parse(text);
        }
        catch (YamlProblemException e)
        {
            throw new VerbException($"{name}:{e.Line}: The file {e.Message}");
        }

        if (tree.Root is not JsonObject root)
        {
            throw new VerbException($"{name}:1: The file must have members such as version and {Sections[0]}.");
        }

        var document = new ConfigurationDocument(path, tree, root);
        document.Check();
        return document;
    }

    /// <summary>Leaves only the named sections.</summary>
    /// <param name="sections">Empty for all.</param>
    /// <exception cref="VerbException">The file lacks one of them.</exception>
    public void Keep(IReadOnlyCollection<string> sections)
    {
        if (sections.FirstOrDefault(section => !Root.ContainsKey(section)) is { } missing)
        {
            throw new VerbException($"--section names {missing}, which {_name} does not have");
        }

        foreach (var other in Sections.Where(section => sections.Count > 0 && !sections.Contains(section)))
        {
            Root.Remove(other);
        }
    }

    /// <param name="path">Such as <c>people.0.role</c>.</param>
    /// <param name="rule">The rest of the sentence. It quotes no secret.</param>
    public VerbException Problem(string path, string rule) => new(Sentence(path, rule));

    private static async Task<string> TextAsync(string path, CancellationToken ct)
    {
        await using var file = File.OpenRead(path);
        var bytes = new byte[MaxBytes + 1];
        var length = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        if (length > MaxBytes)
        {
            throw new VerbException($"{path} has more than {MaxBytes / 1024 / 1024} MiB");
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw new VerbException($"{path} is not UTF-8");
        }
    }

    private void Check()
    {
        var (errors, type) = (new FieldErrors(), InputType.Of(typeof(ConfigurationFile)));
        using var json = JsonDocument.Parse(Root.ToJsonString());
        new InputCheck("member", bounds: true, errors).Object(json.RootElement, type, "");
        var found = new List<(string Path, string Rule)>();
        CheckRequired(Root, type, "", found);
        CheckBreakGlass(found);
        if (!errors.IsEmpty)
        {
            found.AddRange(errors.ToException().Fields
                .Where(field => !found.Exists(one => one.Path == field.Key || field.Key.StartsWith(one.Path + ".", StringComparison.Ordinal)))
                .SelectMany(field => field.Value.Select(sentence => (field.Key, sentence[(field.Key.Length + 1)..]))));
        }

        if (found.Count > 0)
        {
            throw new VerbException(string.Join(Environment.NewLine, found.OrderBy(one => _tree.LineOf(one.Path)).Select(one => Sentence(one.Path, one.Rule))));
        }
    }

    /// <summary>What the check of the REST API leaves to its services.</summary>
    private static void CheckRequired(JsonObject value, InputType type, string path, List<(string Path, string Rule)> found)
    {
        found.AddRange(type.Members.Where(member => member.Required && !value.ContainsKey(member.Name)).Select(member => (path + member.Name, "is required.")));
        foreach (var member in type.Members.Where(member => member.Item is not null && value.ContainsKey(member.Name)))
        {
            var (inner, at) = (value[member.Name], path + member.Name);
            if (member.Item!.Name == nameof(SecretReference))
            {
                if (inner is not JsonObject { Count: 1 } reference || reference.First() is not { Key: "env" or "file", Value: JsonValue name } || name.GetValueKind() != JsonValueKind.String || name.GetValue<string>().Length == 0)
                {
                    found.Add((at, SecretRule));
                }
            }
            else if (inner is JsonObject one && member.Kind is InputKind.Object)
            {
                CheckRequired(one, member.Item, at + ".", found);
            }
            else if (inner is JsonArray items)
            {
                for (var i = 0; i < items.Count; i++)
                {
                    if (items[i] is JsonObject item)
                    {
                        CheckRequired(item, member.Item, $"{at}.{i}.", found);
                    }
                }
            }
        }
    }

    /// <summary>The server refuses it only after the invitation.</summary>
    private void CheckBreakGlass(List<(string Path, string Rule)> found)
    {
        foreach (var (i, person) in (Root["people"] as JsonArray ?? []).Index())
        {
            if (person is JsonObject { } item && item["breakGlass"]?.GetValueKind() == JsonValueKind.True && item["role"]?.ToString() != nameof(Core.People.PortalRole.Owner))
            {
                found.Add(($"people.{i}.breakGlass", "can be true for the role Owner only."));
            }
        }
    }

    private string Sentence(string path, string rule) => $"{_name}:{_tree.LineOf(path)}: {Words(path)} {rule}";

    /// <summary><c>people[0].role</c> of <c>people.0.role</c>.</summary>
    private static string Words(string path)
    {
        var words = new StringBuilder();
        foreach (var part in path.Split('.'))
        {
            words.Append(part.Length > 0 && part.All(char.IsAsciiDigit) ? $"[{part}]" : words.Length == 0 ? part : $".{part}");
        }

        return DisplayText.Of(words.ToString());
    }
}
