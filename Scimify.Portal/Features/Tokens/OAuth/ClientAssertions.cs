using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Scimify.Core.OAuth;
using Scimify.Core.Tokens;
using Scimify.Portal.Host.Authentication.Providers;

namespace Scimify.Portal.Features.Tokens.OAuth;

/// <summary>
/// Validates assertions of OAuth clients (RFC 7523 section 3) with the keys of the issuer that the client trusts, and with the
/// algorithms of sign-in providers. What can be seen without a key is checked first, so that nobody else makes the server ask for keys.
/// </summary>
internal sealed class ClientAssertions(TrustedKeys keys, TimeProvider clock)
{
    /// <summary>How far clocks may be apart.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    /// <summary>How long an assertion may last; those of a managed identity last a day.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(1);

    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = Assertion.LongestText, MapInboundClaims = false };

    /// <exception cref="TokenRefusal">401, or 503 if there are no keys.</exception>
    public async Task<OAuthGrant.ByAssertion> CheckAsync(StoredOAuthClient client, OAuthTrust trust, string text, CancellationToken ct)
    {
        var assertion = Assertion.Read(text) ?? throw Refused(RejectionReason.Signature);
        var problem = !ProviderOptions.Algorithms.Contains(assertion.Algorithm, StringComparer.Ordinal) ? RejectionReason.Signature
            : assertion.Issuer != trust.Issuer ? RejectionReason.Issuer
            : !trust.IsFor(assertion.Audiences) ? RejectionReason.Audience
            : assertion.Subject != trust.Subject ? RejectionReason.Subject
            : !IsNow(assertion) ? RejectionReason.Lifetime
            : assertion is { HasId: true, Id: null } ? RejectionReason.Replayed
            : assertion.KeyId is null ? RejectionReason.Key
            : (RejectionReason?)null;
        if (problem is { } reason)
        {
            throw Refused(reason);
        }

        var key = await KeyAsync(client, trust, assertion.KeyId!, ct) ?? throw Refused(RejectionReason.Key);
        var result = await Handler.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidIssuer = trust.Issuer,
            IssuerSigningKey = key,
            ValidAlgorithms = ProviderOptions.Algorithms,
            RequireSignedTokens = true,
            ValidateAudience = false,    // above, as the lifetime with the server's clock
            ValidateLifetime = false,
        });
        return result.IsValid
            ? new OAuthGrant.ByAssertion(
                trust, assertion.Id is { } id ? HashOf(client.Identity.TokenId, id) : null, DateTimeOffset.FromUnixTimeSeconds(assertion.ExpiresAt!.Value) + Skew + Skew)
            : throw Refused(RejectionReason.Signature);

        TokenRefusal Refused(RejectionReason why) => TokenRefusal.InvalidClient(why, client.Identity);
    }

    private async Task<SecurityKey?> KeyAsync(StoredOAuthClient client, OAuthTrust trust, string kid, CancellationToken ct)
    {
        try
        {
            return await keys.FindAsync(trust, kid, ct);
        }
        catch (KeysAwayException)
        {
            throw TokenRefusal.KeysAway(client.Identity);
        }
    }

    private bool IsNow(Assertion assertion)
    {
        var (now, skew) = (clock.GetUtcNow().ToUnixTimeSeconds(), (long)Skew.TotalSeconds);
        return assertion.ExpiresAt is { } end && end > now - skew && end <= now + (long)LongestLife.TotalSeconds + skew
            && !(assertion.NotBefore > now + skew)
            && !(assertion.IssuedAt > now + skew);
    }

    private static string HashOf(Guid client, string jti) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{client} {jti}")));
}
