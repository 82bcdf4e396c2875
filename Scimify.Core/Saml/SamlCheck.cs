using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scimify.Core.Saml;

/// <summary>What the last conflict check of an integration found, and when Looker is looked at again. One row for each integration, from its first look on.</summary>
public sealed class SamlCheck
{
    public static readonly TimeSpan Every = TimeSpan.FromDays(1);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public int IntegrationKey { get; set; }

    public DateTimeOffset NextAt { get; set; }

    /// <summary>When <see cref="Findings"/> were found; null: Looker could not be asked so far.</summary>
    public DateTimeOffset? At { get; set; }

    /// <summary>JSON of <see cref="SamlFinding"/>s.</summary>
    public string Findings { get; set; } = "[]";

    /// <summary>How many of them have to be told; none while SAML is off.</summary>
    public int Alarms { get; set; }

    /// <summary>When one of those was found that the check before did not have; null: never.</summary>
    public DateTimeOffset? RaisedAt { get; set; }

    /// <summary>Why the last look came to nothing; null: it did not.</summary>
    public string? Problem { get; set; }

    public IReadOnlyList<SamlFinding> Parse() => JsonSerializer.Deserialize<List<SamlFinding>>(Findings, Json)!;

    /// <summary>Takes what was found now.</summary>
    /// <param name="findings">Of the settings as Looker has them.</param>
    /// <param name="isEnabled">Whether people sign in by them.</param>
    /// <param name="at">When.</param>
    public void Note(IReadOnlyList<SamlFinding> findings, bool isEnabled, DateTimeOffset at)
    {
        var known = Alarms > 0 ? Parse().Where(IsAlarm).Select(f => f.Code).ToHashSet() : [];
        var alarms = isEnabled ? findings.Where(IsAlarm).ToList() : [];
        (Findings, Alarms, At, NextAt, Problem) = (JsonSerializer.Serialize(findings, Json), alarms.Count, at, at + Every, null);
        if (alarms.Exists(f => !known.Contains(f.Code)))
        {
            RaisedAt = at;
        }
    }

    /// <summary>What ends by itself is told by the date of the certificate.</summary>
    private static bool IsAlarm(SamlFinding finding) =>
        finding is { Severity: SamlSeverity.Blocker, Code: not (SamlConflictRules.CertificateExpired or SamlConflictRules.CertificateExpiring) };
}
