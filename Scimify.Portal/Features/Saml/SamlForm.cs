using System.Globalization;
using System.Text.Json.Nodes;
using Scimify.Core.Saml;

namespace Scimify.Portal.Features.Saml;

/// <summary>The settings as a person edits them: texts and flags, choices by ID, mappings and certificates row by row.</summary>
public sealed class SamlForm
{
    private const string EndOfCertificate = "-----END CERTIFICATE-----";

    private readonly Dictionary<string, string> _texts = [];
    private readonly Dictionary<string, bool> _flags = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _picked = [];
    private readonly List<SamlGroupRow> _groups = [];
    private readonly List<SamlAttributeRow> _attributes = [];
    private readonly List<SamlCertificateRow> _certificates = [];
    private readonly Dictionary<string, string> _complaints = [];
    private readonly Dictionary<string, string> _untouched;
    private readonly SamlSettings _start;
    private int _rows;

    public SamlForm(SamlSettings settings)
    {
        _start = settings;
        foreach (var field in SamlFields.Writable)
        {
            switch (field.Kind)
            {
                case SamlKind.Flag:
                    _flags[field.Name] = settings.Flag(field.Name, field.Default == "true");
                    break;
                case SamlKind.RoleIds or SamlKind.GroupIds:
                    _picked[field.Name] = IdsIn(settings[field.Name]);
                    break;
                case SamlKind.Words:
                    _picked[field.Name] = WordsIn(settings.Text(field.Name));
                    break;
                case SamlKind.GroupMappings:
                    _groups.AddRange(settings.Objects(field.Name).Select(m => new SamlGroupRow(++_rows, m)));
                    break;
                case SamlKind.AttributeMappings:
                    _attributes.AddRange(settings.Objects(field.Name).Select(m => new SamlAttributeRow(++_rows, m)));
                    break;
                case SamlKind.Certificates:
                    _certificates.AddRange((settings[field.Name]?["signing"] as JsonArray ?? []).OfType<JsonNode>().Select(c => new SamlCertificateRow(++_rows, c.ToString())));
                    break;
                default:
                    _texts[field.Name] = settings[field.Name]?.ToString() ?? field.Default ?? "";
                    break;
            }
        }

        _untouched = SamlFields.Writable.ToDictionary(f => f.Name, Entered);
    }

    public IReadOnlyList<SamlGroupRow> Groups => _groups;

    public IReadOnlyList<SamlAttributeRow> Attributes => _attributes;

    public IReadOnlyList<SamlCertificateRow> Certificates => _certificates;

    /// <summary>Called after each change of the input.</summary>
    public Action? Changed { get; set; }

    /// <summary>How many fields have input that is not in the draft yet. Something typed that is no value counts too.</summary>
    public int Touched => Math.Max(SamlFields.Writable.Count(WasTouched), _complaints.Count);

    /// <summary>For an input that writes to a row itself.</summary>
    public void Touch() => Changed?.Invoke();

    public bool Flag(string name) => _flags[name];

    public void Set(string name, bool value)
    {
        _flags[name] = value;
        Touch();
    }

    public string Text(string name) => _texts[name];

    public void Set(string name, string value)
    {
        _texts[name] = value;
        Touch();
    }

    /// <summary>IDs or words, in the order in which they were picked.</summary>
    public IReadOnlyList<string> Picked(string name) => _picked[name];

    public void Set(string name, IReadOnlyList<string> value)
    {
        _picked[name] = value;
        Touch();
    }

    /// <summary>The words in Looker's documentation, and any others that this Looker has.</summary>
    public IReadOnlyList<string> WordsOf(SamlField field) =>
        [.. field.Words.Union(field.Kind == SamlKind.Words ? WordsIn(_start.Text(field.Name)) : [Text(field.Name)]).Where(w => w.Length > 0)];

    public void Pick(string name, string word, bool picked) =>
        Set(name, picked ? [.. _picked[name].Append(word).Distinct()] : [.. _picked[name].Where(w => w != word)]);

    public void AddGroup()
    {
        _groups.Add(new SamlGroupRow(++_rows, null));
        Touch();
    }

    public void Remove(SamlGroupRow row)
    {
        _groups.Remove(row);
        Touch();
    }

    public void AddAttribute()
    {
        _attributes.Add(new SamlAttributeRow(++_rows, null));
        Touch();
    }

    public void Remove(SamlAttributeRow row)
    {
        _attributes.Remove(row);
        Touch();
    }

    public void AddCertificate()
    {
        _certificates.Add(new SamlCertificateRow(++_rows, ""));
        Touch();
    }

    public void Remove(SamlCertificateRow row)
    {
        _certificates.Remove(row);
        Touch();
    }

