using System.Text.Json;
using System.Text.Json.Nodes;
using Scimify.Core.Integrations;

namespace Scimify.Core.Saml;

/// <summary>Checks a change without asking Looker. Fields are Looker's member names.</summary>
internal static class SamlChangeRules
{
    private const int LongestText = 65_536;
    private const int MostClockDrift = 86_400;

    /// <exception cref="Requests.ValidationFailedException">Keyed by Looker's member name.</exception>
    public static void Check(JsonObject changes, SamlSettings current)
    {
        var errors = new FieldErrors();
        foreach (var (name, value) in changes)
        {
            if (Problem(name, value, current) is { } problem)
            {
                errors.Add(name, problem);
            }
        }

        errors.ThrowIfAny();
        var after = current.With(changes);
        foreach (var name in changes.Select(c => c.Key).Where(n => n is SamlFields.Enabled || SamlFields.Find(n)!.IsTrust))
        {
            if (after.IsEnabled && after.Certificates.Count == 0 && name is not "idp_url" and not "idp_issuer")
            {
                errors.Add(name, after.Flag(SamlFields.MultiCertsSupported)
                    ? "SAML needs a certificate in idp_cert_multi while multi_certs_supported is true."
                    : "SAML needs a certificate in idp_cert.");
            }
        }

        errors.ThrowIfAny();
    }

    private static string? Problem(string name, JsonNode? value, SamlSettings current)
    {
        if (SamlFields.Find(name) is not { } field)
        {
            return "Looker's SAML configuration has no such member that Scimify knows.";
        }

        if (field.IsReadOnly)
        {
            return field.WrittenBy is { } other ? $"Is read-only; it is changed by {other}." : "Is read-only.";
        }

        return field.Kind switch
        {
            SamlKind.Flag => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? null : "Must be true or false.",
            _ when value is null => null,
            SamlKind.WholeNumber => value is JsonValue && value.GetValueKind() == JsonValueKind.Number && int.TryParse(value.ToJsonString(), out var n) && n is >= 0 and <= MostClockDrift
                ? null : $"Must be a whole number from 0 to {MostClockDrift}.",
            SamlKind.RoleIds or SamlKind.GroupIds => value is JsonArray list && list.All(id => SamlValues.Id(id) is not null) ? null : "Must be a list of ids.",
            SamlKind.GroupMappings => MappingProblem(value, "role_ids", ["id", "name", "looker_group_name", "role_ids"]),
            SamlKind.AttributeMappings => MappingProblem(value, "user_attribute_ids", ["name", "required", "user_attribute_ids"]),
            SamlKind.Certificates => CertificatesProblem(value),
            _ when value.GetValueKind() != JsonValueKind.String => "Must be a string.",
            _ when value.ToString().Length > LongestText => $"Must have at most {LongestText} characters.",
            _ when value.ToString().Length == 0 => null,
            SamlKind.Address => Uri.TryCreate(value.ToString(), UriKind.Absolute, out var url) && url.Scheme is "https" or "http" ? null : "Must be an absolute http or https address.",
            SamlKind.Certificate => SamlCertificate.Parse(value.ToString()) is null ? "Must be an X.509 certificate in Base64 or PEM." : null,
            SamlKind.Word => field.Words.Append(current.Text(name)).Contains(value.ToString()) ? null : $"Must be one of {string.Join(", ", field.Words)}.",
            SamlKind.Words => value.ToString().Split(',', StringSplitOptions.TrimEntries).All(field.Words.Union(SamlValues.Words(current[name])).Contains)
                ? null : $"Must be a comma-separated list of {string.Join(", ", field.Words)}.",
            _ => null,
        };
    }

    private static string? CertificatesProblem(JsonNode value)
    {
        if (value is not JsonObject o || o.Any(m => m.Key != "signing") || o["signing"] is not (null or JsonArray))
        {
            return "Must be an object with the list \"signing\".";
        }

        return (o["signing"] as JsonArray ?? []).All(c => c?.GetValueKind() == JsonValueKind.String && SamlCertificate.Parse(c.ToString()) is not null)
            ? null
            : "Each of \"signing\" must be an X.509 certificate in Base64 or PEM.";
    }

    private static string? MappingProblem(JsonNode value, string ids, string[] members)
    {
        if (value is not JsonArray list)
        {
            return "Must be a list of objects.";
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in list)
        {
            if (item is not JsonObject mapping)
            {
                return "Must be a list of objects.";
            }

            if (mapping.FirstOrDefault(m => !members.Contains(m.Key)).Key is { } unknown)
            {
                return $"Each entry has {string.Join(", ", members)}, but no {unknown}.";
            }

            if (mapping["name"]?.GetValueKind() != JsonValueKind.String || string.IsNullOrWhiteSpace(mapping["name"]!.ToString()))
            {
                return "Each entry needs a name.";
            }

            if (!names.Add(mapping["name"]!.ToString()))
            {
                return $"{mapping["name"]} stands in it twice.";
            }

            if (mapping[ids] is not null && (mapping[ids] is not JsonArray own || own.Any(id => SamlValues.Id(id) is null)))
            {
                return $"{ids} of {mapping["name"]} must be a list of ids.";
            }
        }

        return null;
    }
}
