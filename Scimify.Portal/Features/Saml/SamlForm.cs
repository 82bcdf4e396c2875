using System.Globalization;
using System.Text.Json.Nodes;
using Scimify.Core.Saml;

namespace Scimify.Portal.Features.Saml;

/// <summary>The settings as a person edits them: text for each, lists by name, one certificate or mapping a line.</summary>
public sealed class SamlForm
{
    private const string Arrow = "=>";
    private readonly Dictionary<string, string> _texts = [];
    private readonly Dictionary<string, bool> _flags = [];
    private readonly SamlSettings _start;
    private readonly SamlNames _names;

    public SamlForm(SamlSettings settings, SamlNames names)
    {
        (_start, _names) = (settings, names);
        foreach (var field in SamlFields.Writable)
        {
            if (field.Kind == SamlKind.Flag)
            {
                _flags[field.Name] = settings.Flag(field.Name, field.Default == "true");
            }
            else
            {
                _texts[field.Name] = TextOf(field, settings[field.Name]);
            }
        }
    }

    public bool Flag(string name) => _flags[name];

    public void Set(string name, bool value) => _flags[name] = value;

    public string Text(string name) => _texts[name];

    public void Set(string name, string value) => _texts[name] = value;

    /// <summary>How many lines the field takes; 1: a plain one.</summary>
    public static int Lines(SamlField field) => field.Kind switch
    {
        SamlKind.Certificate => 4,
        SamlKind.Certificates => 6,
        SamlKind.GroupMappings or SamlKind.AttributeMappings => 4,
        _ => 1,
    };

    public static string? Hint(SamlField field) => field.Kind switch
    {
        SamlKind.Certificates => "One after the other, in Base64 or PEM; an empty line between two that have no PEM lines.",
        SamlKind.GroupMappings => $"One a line: SAML group {Arrow} role, role",
        SamlKind.AttributeMappings => $"One a line: SAML attribute {Arrow} Looker user attribute. A ! before the line: the login fails without it.",
        SamlKind.RoleIds => "Names of roles in Looker, separated by commas.",
        SamlKind.GroupIds => "Names of groups in Looker, separated by commas.",
        SamlKind.Words => $"Separated by commas, of {string.Join(", ", field.Words)}.",
        _ => null,
    };

    /// <summary>What was changed in the form, by Looker's member names.</summary>
    /// <param name="before">What the draft changes already; a member that was not touched here keeps its change.</param>
    /// <param name="errors">Gets what cannot be read, by member name.</param>
    public JsonObject Changes(JsonObject before, Dictionary<string, string> errors)
    {
        var changes = (JsonObject)before.DeepClone();
        foreach (var field in SamlFields.Writable)
        {
            if (field.Kind == SamlKind.Flag)
            {
                if (_flags[field.Name] != _start.Flag(field.Name, field.Default == "true"))
                {
                    changes[field.Name] = _flags[field.Name];
                }
            }
            else if (_texts[field.Name].ReplaceLineEndings("\n").Trim() != TextOf(field, _start[field.Name]).ReplaceLineEndings("\n").Trim())
            {
                changes[field.Name] = Value(field, _texts[field.Name], errors);
            }
        }

        return changes;
    }

    private string TextOf(SamlField field, JsonNode? value) => field.Kind switch
    {
        SamlKind.Certificates => string.Join("\n\n", (value?["signing"] as JsonArray ?? []).OfType<JsonNode>().Select(c => c.ToString())),
        SamlKind.RoleIds => Named(_names.Roles, value),
        SamlKind.GroupIds => Named(_names.Groups, value),
        SamlKind.GroupMappings => Lines(value, m => $"{m["name"]} {Arrow} {Named(_names.Roles, m["role_ids"])}"),
        SamlKind.AttributeMappings => Lines(value, m => $"{(m["required"]?.ToString() == "true" ? "! " : "")}{m["name"]} {Arrow} {Named(_names.Attributes, m["user_attribute_ids"])}"),
        _ => value?.ToString() ?? field.Default ?? "",
    };

    private JsonNode? Value(SamlField field, string text, Dictionary<string, string> errors)
    {
        switch (field.Kind)
        {
            case SamlKind.WholeNumber when int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                return number;
            case SamlKind.WholeNumber:
                errors[field.Name] = "Must be a whole number.";
                return null;
            case SamlKind.Certificates:
                return new JsonObject { ["signing"] = new JsonArray([.. CertificatesIn(text).Select(c => (JsonNode)c)]) };
            case SamlKind.RoleIds:
                return Ids(field, _names.Roles, text, errors);
            case SamlKind.GroupIds:
                return Ids(field, _names.Groups, text, errors);
            case SamlKind.GroupMappings or SamlKind.AttributeMappings:
                return Mappings(field, text, errors);
            default:
                return text.Trim().Length == 0 ? null : text.Trim();
        }
    }

    private static IEnumerable<string> CertificatesIn(string text) => text.ReplaceLineEndings("\n")
        .Replace("-----END CERTIFICATE-----", "-----END CERTIFICATE-----\n\n", StringComparison.Ordinal)
        .Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(SamlCertificate.Bare)
        .Where(c => c.Length > 0);

    private JsonArray Mappings(SamlField field, string text, Dictionary<string, string> errors)
    {
        var known = _start.Objects(field.Name).ToDictionary(m => m["name"]?.ToString() ?? "", StringComparer.OrdinalIgnoreCase);
        var list = new JsonArray();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var required = line.StartsWith('!');
            var parts = line.TrimStart('!').Split(Arrow, 2, StringSplitOptions.TrimEntries);
            if (parts[0].Length == 0)
            {
                errors[field.Name] = $"“{line}” names nothing before {Arrow}.";
                continue;
            }

            // What the form does not show of a mapping that was there stays with it.
            var mapping = known.TryGetValue(parts[0], out var old) ? (JsonObject)old.DeepClone() : [];
            mapping["name"] = parts[0];
            if (field.Kind == SamlKind.GroupMappings)
            {
                mapping["role_ids"] = Ids(field, _names.Roles, parts.ElementAtOrDefault(1) ?? "", errors);
            }
            else
            {
                mapping["required"] = required;
                mapping["user_attribute_ids"] = Ids(field, _names.Attributes, parts.ElementAtOrDefault(1) ?? "", errors);
            }

            list.Add(mapping);
        }

        return list;
    }

    /// <summary>Ids of names; <c>#7</c> stands for an id whose name is not known.</summary>
    private static JsonArray Ids(SamlField field, IReadOnlyDictionary<string, string> names, string text, Dictionary<string, string> errors)
    {
        var ids = new JsonArray();
        foreach (var name in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var id = names.FirstOrDefault(n => string.Equals(n.Value, name, StringComparison.OrdinalIgnoreCase)).Key ?? (name.StartsWith('#') ? name[1..] : null);
            if (id is null)
            {
                errors[field.Name] = $"Looker has nothing called “{name}”.";
            }
            else
            {
                ids.Add(id);
            }
        }

        return ids;
    }

    private static string Named(IReadOnlyDictionary<string, string> names, JsonNode? ids) =>
        SamlNames.Text(names, (ids as JsonArray ?? []).OfType<JsonNode>().Select(id => id.ToString()));

    private static string Lines(JsonNode? value, Func<JsonObject, string> line) => string.Join('\n', (value as JsonArray ?? []).OfType<JsonObject>().Select(line));
}