    /// <summary>If several were pasted together, each becomes a row.</summary>
    public void Set(SamlCertificateRow row, string text)
    {
        var parts = CertificatesIn(text);
        row.Text = parts.FirstOrDefault("");
        _certificates.InsertRange(_certificates.IndexOf(row) + 1, parts.Skip(1).Select(p => new SamlCertificateRow(++_rows, p)));
        Touch();
    }

    /// <summary>What is wrong with the input at a place; null if nothing is.</summary>
    public void Complain(string place, string? problem)
    {
        var had = _complaints.Remove(place);
        if (problem is not null)
        {
            _complaints[place] = problem;
        }

        if (had != problem is not null)
        {
            Touch();
        }
    }

    /// <summary>What was changed in the form, by Looker's member names.</summary>
    /// <param name="before">What the draft changes already. A member that nobody touched here keeps its change.</param>
    /// <param name="errors">Receives what is wrong, by member name or by the <see cref="Place(string, int, string)"/> of a row.</param>
    public JsonObject Changes(JsonObject before, Dictionary<string, string> errors)
    {
        var changes = (JsonObject)before.DeepClone();
        foreach (var field in SamlFields.Writable.Where(WasTouched))
        {
            changes[field.Name] = Value(field, errors);
        }

        foreach (var (place, problem) in _complaints)
        {
            errors[place] = problem;
        }

        return changes;
    }

    /// <summary>The key of an error in one member of one row.</summary>
    public static string Place(string field, int row, string member) => $"{field}.{row}.{member}";

    internal static string[] IdsIn(JsonNode? list) => [.. (list as JsonArray ?? []).OfType<JsonNode>().Select(id => id.ToString())];

    internal static JsonArray List(IEnumerable<string> values) => [.. values.Select(v => (JsonNode)v)];

    /// <summary>What would be sent.</summary>
    internal JsonNode? Value(SamlField field, Dictionary<string, string> errors)
    {
        switch (field.Kind)
        {
            case SamlKind.Flag:
                return _flags[field.Name];
            case SamlKind.WholeNumber when int.TryParse(_texts[field.Name].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                return number;
            case SamlKind.WholeNumber:
                errors[field.Name] = "must be a whole number.";
                return null;
            case SamlKind.RoleIds or SamlKind.GroupIds:
                return List(_picked[field.Name]);
            case SamlKind.Words:
                return _picked[field.Name].Count == 0 ? null : string.Join(',', _picked[field.Name]);
            case SamlKind.GroupMappings:
                return Mappings(field, _groups, errors);
            case SamlKind.AttributeMappings:
                return Mappings(field, _attributes, errors);
            case SamlKind.Certificates:
                return new JsonObject { ["signing"] = Signing(field, errors) };
            default:
                return _texts[field.Name].Trim() is { Length: > 0 } text ? text : null;
        }
    }

    private bool WasTouched(SamlField field) => Entered(field) != _untouched[field.Name];

    /// <summary>One text for all the input in the field.</summary>
    private string Entered(SamlField field) => _texts.TryGetValue(field.Name, out var text)
        ? text.ReplaceLineEndings("\n").Trim()
        : Value(field, [])?.ToJsonString() ?? "";

    private JsonArray Mappings<T>(SamlField field, List<T> rows, Dictionary<string, string> errors)
        where T : SamlRow
    {
        var kept = rows.Select(r => r.Start).ToHashSet();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var list = new JsonArray();
        foreach (var row in rows.Where(r => !r.IsBlank))
        {
            var name = row.Name.Trim();
            if (name.Length == 0)
            {
                errors[Place(field.Name, row.Key, "name")] = "must be the name that the identity provider sends.";
            }
            else if (!names.Add(name))
            {
                errors[Place(field.Name, row.Key, "name")] = $"must be given once; “{name}” appears twice.";
            }

            list.Add(row.ToJson(_start.Objects(field.Name).FirstOrDefault(m => !kept.Contains(m) && string.Equals(m["name"]?.ToString(), name, StringComparison.OrdinalIgnoreCase))));
        }

        return list;
    }

    private JsonArray Signing(SamlField field, Dictionary<string, string> errors)
    {
        foreach (var row in _certificates.Where(r => r.Text.Length > 0 && r.Certificate is null))
        {
            errors[Place(field.Name, row.Key, "text")] = "must be a certificate in Base64, with or without the lines BEGIN and END.";
        }

        return List(_certificates.Select(r => SamlCertificate.Bare(r.Text)).Where(c => c.Length > 0));
    }

    private static List<string> CertificatesIn(string text) =>
    [
        .. text.Replace(EndOfCertificate, EndOfCertificate + "\n\n", StringComparison.Ordinal).ReplaceLineEndings("\n")
            .Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
    ];

    private static string[] WordsIn(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
