using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scimify.Core.Saml;

/// <summary>
/// Looker's document by what can be written: each writable member under its own name, also where Looker shows it under
/// another one, and members that are not known here as they came. Values are never changed in place.
/// </summary>
public sealed class SamlSettings
{
    private readonly JsonObject _values;

    private SamlSettings(JsonObject values) => _values = values;

    /// <param name="document">As Looker answered it.</param>
    public static SamlSettings Read(JsonObject document)
    {
        var values = new JsonObject();
        foreach (var field in SamlFields.Writable)
        {
            if (Value(document, field) is { } value)
            {
                values[field.Name] = value;
            }
        }

        foreach (var (name, value) in document.Where(member => SamlFields.Find(member.Key) is null))
        {
            values[name] = value?.DeepClone();
        }

        return new(values);
    }

    /// <param name="stored">What <see cref="Store"/> answered.</param>
    public static SamlSettings Parse(string stored) => new((JsonObject)JsonNode.Parse(stored)!);

    public string Store() => _values.ToJsonString();

    /// <summary>Changes whenever a setting does; the order of members and spellings that mean the same do not count.</summary>
    public string Fingerprint => Hash(string.Join('\n', SamlFields.Writable.Select(f => f.Name).Concat(Unknown.Order(StringComparer.Ordinal))
        .Select(name => $"{name}={SamlValues.Text(name, this[name])}")));

    public JsonNode? this[string name] => _values[name];

    /// <summary>Members that this build does not know.</summary>
    public IEnumerable<string> Unknown => _values.Select(v => v.Key).Where(name => SamlFields.Find(name) is null);

    public bool IsEnabled => Flag(SamlFields.Enabled);

    /// <param name="name">A member that is a flag.</param>
    /// <param name="absent">What it is where Looker does not show it.</param>
    public bool Flag(string name, bool absent = false) => this[name]?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => absent,
    };

    /// <summary>Empty where there is none.</summary>
    public string Text(string name) => this[name] is JsonValue value ? value.ToString() : "";

    /// <summary>The kinds of credentials by which a first login finds its account.</summary>
    public string[] MigrationTypes => SamlValues.Words(this[SamlFields.NewUserMigrationTypes]);

    public IReadOnlyList<JsonObject> Objects(string name) => [.. (this[name] as JsonArray ?? []).OfType<JsonObject>()];

    public IReadOnlyList<string> Ids(string name) => SamlValues.Ids(this[name]);

    /// <summary>The certificates that Looker checks signatures by.</summary>
    public IReadOnlyList<string> Certificates => Flag(SamlFields.MultiCertsSupported)
        ? [.. (this[SamlFields.IdpCertMulti]?["signing"] as JsonArray ?? []).OfType<JsonValue>().Select(c => c.ToString())]
        : Text(SamlFields.IdpCert) is { Length: > 0 } one ? [one] : [];

    /// <summary>The one by which logins can go on longest; null where none can be read.</summary>
    public SamlCertificate? LastingCertificate => Certificates.Select(SamlCertificate.Parse).OfType<SamlCertificate>().MaxBy(c => c.NotAfter);

    /// <summary>These settings with the changes in them.</summary>
    public SamlSettings With(JsonObject changes)
    {
        var values = (JsonObject)_values.DeepClone();
        foreach (var (name, value) in changes)
        {
            values[name] = value?.DeepClone();
        }

        return new(values);
    }

    /// <summary>What has to be sent so that these settings become those; members that cannot be written are left out.</summary>
    public JsonObject ChangesTo(SamlSettings target)
    {
        var changes = new JsonObject();
        foreach (var field in SamlFields.Writable.Where(f => !SamlValues.Same(f.Name, this[f.Name], target[f.Name])))
        {
            changes[field.Name] = target[field.Name]?.DeepClone() ?? SamlValues.Nothing(field);
        }

        return changes;
    }

    /// <summary>All that can be written, as the body of a test configuration.</summary>
    internal JsonObject ForTest() => new(SamlFields.Writable.Where(f => this[f.Name] is not null).Select(f => KeyValuePair.Create(f.Name, this[f.Name]?.DeepClone())));

    /// <summary>Those of the changes that are none are left out.</summary>
    public JsonObject Reduce(JsonObject changes) =>
        new(changes.Where(c => !SamlValues.Same(c.Key, this[c.Key], c.Value)).Select(c => KeyValuePair.Create(c.Key, c.Value?.DeepClone())));

    internal static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    private static JsonNode? Value(JsonObject document, SamlField field)
    {
        var shown = field.ShownBy is { } name ? document[name] as JsonArray : null;
        return field.Kind switch
        {
            SamlKind.RoleIds or SamlKind.GroupIds when shown is not null => Strings(shown.OfType<JsonObject>().Select(o => SamlValues.Id(o["id"]))),
            SamlKind.GroupMappings => Mappings(document[field.Name] as JsonArray, shown, "role_ids", "roles", ["id", "name", "looker_group_name"]),
            SamlKind.AttributeMappings => Mappings(document[field.Name] as JsonArray, shown, "user_attribute_ids", "user_attributes", ["name", "required"]),
            _ => document[field.Name]?.DeepClone(),
        };
    }

    /// <summary>By what is written: the members that can be, with ids in place of the objects that are read.</summary>
    private static JsonArray? Mappings(JsonArray? written, JsonArray? read, string ids, string objects, string[] members) =>
        (written ?? read) is { } entries
            ? [.. entries.OfType<JsonObject>().Select(entry =>
            {
                var mapping = new JsonObject(members.Where(entry.ContainsKey).Select(m => KeyValuePair.Create(m, entry[m]?.DeepClone())));
                mapping[ids] = entry[ids] is JsonArray own
                    ? own.DeepClone()
                    : Strings((entry[objects] as JsonArray ?? []).OfType<JsonObject>().Select(o => SamlValues.Id(o["id"])));
                return (JsonNode)mapping;
            })]
            : null;

    private static JsonArray Strings(IEnumerable<string?> values) => [.. values.OfType<string>().Select(v => (JsonNode)v)];
}
