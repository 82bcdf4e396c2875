using Scimify.Core.Requests;
using Scimify.Core.SignIn;

namespace Scimify.Core.OAuth;

/// <summary>Whose assertions prove that a client is itself (RFC 7523 section 3): all three values have to be those of the assertion.</summary>
/// <param name="Issuer"><c>iss</c>, letter by letter.</param>
/// <param name="KeysAddress">The JWK set with the issuer's keys; null if its discovery document names it.</param>
/// <param name="Subject"><c>sub</c>, letter by letter.</param>
/// <param name="Audience">One of the values of <c>aud</c>.</param>
public sealed record OAuthTrust(string Issuer, string? KeysAddress, string Subject, string Audience)
{
    public const int MaxLength = 500;

    /// <summary>Entra shows an audience with this end, and sends it without.</summary>
    private const string EntraScope = "/.default";

    /// <summary>Whether an assertion is for this client.</summary>
    public bool IsFor(IEnumerable<string> audiences) => audiences.Contains(Audience, StringComparer.Ordinal);

    /// <exception cref="ValidationFailedException">By field, below <c>trust</c>.</exception>
    public static OAuthTrust Valid(OAuthTrust given, ProviderNetworkPolicy policy)
    {
        var errors = new FieldErrors();
        var issuer = given.Issuer.Trim();
        Check("trust.issuer", ProviderAuthority.Parse(issuer, policy).Problem);
        var keys = given.KeysAddress?.Trim() is { Length: > 0 } address ? address : null;
        if (keys is not null)
        {
            Check("trust.jwksUri", ProviderAuthority.Parse(keys, policy).Problem?.Replace("the issuer's address, such as https://example.okta.com", "the address of a JWK set, such as https://example.okta.com/oauth2/v1/keys", StringComparison.Ordinal));
        }

        var subject = Line("trust.subject", given.Subject);
        var audience = Line("trust.audience", given.Audience);
        errors.ThrowIfAny();
        return new OAuthTrust(issuer, keys, subject, audience.EndsWith(EntraScope, StringComparison.Ordinal) ? audience[..^EntraScope.Length] : audience);

        string Line(string field, string text)
        {
            var line = text.Trim();
            Check(field, line.Length is 0 or > MaxLength || line.Any(char.IsControl) ? $"must be a line of 1 to {MaxLength} characters." : null);
            return line;
        }

        void Check(string field, string? problem)
        {
            if (problem is not null)
            {
                errors.Add(field, problem);
            }
        }
    }
}
