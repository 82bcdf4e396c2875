using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Microsoft.IdentityModel.Validators;
using Scimify.Core.SignIn;

namespace Scimify.Portal.Host.Authentication.Providers;

/// <summary>The framework's options for a provider, made from its snapshot. Another revision drops them, and with them what was discovered.</summary>
internal sealed class ProviderOptions(ProviderSnapshots snapshots, ProviderBackChannel channel, IOptionsMonitorCache<OpenIdConnectOptions> made)
    : IConfigureNamedOptions<OpenIdConnectOptions>
{
    /// <summary>Signatures with a key that only the provider has.</summary>
    internal static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly ConcurrentDictionary<Guid, ProviderSnapshot> _loaded = new();

    /// <summary>Reads the provider as it is now. Call it before anything asks for its options.</summary>
    /// <returns>Null if it was removed.</returns>
    public async ValueTask<ProviderSnapshot?> LoadAsync(Guid id, CancellationToken ct)
    {
        var now = await snapshots.FindAsync(id, ct);
        var before = _loaded.GetValueOrDefault(id);
        if (now is null)
        {
            _loaded.TryRemove(id, out _);
        }
        else
        {
            _loaded[id] = now;
        }

        if (before is not null && before.Revision != now?.Revision)
        {
            made.TryRemove(ProviderScheme.NameOf(id));
        }

        return now;
    }

    public void Configure(OpenIdConnectOptions options) => Configure(null, options);

    public void Configure(string? name, OpenIdConnectOptions options)
    {
        if (ProviderScheme.IdOf(name) is { } id && _loaded.TryGetValue(id, out var provider) && !provider.IsConfigured)
        {
            Apply(options, provider, channel);
        }
    }

    private static void Apply(OpenIdConnectOptions options, ProviderSnapshot provider, ProviderBackChannel channel)
    {
        options.Authority = provider.Authority;
        options.ClientId = provider.ClientId;
        options.ClientSecret = provider.ClientSecret;
        options.Backchannel = channel.Client;
        options.RequireHttpsMetadata = !provider.Authority.StartsWith("http://", StringComparison.Ordinal);
        options.CallbackPath = ProviderScheme.CallbackOf(provider.Id);
        options.Scope.Clear();
        foreach (var scope in provider.Rules.Scopes.Split(' '))
        {
            options.Scope.Add(scope);
        }

        ApplyCommon(options);

        // Entra's is Microsoft Graph, and its answer has nothing that the ID token lacks.
        options.GetClaimsFromUserInfoEndpoint = provider.Kind != ProviderKind.Entra;
        if (provider.Kind == ProviderKind.Entra && ProviderAuthority.IsForManyTenants(provider.Authority))
        {
            CheckIssuerAsEntra(options, channel);
        }
    }

    /// <summary>The issuer names the tenant of the token; the discovery document for several tenants has a template of it.</summary>
    internal static void CheckIssuerAsEntra(OpenIdConnectOptions options, ProviderBackChannel channel)
    {
        var documents = new HttpDocumentRetriever(channel.Client) { RequireHttps = options.RequireHttpsMetadata };
        options.TokenValidationParameters.IssuerValidator = AadIssuerValidator.GetAadIssuerValidator(
            options.Authority,
            channel.Client,
            authority => new ConfigurationManager<OpenIdConnectConfiguration>(authority.TrimEnd('/') + ProviderAuthority.Discovery, new OpenIdConnectConfigurationRetriever(), documents)).Validate;
        options.TokenValidationParameters.EnableAadSigningKeyIssuerValidation();
    }

    /// <summary>What holds for every provider, whether it comes from the database or from settings.</summary>
    internal static void ApplyCommon(OpenIdConnectOptions options)
    {
        options.SignInScheme = IdentityConstants.ExternalScheme;    // never used: the events sign in, or lead to a page
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.MapInboundClaims = false;
        options.SaveTokens = false;
        options.DisableTelemetry = true;
        options.ClaimActions.Clear();
        options.RemoteSignOutPath = default;
        options.SignedOutCallbackPath = default;
        options.TokenValidationParameters.ValidAlgorithms = Algorithms;
        options.EventsType = typeof(ProviderEvents);
        foreach (var (cookie, name) in new[] { (options.CorrelationCookie, "scimify.correlation."), (options.NonceCookie, "scimify.nonce.") })
        {
            cookie.Name = name;
            cookie.Path = "/";
            cookie.HttpOnly = true;
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        }
    }
}
