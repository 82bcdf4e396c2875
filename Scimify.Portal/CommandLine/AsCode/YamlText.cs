using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Scimify.Portal.CommandLine.AsCode;

/// <summary>JSON as YAML that every parser reads alike: a text stays a text.</summary>
internal static partial class YamlText
{
    /// <summary>Plain words that some parser takes for something else.</summary>
    private static readonly HashSet<string> Ambiguous = new(["y", "n", "yes", "no", "on", "off", "true", "false", "null"], StringComparer.OrdinalIgnoreCase);

    /// <param name="document">References to secrets are written on one line.</param>
    public static string Of(JsonObject document)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text, EmitterSettings.Default.WithBestWidth(int.MaxValue).WithNewLine("\n").WithIndentedSequences());
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Write(emitter, document);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());

        // Whatever is not shown stands between double quotes, where an escape means the same.
        return string.Join('\n', text.ToString().Split('\n').Select(line => DisplayText.With(line, rune => $"\\U{rune.Value:X8}")));
    }

    private static void Write(Emitter emitter, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, IsShort(members) ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (name, value) in members)
                {
                    Text(emitter, name);
                    Write(emitter, value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray items:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, items.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in items)
                {
                    Write(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                Text(emitter, value.GetValue<string>());
                break;
            default:
                Scalar(emitter, node?.ToJsonString() ?? "null", ScalarStyle.Plain);
                break;
        }
    }

    private static bool IsShort(JsonObject members) => members.Count == 0 || (members.Count == 1 && members.First().Key is "env" or "file");

    private static void Text(Emitter emitter, string text) => Scalar(emitter, text, Safe().IsMatch(text) && !Ambiguous.Contains(text) ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted);

    private static void Scalar(Emitter emitter, string text, ScalarStyle style) => emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: true, isQuotedImplicit: true));

    /// <summary>Begins with a letter, and no colon or number sign is where YAML looks for one.</summary>
    [GeneratedRegex(@"^[A-Za-z]([A-Za-z0-9._/@+:-]*[A-Za-z0-9._/@+-])?\z")]
    private static partial Regex Safe();
}
