using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scimify.Core.Saml;

/// <summary>
/// The writable part of Looker's document. Each member has the name that it is written under, even if Looker shows it under
/// another one. Members that this build does not know stay as they came. Immutable.
/// </summary>
public sealed class SamlSettings
{
    private readonly JsonObject _values;

    private SamlSettings(JsonObject values) => _values = values;

    /// <param name="document">Looker's answer.</param>
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

    /// <param name="stored">What <see cref="Store"/> returned.</param>
    public static SamlSettings Parse(string stored) => new((JsonObject)JsonNode.Parse(stored)!);

    public string Store() => _values.ToJsonString();

    /// <summary>Changes whenever a setting changes. The order of members and equivalent spellings do not count.</summary>
    public string Fingerprint => Hash(string.Join('\n', SamlFields.Writable.Select(f => f.Name).Concat(Unknown.Order(StringComparer.Ordinal))
        .Select(name => $"{name}={SamlValues.Text(name, this[name])}")));

    public JsonNode? this[string name] => _values[name];

    /// <summary>Members that this build does not know.</summary>
    public IEnumerable<string> Unknown => _values.Select(v => v.Key).Where(name => SamlFields.Find(name) is null);

    public bool IsEnabled => Flag(SamlFields.Enabled);

    /// <param name="name">A member that is a flag.</param>
    /// <param name="absent">Its value if Looker does not show it.</param>
    public bool Flag(string name, bool absent = false) => this[name]?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => absent,
    };

    /// <summary>Empty if the member has no text.</summary>
    public string Text(string name) => this[name] is JsonValue value ? value.ToString() : "";

    /// <summary>The kinds of credentials that a first login is matched by.</summary>
    public string[] MigrationTypes => SamlValues.Words(this[SamlFields.NewUserMigrationTypes]);

    public IReadOnlyList<JsonObject> Objects(string name) => [.. (this[name] as JsonArray ?? []).OfType<JsonObject>()];

    public IReadOnlyList<string> Ids(string name) => SamlValues.Ids(this[name]);

    /// <summary>The certificates that Looker checks signatures with.</summary>
    public IReadOnlyList<string> Certificates => Flag(SamlFields.MultiCertsSupported)
        ? [.. (this[SamlFields.IdpCertMulti]?["signing"] as JsonArray ?? []).OfType<JsonValue>().Select(c => c.ToString())]
        : Text(SamlFields.IdpCert) is { Length: > 0 } one ? [one] : [];

    /// <summary>The certificate that is valid longest; null if none can be read.</summary>
    public SamlCertificate? LastingCertificate => Certificates.Select(SamlCertificate.Parse).OfType<SamlCertificate>().MaxBy(c => c.NotAfter);

    /// <summary>A copy with the changes.</summary>
    public SamlSettings With(JsonObject changes)
    {
        var values = (JsonObject)_values.DeepClone();
        foreach (var (name, value) in changes)
        {
            values[name] = value?.DeepClone();
        }

        return new(values);
    }

    /// <summary>What to send to turn these settings into the target. Members that cannot be written are left out.</summary>
    public JsonObject ChangesTo(SamlSettings target)
    {
        var changes = new JsonObject();
        foreach (var field in SamlFields.Writable.Where(f => !SamlValues.Same(f.Name, this[f.Name], target[f.Name])))
        {
            changes[field.Name] = target[field.Name]?.DeepClone() ?? SamlValues.Nothing(field);
        }

        return changes;
    }

    /// <summary>Everything that can be written, as the body of a test configuration.</summary>
    internal JsonObject ForTest() => new(SamlFields.Writable.Where(f => this[f.Name] is not null).Select(f => KeyValuePair.Create(f.Name, this[f.Name]?.DeepClone())));

    /// <summary>Leaves out the changes that change nothing.</summary>
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

    /// <summary>The form that is written: the members that can be, with IDs instead of the objects that are read.</summary>
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
