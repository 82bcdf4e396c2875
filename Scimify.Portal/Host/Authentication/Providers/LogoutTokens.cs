using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Scimify.Core.People.Sessions;
using Scimify.Core.SignIn;

namespace Scimify.Portal.Host.Authentication.Providers;

/// <summary>Validates logout tokens (OpenID Connect Back-Channel Logout 1.0 section 2.6) with the keys, issuer, client and algorithms of the provider's ID tokens.</summary>
/// <remarks>A token without <c>exp</c> is accepted, as drafts of the standard had it: its age is limited in any case.</remarks>
internal sealed class LogoutTokens(IOptionsMonitor<OpenIdConnectOptions> options, TimeProvider clock)
{
    public const int LongestToken = 16 * 1024;

    private const string LogoutEvent = "http://schemas.openid.net/event/backchannel-logout";
    private const int LongestName = 500;
    private static readonly string[] Types = ["logout+jwt", "application/logout+jwt", "JWT"];

    /// <summary>How old a token may be, clocks apart.</summary>
    private static readonly TimeSpan LongestAge = TimeSpan.FromMinutes(5);

    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = LongestToken, MapInboundClaims = false };

    /// <param name="provider">As <see cref="ProviderOptions.LoadAsync"/> has just read it.</param>
    /// <param name="text">The form's <c>logout_token</c>.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>What to end, or why the token is not valid, in words without anything of the token.</returns>
    public async Task<(ProviderLogout? Logout, string? Problem)> ReadAsync(ProviderSnapshot provider, string text, CancellationToken ct)
    {
        if (text.Length is 0 or > LongestToken || !Handler.CanReadToken(text))
        {
            return (null, "logout_token is missing or no JWT");
        }

        var client = options.Get(ProviderScheme.NameOf(provider.Id));
        var result = await ValidateAsync(client, text, ct);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            client.ConfigurationManager!.RequestRefresh();    // the provider may have another key by now
            result = await ValidateAsync(client, text, ct);
        }

        return result.IsValid
            ? Read(provider, (JsonWebToken)result.SecurityToken, client.TokenValidationParameters.ClockSkew)
            : (null, $"the token is not this provider's for this client ({result.Exception.GetType().Name})");
    }

    private static async Task<TokenValidationResult> ValidateAsync(OpenIdConnectOptions client, string text, CancellationToken ct)
    {
        var published = await client.ConfigurationManager!.GetConfigurationAsync(ct);
        var parameters = client.TokenValidationParameters.Clone();
        parameters.ValidIssuers = [.. parameters.ValidIssuers ?? [], published.Issuer];
        parameters.IssuerSigningKeys = published.SigningKeys;
        parameters.ValidateLifetime = false;    // below, with the server's clock
        return await Handler.ValidateTokenAsync(text, parameters);
    }

    private (ProviderLogout? Logout, string? Problem) Read(ProviderSnapshot provider, JsonWebToken token, TimeSpan skew)
    {
        var now = clock.GetUtcNow();
        var (subject, sid) = (NameOf(token, JwtRegisteredClaimNames.Sub), NameOf(token, JwtRegisteredClaimNames.Sid));
        var problem = token.Typ is { Length: > 0 } type && !Types.Contains(type, StringComparer.OrdinalIgnoreCase) ? "typ is that of another token"
            : !token.TryGetPayloadValue<JsonElement>("events", out var events) || events.ValueKind != JsonValueKind.Object
                || !events.TryGetProperty(LogoutEvent, out var logout) || logout.ValueKind != JsonValueKind.Object ? "events names no logout"
            : token.TryGetPayloadValue<object>(JwtRegisteredClaimNames.Nonce, out _) ? "nonce is not allowed"
            : subject is null && sid is null ? "sub and sid are missing"
            : !token.TryGetPayloadValue<long>(JwtRegisteredClaimNames.Iat, out _) || now - token.IssuedAt > LongestAge + skew || token.IssuedAt - now > skew ? "iat is missing or not now"
            : token.TryGetPayloadValue<long>(JwtRegisteredClaimNames.Exp, out _) && token.ValidTo + skew <= now ? "the token has expired"
            : NameOf(token, JwtRegisteredClaimNames.Jti) is null ? "jti is missing"
            : null;
        return problem is null
            ? (new ProviderLogout(provider.Id, token.Issuer, subject, sid, HashOf(provider.Id, token), now + LongestAge + skew + skew), null)
            : (null, problem);
    }

    private static string HashOf(Guid provider, JsonWebToken token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{provider} {token.Issuer} {NameOf(token, JwtRegisteredClaimNames.Jti)}")));

    private static string? NameOf(JsonWebToken token, string claim) => token.TryGetPayloadValue<string>(claim, out var text) && text is { Length: > 0 and <= LongestName } ? text : null;
}
