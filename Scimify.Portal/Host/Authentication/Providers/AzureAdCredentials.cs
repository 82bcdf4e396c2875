using System.Security.Cryptography.X509Certificates;
using Microsoft.Identity.Abstractions;
using Microsoft.Identity.Client;
using Microsoft.Identity.Web;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Scimify.Portal.Host.Settings;

namespace Scimify.Portal.Host.Authentication.Providers;

/// <summary>
/// How the client of the section <c>AzureAd</c> authenticates when it redeems a code: by the first of <c>ClientCredentials</c> that
/// can be loaded. Microsoft.Identity.Web finds certificates, managed identities and federated tokens.
/// </summary>
/// <param name="described">Empty if there is a client secret instead.</param>
internal sealed class AzureAdCredentials(AzureAdSettings settings, CredentialDescription[] described, ICredentialsLoader loader, TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);
    private readonly CredentialSourceLoaderParameters _client = new(settings.ClientId, settings.Authority);

    /// <summary>Puts the proof into the request (RFC 7523 section 2.2). A client secret is there already.</summary>
    /// <exception cref="InvalidOperationException">None of the credentials can be loaded.</exception>
    public async Task ApplyAsync(OpenIdConnectMessage request, string tokenEndpoint, CancellationToken ct)
    {
        if (described.Length == 0)
        {
            return;
        }

        var credential = await loader.LoadFirstValidCredentialsAsync(described, _client)
            ?? throw new InvalidOperationException("None of AzureAd:ClientCredentials can be loaded.");
        if (credential.SourceType == CredentialSource.ClientSecret)
        {
            request.ClientSecret = credential.ClientSecret;
            return;
        }

        request.ClientSecret = null;
        request.ClientAssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        request.ClientAssertion = credential switch
        {
            { Certificate: { } certificate } => SignedWith(certificate, tokenEndpoint),
            { CachedValue: ClientAssertionProviderBase provider } => await provider.GetSignedAssertionAsync(new AssertionRequestOptions { CancellationToken = ct, ClientID = settings.ClientId, TokenEndpoint = tokenEndpoint }),
            _ => throw new InvalidOperationException($"AzureAd:ClientCredentials of the type {credential.SourceType} cannot sign anybody in."),
        };
    }

    private string SignedWith(X509Certificate2 certificate, string tokenEndpoint)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = settings.ClientId,
            Audience = tokenEndpoint,
            Claims = new Dictionary<string, object> { ["sub"] = settings.ClientId, ["jti"] = Guid.NewGuid().ToString() },
            NotBefore = now,
            IssuedAt = now,
            Expires = now + Life,
            SigningCredentials = new X509SigningCredentials(certificate),
        });
    }
}
