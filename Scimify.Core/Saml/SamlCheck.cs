using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scimify.Core.Saml;

/// <summary>What the last conflict check of an integration found, and when the next one is due. Each integration has one row, from its first check on.</summary>
public sealed class SamlCheck
{
    public static readonly TimeSpan Every = TimeSpan.FromDays(1);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public int IntegrationKey { get; set; }

    public DateTimeOffset NextAt { get; set; }

    /// <summary>When <see cref="Findings"/> were found; null if no check has reached Looker yet.</summary>
    public DateTimeOffset? At { get; set; }

    /// <summary>JSON of <see cref="SamlFinding"/>s.</summary>
    public string Findings { get; set; } = "[]";

    /// <summary>How many findings raise an alarm; 0 while SAML is off.</summary>
    public int Alarms { get; set; }

    /// <summary>When a check last found an alarm that the check before it did not have; null if never.</summary>
    public DateTimeOffset? RaisedAt { get; set; }

    /// <summary>Why the last check failed; null if it succeeded.</summary>
    public string? Problem { get; set; }

    public IReadOnlyList<SamlFinding> Parse() => JsonSerializer.Deserialize<List<SamlFinding>>(Findings, Json)!;

    /// <summary>Stores the result of a check.</summary>
    /// <param name="findings">The findings for the settings that Looker has.</param>
    /// <param name="isEnabled">Whether SAML is on.</param>
    /// <param name="at">When the check ran.</param>
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

    /// <summary>Expiry raises no alarm here: the certificate's own date already does.</summary>
    private static bool IsAlarm(SamlFinding finding) =>
        finding is { Severity: SamlSeverity.Blocker, Code: not (SamlConflictRules.CertificateExpired or SamlConflictRules.CertificateExpiring) };
}
