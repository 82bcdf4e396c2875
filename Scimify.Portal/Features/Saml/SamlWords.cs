using System.Globalization;
using System.Text.Json.Nodes;
using Scimify.Core.Saml;
using Scimify.Portal.Shared.Logs;
using Scimify.Portal.Shared.Saml;

namespace Scimify.Portal.Features.Saml;

/// <summary>The console's words for SAML settings.</summary>
public static class SamlWords
{
    public static readonly IReadOnlyList<(SamlGroup Group, string Title)> Groups =
    [
        (SamlGroup.IdentityProvider, "Identity provider"),
        (SamlGroup.Attributes, "Attributes"),
        (SamlGroup.GroupsAndRoles, "Groups and roles"),
        (SamlGroup.NewUsers, "New users"),
        (SamlGroup.LoginPage, "Login page"),
        (SamlGroup.Advanced, "Advanced"),
    ];

    /// <summary>IDs stand for themselves.</summary>
    public static readonly SamlNames NoNames = new(new Dictionary<string, string>(), new Dictionary<string, string>(), new Dictionary<string, string>());

    /// <summary>Empty if nothing is set.</summary>
    public static string Show(string name, JsonNode? value, SamlNames names) => SamlFields.Find(name)?.Kind switch
    {
        SamlKind.Flag => (value?.ToString() ?? SamlFields.Find(name)!.Default) == "true" ? "On" : "Off",
        SamlKind.WholeNumber => value?.ToString() ?? SamlFields.Find(name)!.Default ?? "",
        _ when value is null => "",
        SamlKind.Certificate => Certificate(value.ToString()),
        SamlKind.Certificates => string.Join("; ", (value["signing"] as JsonArray ?? []).OfType<JsonNode>().Select(c => Certificate(c.ToString()))),
        SamlKind.RoleIds => SamlNames.Text(names.Roles, Ids(value)),
        SamlKind.GroupIds => SamlNames.Text(names.Groups, Ids(value)),
        SamlKind.GroupMappings => string.Join("; ", Objects(value).Select(m => Mapping(m, SamlNames.Text(names.Roles, Ids(m["role_ids"]))))),
        SamlKind.AttributeMappings => string.Join("; ", Objects(value).Select(m =>
            Mapping(m, SamlNames.Text(names.Attributes, Ids(m["user_attribute_ids"]))) + (m["required"]?.ToString() == "true" ? " (required)" : ""))),
        null => value.ToJsonString(),
        _ => value.ToString(),
    };

    /// <summary>Differences in the form of the console's tables.</summary>
    public static IReadOnlyList<DiffRow> Rows(IEnumerable<SamlFieldChange> changes, SamlNames names) =>
        [.. changes.Select(c => new DiffRow(SamlFindingWords.Label(c.Name), Filled(Show(c.Name, c.Before, names)), Filled(Show(c.Name, c.After, names))))];

    /// <summary>What a change does, for a dialog.</summary>
    public static IEnumerable<string> Consequences(IEnumerable<SamlFieldChange> changes, SamlNames names) => changes.Select(c =>
        $"{SamlFindingWords.Label(c.Name)}: {Quoted(Show(c.Name, c.Before, names))} becomes {Quoted(Show(c.Name, c.After, names))}.{(c.Field?.Consequence is { } consequence ? " " + consequence : "")}");

    public static (string Tone, string Icon, string Text) Expiry(SamlCertificate certificate, DateTimeOffset now)
    {
        var left = certificate.NotAfter - now;
        return left <= TimeSpan.Zero ? ("bad", "x-circle", "Expired")
            : left <= TimeSpan.FromDays(7) ? ("bad", "alert", Days(left))
            : left <= TimeSpan.FromDays(30) ? ("wait", "alert", Days(left))
            : certificate.NotBefore > now ? ("wait", "clock", "Not valid yet")
            : ("good", "check-circle", Days(left));
    }

    public static (string Tone, string Icon, string Text, string Meaning) Signature(SamlSignatureState state) => state switch
    {
        SamlSignatureState.None => ("quiet", "dot", "Not signed", "Anybody who could change the metadata in transit could have done so."),
        SamlSignatureState.Fits => ("good", "check-circle", "Signature matches", "Nothing has changed since it was signed."),
        SamlSignatureState.DoesNotFit => ("bad", "x-circle", "Signature does not match", "The metadata was changed after it was signed, perhaps only in its line breaks. Use the file exactly as the identity provider provides it."),
        _ => ("wait", "alert", "Signature not checked", "Scimify cannot check this kind of signature."),
    };

    /// <summary>What a field means, and its value in a new Looker.</summary>
    public static string Meaning(SamlField field) => $"{field.Meaning} Default: {field.Default switch { null => "not set", "true" => "on", "false" => "off", var text => text }}.";

    public static string Date(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    private static string Days(TimeSpan left) => left.TotalDays < 1 ? "Less than a day left" : $"{(int)left.TotalDays:N0} days left";

    private static string Certificate(string text) => SamlCertificate.Parse(text) is { } c
        ? $"{c.Subject}, valid until {Date(c.NotAfter)}, {c.Fingerprint[..16]}…"
        : "Not readable";

    private static string Mapping(JsonObject mapping, string target) => $"{mapping["name"]} → {(target.Length == 0 ? "nothing" : target)}";

    private static string? Filled(string text) => text.Length == 0 ? null : text;

    private static string Quoted(string text) => text.Length == 0 ? "nothing" : $"“{text}”";

    private static IEnumerable<string> Ids(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonNode>().Select(id => id.ToString());

    private static IEnumerable<JsonObject> Objects(JsonNode list) => (list as JsonArray ?? []).OfType<JsonObject>();
}
