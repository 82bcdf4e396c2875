using System.Text.Json.Nodes;
using Scimify.Core.Requests;

namespace Scimify.Core.Saml;

/// <summary>A certificate that Looker accepts logins with.</summary>
/// <param name="Text">As Looker has it.</param>
/// <param name="Certificate">Null if it cannot be read.</param>
public sealed record SamlAccepted(string Text, SamlCertificate? Certificate)
{
    /// <summary>Whether a login that is signed with it succeeds now.</summary>
    public bool IsGood(DateTimeOffset now) => Certificate is { } c && c.NotBefore <= now && now < c.NotAfter;
}

/// <summary>
/// Replaces an identity provider's certificate without a failed login: add the next one beside the present one, let the
/// identity provider switch, remove the old one. Computes what each step changes; sends nothing.
/// </summary>
public static class SamlRollover
{
    /// <summary>The one that is valid longest comes first.</summary>
    public static IReadOnlyList<SamlAccepted> Accepted(SamlSettings settings) =>
        [.. settings.Certificates.Select(text => new SamlAccepted(text, SamlCertificate.Parse(text))).OrderByDescending(a => a.Certificate?.NotAfter)];

    /// <param name="settings">What Looker has.</param>
    /// <param name="text">The next certificate, Base64 or PEM.</param>
    /// <param name="now">The current time.</param>
    /// <exception cref="ValidationFailedException">Field <c>certificate</c>.</exception>
    public static JsonObject Add(SamlSettings settings, string text, DateTimeOffset now)
    {
        var next = SamlCertificate.Parse(text) ?? throw Wrong("must be one X.509 certificate, Base64 or PEM, as the identity provider gives it.");
        if (next.NotAfter <= now)
        {
            throw Wrong($"must be valid still; this one expired on {next.NotAfter:yyyy-MM-dd}.");
        }

        var present = settings.Certificates.Select(SamlCertificate.Bare).ToList();
        return present.Any(c => SamlCertificate.Parse(c)?.Fingerprint == next.Fingerprint)
            ? throw Wrong("must be a new one; Looker accepts this one already.")
            : Several([.. present, SamlCertificate.Bare(text)]);
    }

    /// <param name="settings">What Looker has.</param>
    /// <param name="text">The certificate to remove, as Looker has it.</param>
    /// <param name="now">The current time.</param>
    /// <exception cref="ValidationFailedException">Field <c>certificate</c>.</exception>
    public static JsonObject Remove(SamlSettings settings, string text, DateTimeOffset now)
    {
        var bare = SamlCertificate.Bare(text);
        var left = Accepted(settings).Where(a => SamlCertificate.Bare(a.Text) != bare).ToList();
        if (left.Count == settings.Certificates.Count)
        {
            throw Wrong("must be one that Looker has.");
        }

        return left.Exists(a => a.IsGood(now))
            ? Several([.. left.Select(a => SamlCertificate.Bare(a.Text))])
            : throw Wrong("must stay, since no other certificate is valid now and every SAML login would fail. Add the next one first.");
    }

    private static JsonObject Several(IEnumerable<string> certificates) => new()
    {
        [SamlFields.IdpCertMulti] = new JsonObject { ["signing"] = new JsonArray([.. certificates.Select(c => (JsonNode)c)]) },
        [SamlFields.MultiCertsSupported] = true,
    };

    private static ValidationFailedException Wrong(string rule) => ValidationFailedException.Of("certificate", rule);
}
