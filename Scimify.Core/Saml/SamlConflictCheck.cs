using System.Text.Json.Nodes;

namespace Scimify.Core.Saml;

/// <summary>One run of the conflict check. It collects findings and looks people up.</summary>
internal sealed class SamlConflictCheck(SamlSettings settings, SamlSituation situation)
{
    private readonly Dictionary<string, SamlPerson> _people = situation.People.ToDictionary(p => p.LookerId);

    public List<SamlFinding> Findings { get; } = [];

    public void Add(string code, SamlSeverity severity, string field, IReadOnlyCollection<SamlPerson> people, IReadOnlyCollection<SamlPushedGroup> groups, JsonObject? fix, string message) =>
        AddCounted(code, severity, field, people.Count, groups.Count, fix, message);

    public void AddCounted(string code, SamlSeverity severity, string field, int users, int groups, JsonObject? fix, string message) =>
        Findings.Add(new(code, severity, settings.IsEnabled ? message : $"Once SAML is on: {message}", field, users, groups, fix));

    public IReadOnlyList<SamlPerson> MembersOf(IEnumerable<SamlPushedGroup> groups) =>
        [.. groups.SelectMany(g => g.MemberLookerIds).Distinct().Select(id => _people.GetValueOrDefault(id)).OfType<SamlPerson>().OrderBy(p => p.Name, StringComparer.Ordinal)];

    /// <summary>Looker's IDs of mirrored groups, as far as Looker shows them.</summary>
    public HashSet<string> MirroredGroupIds(IEnumerable<JsonObject> mappings)
    {
        var names = mappings.Select(SamlValues.LookerName).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. situation.MirroredGroups.Where(g => names.Contains(g.Name)).Select(g => g.LookerId)];
    }

    /// <summary>Warns about certificates that have expired or soon will. Logins go on as long as one of several is valid.</summary>
    public void Certificates(int[] warnDays)
    {
        var certificates = settings.Certificates.Select(SamlCertificate.Parse).OfType<SamlCertificate>().OrderByDescending(c => c.NotAfter).ToList();
        if (certificates.Count == 0)
        {
            return;
        }

        var field = settings.Flag(SamlFields.MultiCertsSupported) ? SamlFields.IdpCertMulti : SamlFields.IdpCert;
        var last = certificates[0];
        var left = last.NotAfter - situation.Now;
        if (left <= TimeSpan.Zero)
        {
            AddCounted(SamlConflictRules.CertificateExpired, SamlSeverity.Blocker, field, _people.Count, 0, null,
                $"The identity provider's certificate ({last.Subject}) expired on {last.NotAfter:yyyy-MM-dd}, so SAML logins fail. Enter the new one.");
        }
        else if (left <= TimeSpan.FromDays(warnDays.Max()))
        {
            var within = warnDays.Where(d => left <= TimeSpan.FromDays(d)).Min();
            AddCounted(SamlConflictRules.CertificateExpiring, within <= 7 ? SamlSeverity.Blocker : SamlSeverity.Warning, field, _people.Count, 0, null,
                $"The identity provider's certificate ({last.Subject}) expires on {last.NotAfter:yyyy-MM-dd}, within {SamlConflictRules.Count(within, "day", "days")}. SAML logins fail from then on. Add the next certificate beside it.");
        }

        if (certificates.Find(c => c.NotBefore > situation.Now) is { } early && certificates.TrueForAll(c => c.NotBefore > situation.Now))
        {
            AddCounted("certificateNotYetValid", SamlSeverity.Blocker, field, _people.Count, 0, null,
                $"The identity provider's certificate ({early.Subject}) is not valid before {early.NotBefore:yyyy-MM-dd}. SAML logins fail until then.");
        }
    }
}
