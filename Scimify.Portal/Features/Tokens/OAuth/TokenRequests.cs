using System.Net;
using Scimify.Core.OAuth;
using Scimify.Core.Primitives;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Features.Tokens.OAuth;

/// <summary>Decides about token requests: which client it is, whether it proves it, and what it gets.</summary>
internal sealed class TokenRequests(OAuthTokenService tokens, ClientAssertions assertions)
{
    private const string ClientCredentials = "client_credentials";

    /// <exception cref="TokenRefusal">The request is refused.</exception>
    public async Task<AccessToken> GrantAsync(TokenRequest request, IPAddress? address, CancellationToken ct)
    {
        if (request.GrantType != ClientCredentials)
        {
            throw request.GrantType is null ? TokenRefusal.InvalidRequest($"grant_type is missing. It must be {ClientCredentials}.") : TokenRefusal.UnsupportedGrantType();
        }

        var client = await ClientAsync(request, ct);
        var grant = request.Assertion is { } assertion
            ? await assertions.CheckAsync(client, client.Trust ?? throw TokenRefusal.InvalidClient(RejectionReason.Secret, client.Identity), assertion, ct)
            : await BySecretAsync(client, request.Secret, ct);
        if (!TokenNetworks.Parse(client.AllowedNetworks).Allow(address))
        {
            throw TokenRefusal.NotFromHere(address.Plain()?.ToString(), client.Identity);
        }

        var scopes = OAuthScopes.Granted(request.Scope, client.Identity.Scopes) ?? throw TokenRefusal.InvalidScope(client.Identity.Scopes, client.Identity);
        var (outcome, token) = await tokens.GrantAsync(client, scopes, grant, ct);
        return outcome switch
        {
            GrantOutcome.Granted => new AccessToken(token!, TimeSpan.FromHours(client.TokenLifeHours), request.Scope ?? string.Join(' ', TokenScopeRules.NamesOf(scopes))),
            GrantOutcome.Replayed => throw TokenRefusal.InvalidClient(RejectionReason.Replayed, client.Identity),
            _ => throw TokenRefusal.InvalidClient(RejectionReason.Revoked, client.Identity),
        };
    }

    private async Task<StoredOAuthClient> ClientAsync(TokenRequest request, CancellationToken ct)
    {
        var named = request.ClientId ?? (request.Assertion is { } assertion ? Assertion.Read(assertion)?.Subject : null);
        var client = Guid.TryParseExact(named, "D", out var id) ? await tokens.FindAsync(id, ct) : null;
        return client switch
        {
            null => throw TokenRefusal.InvalidClient(RejectionReason.Client, null),
            { IsRevoked: true } => throw TokenRefusal.InvalidClient(RejectionReason.Revoked, client.Identity),
            _ => client,
        };
    }

    private async Task<OAuthGrant> BySecretAsync(StoredOAuthClient client, string? text, CancellationToken ct)
    {
        var secret = text is not null && TokenSecret.IsWellFormed(text, TokenSecret.OAuthPrefix) ? await tokens.SecretAsync(client, text, ct) : null;
        return secret is null ? throw TokenRefusal.InvalidClient(RejectionReason.Secret, client.Identity)
            : tokens.IsOver(secret) ? throw TokenRefusal.InvalidClient(RejectionReason.Expired, client.Identity)
            : new OAuthGrant.BySecret(secret.Id);
    }
}

/// <param name="Scope">The words that were granted.</param>
internal sealed record AccessToken(string Value, TimeSpan Life, string Scope)
{
    public override string ToString() => nameof(AccessToken);
}
