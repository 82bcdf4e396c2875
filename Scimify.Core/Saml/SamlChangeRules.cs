using System.Text.Json;
using System.Text.Json.Nodes;
using Scimify.Core.Requests;

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
                    ? "must not be set without a certificate in idp_cert_multi while multi_certs_supported is true."
                    : "must not be set without a certificate in idp_cert.");
            }
        }

        errors.ThrowIfAny();
    }

    private static string? Problem(string name, JsonNode? value, SamlSettings current)
    {
        if (SamlFields.Find(name) is not { } field)
        {
            return "is unknown: Looker's SAML configuration has no such member that Scimify knows.";
        }

        if (field.IsReadOnly)
        {
            return field.WrittenBy is { } other ? $"is read-only; it is changed by {other}." : "is read-only.";
        }

        return field.Kind switch
        {
            SamlKind.Flag => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? null : "must be true or false.",
            _ when value is null => null,
            SamlKind.WholeNumber => value is JsonValue && value.GetValueKind() == JsonValueKind.Number && int.TryParse(value.ToJsonString(), out var n) && n is >= 0 and <= MostClockDrift
                ? null : $"must be a whole number from 0 to {MostClockDrift}.",
            SamlKind.RoleIds or SamlKind.GroupIds => value is JsonArray list && list.All(id => SamlValues.Id(id) is not null) ? null : "must be a list of ids.",
            SamlKind.GroupMappings => MappingProblem(value, "role_ids", ["id", "name", "looker_group_name", "role_ids"]),
            SamlKind.AttributeMappings => MappingProblem(value, "user_attribute_ids", ["name", "required", "user_attribute_ids"]),
            SamlKind.Certificates => CertificatesProblem(value),
            _ when value.GetValueKind() != JsonValueKind.String => "must be a string.",
            _ when value.ToString().Length > LongestText => $"must have at most {LongestText} characters.",
            _ when value.ToString().Length == 0 => null,
            SamlKind.Address => Uri.TryCreate(value.ToString(), UriKind.Absolute, out var url) && url.Scheme is "https" or "http" ? null : "must be an absolute http or https address.",
            SamlKind.Certificate => SamlCertificate.Parse(value.ToString()) is null ? "must be an X.509 certificate in Base64 or PEM." : null,
            SamlKind.Word => field.Words.Append(current.Text(name)).Contains(value.ToString()) ? null : $"must be one of {string.Join(", ", field.Words)}.",
            SamlKind.Words => value.ToString().Split(',', StringSplitOptions.TrimEntries).All(field.Words.Union(SamlValues.Words(current[name])).Contains)
                ? null : $"must be a comma-separated list of {string.Join(", ", field.Words)}.",
            _ => null,
        };
    }

    private static string? CertificatesProblem(JsonNode value)
    {
        if (value is not JsonObject o || o.Any(m => m.Key != "signing") || o["signing"] is not (null or JsonArray))
        {
            return "must be an object with the list \"signing\".";
        }

        return (o["signing"] as JsonArray ?? []).All(c => c?.GetValueKind() == JsonValueKind.String && SamlCertificate.Parse(c.ToString()) is not null)
            ? null
            : "must hold X.509 certificates in Base64 or PEM in \"signing\".";
    }

    private static string? MappingProblem(JsonNode value, string ids, string[] members)
    {
        if (value is not JsonArray list)
        {
            return "must be a list of objects.";
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in list)
        {
            if (item is not JsonObject mapping)
            {
                return "must be a list of objects.";
            }

            if (mapping.FirstOrDefault(m => !members.Contains(m.Key)).Key is { } unknown)
            {
                return $"must be a list of objects with {string.Join(", ", members)}, and no {unknown}.";
            }

            if (mapping["name"]?.GetValueKind() != JsonValueKind.String || string.IsNullOrWhiteSpace(mapping["name"]!.ToString()))
            {
                return "must have a name in each entry.";
            }

            if (!names.Add(mapping["name"]!.ToString()))
            {
                return $"must have each name once; {mapping["name"]} stands in it twice.";
            }

            if (mapping[ids] is not null && (mapping[ids] is not JsonArray own || own.Any(id => SamlValues.Id(id) is null)))
            {
                return $"must have a list of ids as {ids} of {mapping["name"]}.";
            }
        }

        return null;
    }
}
